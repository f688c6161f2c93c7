#include "ui/common/state_pill.h"

#include "ui/common/button_paint.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"

#include <QFontMetrics>
#include <QPainter>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

} // namespace

PillLook pillLook(PillKind kind, const Tokens &t)
{
    switch (kind) {
    case PillKind::Ok: return {u"okc"_s, t.ok, t.okBg};
    case PillKind::Warn: return {u"warn"_s, t.warn, t.warnBg};
    case PillKind::Off: return {u"pause"_s, t.off, t.offBg};
    case PillKind::Error: return {u"stop"_s, t.err, t.errBg};
    case PillKind::Wait: break;
    }
    return {u"clock"_s, t.link, t.tint};
}

QSize pillSize(const Pill &pill)
{
    const QFontMetrics metrics(fontOf(TextRole::Strong));
    return {8 + 14 + 6 + metrics.horizontalAdvance(pill.text) + 9, std::max(22, metrics.height() + 2)};
}

void paintPill(QPainter *painter, const QRectF &where, const Pill &pill, const Tokens &tokens, bool lines,
               Qt::LayoutDirection direction)
{
    const PillLook look = pillLook(pill.kind, tokens);
    const QRect rect = where.toRect();
    paintBox(painter, where, 4, look.ground, lines ? look.ink : QColor(Qt::transparent));
    const QRect glyph(rect.left() + 8, rect.center().y() - 6, 14, 14);
    paintGlyph(painter, QStyle::visualRect(direction, rect, glyph), look.glyph, look.ink);
    painter->save();
    painter->setFont(fontOf(TextRole::Strong));
    painter->setPen(look.ink);
    painter->drawText(QStyle::visualRect(direction, rect, rect.adjusted(28, 0, -4, 0)),
                      Qt::AlignVCenter | Qt::AlignLeading, pill.text);
    painter->restore();
}

StatePill::StatePill(Pill pill, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPill(std::move(pill));
}

void StatePill::setPill(Pill pill)
{
    m_pill = std::move(pill);
    setAccessibleName(m_pill.text);
    updateGeometry();
    update();
}

QSize StatePill::sizeHint() const
{
    return pillSize(m_pill);
}

void StatePill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(&painter, rect(), m_pill, tokensFor(this), hasLines(this), layoutDirection());
}

} // namespace hub
