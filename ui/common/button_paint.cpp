#include "ui/common/button_paint.h"

#include "ui/common/glyph.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyleOption>
#include <QVariant>
#include <QWidget>

#include <map>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kGlyph = 16;
constexpr int kRailGlyph = 18;
constexpr int kGap = 8;
constexpr int kPadding = 16;

struct Look {
    QColor fill = Qt::transparent, edge = Qt::transparent, ink;
    qreal radius = 6;
};

Look disabledLook(ButtonRole role, const Tokens &t)
{
    const bool bare = role == ButtonRole::Flat || role == ButtonRole::Link || role == ButtonRole::Icon
        || role == ButtonRole::Rail;
    return bare ? Look{Qt::transparent, Qt::transparent, t.disabled} : Look{t.sunken, t.border, t.disabled};
}

QColor byState(QStyle::State state, const QColor &pressed, const QColor &hovered, const QColor &rest)
{
    if (state & QStyle::State_Sunken)
        return pressed;
    return state & QStyle::State_MouseOver ? hovered : rest;
}

Look lookOf(ButtonRole role, QStyle::State state, const Tokens &t)
{
    if (!(state & QStyle::State_Enabled))
        return disabledLook(role, t);
    const QColor none = Qt::transparent;
    const bool hovered = state & QStyle::State_MouseOver;
    const bool chosen = state & QStyle::State_On;
    switch (role) {
    case ButtonRole::Primary: return {byState(state, t.accentPressed, t.accentHover, t.accent), none, t.onAccent};
    case ButtonRole::Flat:
    case ButtonRole::Icon:
        return {byState(state, t.tint, t.sunken, none), byState(state, t.edge, t.edge, none), t.text};
    case ButtonRole::Danger: return {byState(state, t.errBg, t.sunken, t.surface), t.err, t.err};
    case ButtonRole::Link: return {none, none, t.link};
    case ButtonRole::Rail: return chosen ? Look{t.tint, none, t.text} : Look{hovered ? t.border : none, none, t.text2};
    case ButtonRole::Segment: return {chosen ? t.tint : hovered ? t.sunken : none, none, t.text, 4};
    case ButtonRole::Pill: return chosen ? Look{t.tint, t.accent, t.text, 14} : Look{t.surface, t.edge, t.text, 14};
    case ButtonRole::Plain: break;
    }
    return {byState(state, t.tint, t.sunken, t.surface), t.edge, t.text};
}

QString countOf(const QWidget *widget)
{
    const QVariant count = widget->property("count");
    return count.isValid() && !count.toString().isEmpty() ? count.toString() : QString();
}

int widthOf(const QFontMetrics &metrics, const QString &text)
{
    return text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, text).width();
}

void paintRail(QPainter *painter, const QRect &rect, const QWidget *widget, const QString &text, const Look &look,
               const Tokens &t, bool chosen)
{
    const bool rtl = widget->layoutDirection() == Qt::RightToLeft;
    const auto mirrored = [&](const QRect &r) { return QStyle::visualRect(widget->layoutDirection(), rect, r); };
    if (chosen)
        paintBox(painter, mirrored(QRect(rect.left(), rect.top() + 9, 3, rect.height() - 18)), 1.5, t.accent,
                 Qt::transparent);
    const QRect glyph = mirrored(QRect(rect.left() + 12, rect.center().y() - kRailGlyph / 2 + 1, kRailGlyph,
                                       kRailGlyph));
    paintGlyph(painter, glyph, widget->property("glyph").toString(), chosen ? t.accent : look.ink, rtl);
    const QString count = countOf(widget);
    if (rect.width() < 80) // icons only
        return;
    painter->setPen(look.ink);
    painter->drawText(mirrored(rect.adjusted(12 + kRailGlyph + 14, 0, count.isEmpty() ? -8 : -40, 0)),
                      Qt::AlignVCenter | Qt::AlignLeading | Qt::TextHideMnemonic, text);
    if (count.isEmpty())
        return;
    const int width = std::max(20, widthOf(painter->fontMetrics(), count) + 12);
    const QRect badge = mirrored(QRect(rect.right() - 12 - width, rect.center().y() - 9, width, 20));
    paintBox(painter, badge, 10, t.warnBg, Qt::transparent);
    painter->setPen(t.warn);
    painter->drawText(badge, Qt::AlignCenter, count);
}

} // namespace

