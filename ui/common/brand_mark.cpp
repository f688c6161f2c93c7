#include "ui/common/brand_mark.h"

#include "ui/common/glyph.h"
#include "ui/common/type.h"

#include <QPainter>

#include <cmath>

namespace hub {
namespace {

qreal luminance(const QColor &color)
{
    const auto channel = [](qreal value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

} // namespace

Mark markOf(const QString &name)
{
    QString letters, all;
    bool begins = true;
    for (const QChar c : name) {
        if (c.isLetterOrNumber())
            all += c;
        if (c.isLetterOrNumber() && begins && letters.size() < 2)
            letters += letters.isEmpty() ? c.toUpper() : c.toLower();
        begins = !c.isLetterOrNumber();
    }
    if (letters.size() == 1 && all.size() > 1)
        letters += all[1].toLower();
    return {letters, QColor(0x5A, 0x5F, 0x6E), {}};
}

qreal contrast(const QColor &one, const QColor &other)
{
    const qreal a = luminance(one) + 0.05;
    const qreal b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

void paintMark(QPainter *painter, const QRectF &where, const Mark &mark)
{
    const QColor white(Qt::white);
    const QColor ink(0x14, 0x16, 0x1B);
    const qreal radius = where.width() * 0.22;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    // the hairline lets black marks show on a dark ground
    painter->setPen(QPen(QColor(128, 128, 128, 71), 1));
    painter->setBrush(mark.color);
    painter->drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const bool isDark = contrast(white, mark.color) >= 4.5 || contrast(white, mark.color) >= contrast(ink, mark.color);
    const QColor color = isDark ? white : ink;
    if (mark.glyph.isEmpty()) {
        QFont font = fontOf(TextRole::Strong);
        font.setPixelSize(qRound(where.height() * 0.4));
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(where, Qt::AlignCenter, mark.letters);
    } else {
        const qreal quarter = where.width() / 4;
        paintPath(painter, where.adjusted(quarter, quarter, -quarter, -quarter), mark.glyph, color);
    }
    painter->restore();
}

BrandMark::BrandMark(Mark mark, int side, QWidget *parent) : QWidget(parent), m_mark(std::move(mark))
{
    setFixedSize(side, side);
}

void BrandMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintMark(&painter, rect(), m_mark);
}

} // namespace hub
