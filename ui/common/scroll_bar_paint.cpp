#include "ui/common/scroll_bar_paint.h"

#include <QPainter>
#include <QStyleOption>

namespace hub {
namespace {

constexpr int kShortestHandle = 32;

} // namespace

QRect scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part)
{
    const bool across = bar.orientation == Qt::Horizontal;
    const int room = across ? bar.rect.width() : bar.rect.height();
    const qint64 range = qint64(bar.maximum) - bar.minimum;
    const qint64 share = range + bar.pageStep > 0 ? qint64(room) * bar.pageStep / (range + bar.pageStep) : room;
    const int handle = range > 0 ? std::min(room, std::max(kShortestHandle, int(share))) : room;
    const int start = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, room - handle,
                                                      bar.upsideDown);
    const auto between = [&](int from, int length) {
        return across ? QRect(bar.rect.left() + from, bar.rect.top(), length, bar.rect.height())
                      : QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), length);
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider: return between(start, handle);
    case QStyle::SC_ScrollBarGroove: return bar.rect;
    case QStyle::SC_ScrollBarSubPage: return between(0, start);
    case QStyle::SC_ScrollBarAddPage: return between(start + handle, room - start - handle);
    default: return {};
    }
}

void paintScrollBar(QPainter *painter, const QStyleOptionSlider &bar, const Tokens &tokens)
{
    if (bar.maximum <= bar.minimum)
        return;
    const bool touched = bar.activeSubControls & QStyle::SC_ScrollBarSlider
        && bar.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const QRectF handle = QRectF(scrollBarPart(bar, QStyle::SC_ScrollBarSlider)).adjusted(2, 2, -2, -2);
    const qreal radius = std::min(handle.width(), handle.height()) / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(touched ? tokens.text2 : tokens.edge);
    painter->drawRoundedRect(handle, radius, radius);
    painter->restore();
}

} // namespace hub