ButtonRole buttonRole(const QWidget *widget)
{
    static const std::map<QString, ButtonRole> roles{
        {u"primary"_s, ButtonRole::Primary}, {u"flat"_s, ButtonRole::Flat}, {u"danger"_s, ButtonRole::Danger},
        {u"link"_s, ButtonRole::Link},       {u"icon"_s, ButtonRole::Icon}, {u"rail"_s, ButtonRole::Rail},
        {u"segment"_s, ButtonRole::Segment}, {u"pill"_s, ButtonRole::Pill}};
    const auto found = widget ? roles.find(widget->property("role").toString()) : roles.end();
    return found == roles.end() ? ButtonRole::Plain : found->second;
}

void paintBox(QPainter *painter, const QRectF &where, qreal radius, const QColor &fill, const QColor &edge, qreal width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool line = edge.alpha() > 0;
    painter->setPen(line ? QPen(edge, width) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    const qreal inset = line ? width / 2 : 0;
    painter->drawRoundedRect(where.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

QSize buttonSize(const QWidget *widget, const QString &text)
{
    const ButtonRole role = buttonRole(widget);
    const QFontMetrics metrics(widget->font());
    const bool glyph = !widget->property("glyph").toString().isEmpty();
    const bool endGlyph = !widget->property("endGlyph").toString().isEmpty();
    const QString count = countOf(widget);
    int width = widthOf(metrics, text) + (glyph ? kGlyph + (text.isEmpty() ? 0 : kGap) : 0)
        + (endGlyph ? kGlyph + kGap : 0) + (count.isEmpty() ? 0 : 6 + widthOf(metrics, count));
    const int tall = std::max(32, metrics.height() + 12);
    switch (role) {
    case ButtonRole::Link: return {width + 4, std::max(24, metrics.height() + 4)};
    case ButtonRole::Icon: return {std::max(32, width + 12), tall};
    case ButtonRole::Rail: return {12 + kRailGlyph + 14 + width + 48, std::max(36, metrics.height() + 16)};
    case ButtonRole::Segment: return {width + 24, tall - 2};
    case ButtonRole::Pill: return {width + 28, std::max(28, metrics.height() + 8)};
    default: break;
    }
    return {width + 2 * kPadding, widget->property("small").toBool() ? std::max(28, metrics.height() + 8) : tall};
}

void paintButton(QPainter *painter, const QStyleOption *option, const QWidget *widget, const QString &text,
                 const Tokens &t)
{
    const ButtonRole role = buttonRole(widget);
    const Look look = lookOf(role, option->state, t);
    const bool chosen = option->state & QStyle::State_On;
    const bool rtl = option->direction == Qt::RightToLeft;
    painter->save();
    paintBox(painter, option->rect, look.radius, look.fill, look.edge);
    if (role == ButtonRole::Rail) {
        paintRail(painter, option->rect, widget, text, look, t, chosen);
        painter->restore();
        return;
    }
    const QString glyph = widget->property("glyph").toString();
    const QString endGlyph = widget->property("endGlyph").toString();
    const QString count = countOf(widget);
    const QFontMetrics metrics = painter->fontMetrics();
    const int before = glyph.isEmpty() ? 0 : kGlyph + (text.isEmpty() ? 0 : kGap);
    const int countWidth = count.isEmpty() ? 0 : 6 + widthOf(metrics, count);
    const int room = option->rect.width() - before - countWidth - (endGlyph.isEmpty() ? 0 : kGlyph + kGap);
    const int textWidth = std::min(widthOf(metrics, text), room);
    const int total = before + textWidth + countWidth + (endGlyph.isEmpty() ? 0 : kGlyph + kGap);
    int x = option->rect.left() + (option->rect.width() - total) / 2;
    const auto place = [&](int width, int height) {
        const QRect spot(x, option->rect.center().y() - height / 2 + 1, width, height);
        x += width;
        return QStyle::visualRect(option->direction, option->rect, spot);
    };
    if (!glyph.isEmpty()) {
        paintGlyph(painter, place(kGlyph, kGlyph), glyph, look.ink, rtl);
        x += text.isEmpty() ? 0 : kGap;
    }
    painter->setPen(look.ink);
    painter->drawText(place(textWidth, metrics.height()), Qt::AlignCenter | Qt::TextHideMnemonic, text);
    if (!count.isEmpty()) {
        x += 6;
        QFont plain = painter->font();
        plain.setWeight(QFont::Normal);
        painter->setFont(plain);
        painter->setPen(t.text2);
        painter->drawText(place(countWidth - 6, metrics.height()), Qt::AlignCenter, count);
    }
    if (!endGlyph.isEmpty()) {
        x += kGap;
        paintGlyph(painter, place(kGlyph, kGlyph), endGlyph, look.ink, rtl);
    }
    painter->restore();
}

} // namespace hub
