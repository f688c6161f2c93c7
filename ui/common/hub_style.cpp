#include "ui/common/hub_style.h"

#include "ui/common/button_paint.h"
#include "ui/common/glyph.h"
#include "ui/common/scroll_bar_paint.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

bool isOwnToolButton(const QWidget *widget)
{
    return qobject_cast<const QToolButton *>(widget) && buttonRole(widget) != ButtonRole::Plain;
}

void paintCheck(QPainter *painter, const QStyleOption *option, const Tokens &t)
{
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const QColor fill = !enabled ? t.sunken : on ? t.accent : t.surface;
    paintBox(painter, option->rect, 4, fill, on && enabled ? t.accent : enabled ? t.edge : t.border);
    if (on)
        paintGlyph(painter, QRectF(option->rect).adjusted(1, 1, -1, -1), u"check"_s, enabled ? t.onAccent : t.disabled);
}

void paintRadio(QPainter *painter, const QStyleOption *option, const Tokens &t)
{
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const qreal radius = option->rect.width() / 2.0;
    paintBox(painter, option->rect, radius,
             on && enabled ? t.accent
                 : enabled ? t.surface
                           : t.sunken,
             on && enabled ? t.accent : t.edge);
    if (on)
        paintBox(painter, QRectF(option->rect).adjusted(5, 5, -5, -5), radius - 5, enabled ? t.onAccent : t.disabled,
                 Qt::transparent);
}

void paintField(QPainter *painter, const QStyleOption *option, const QWidget *widget, const Tokens &t)
{
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focused = option->state & QStyle::State_HasFocus;
    const bool wrong = widget && widget->property("error").toBool();
    const QColor edge = wrong ? t.err : focused ? t.accent : enabled ? t.edge : t.border;
    const bool readOnly = option->state & QStyle::State_ReadOnly;
    paintBox(painter, option->rect, 6, enabled && !readOnly ? t.surface : t.sunken, edge, wrong || focused ? 2 : 1);
}

} // namespace

const Tokens &tokensFor(const QWidget *widget)
{
    const auto *style = qobject_cast<const HubStyle *>(widget->style());
    return style ? style->tokens() : lightTokens;
}

bool hasLines(const QWidget *widget)
{
    const auto *style = qobject_cast<const HubStyle *>(widget->style());
    return style && isHighContrast(style->theme());
}

HubStyle::HubStyle(Theme theme) : QProxyStyle(QStyleFactory::create(u"Fusion"_s)), m_theme(theme)
{
}

void HubStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (buttonRole(widget) == ButtonRole::Primary) {
        QFont font = widget->font();
        font.setWeight(QFont::DemiBold);
        widget->setFont(font);
    }
}

void HubStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                           const QWidget *widget) const
{
    switch (element) {
    case CE_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            paintButton(painter, option, widget, button->text, tokens());
            return;
        }
        break;
    case CE_FocusFrame: paintBox(painter, option->rect, 9, Qt::transparent, tokens().accent, 2); return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, tokens().surface);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), tokens().border);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeader quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, tokens().text2);
            quiet.state &= ~State_On;
            quiet.rect.adjust(10, 0, -10, 0);
            QProxyStyle::drawControl(element, &quiet, painter, widget);
            return;
        }
        break;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
            item && !qobject_cast<const QComboBox *>(widget ? widget->parentWidget() : nullptr)) {
            QStyleOptionViewItem calm = *item;
            calm.palette.setColor(QPalette::Highlight, tokens().tint);
            calm.palette.setColor(QPalette::HighlightedText, tokens().text);
            calm.state &= ~State_HasFocus;
            QProxyStyle::drawControl(element, &calm, painter, widget);
            return;
        }
        break;
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void HubStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: paintCheck(painter, option, tokens()); return;
    case PE_IndicatorRadioButton: paintRadio(painter, option, tokens()); return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            paintField(painter, option, widget, tokens());
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect: // QFocusFrame and the delegates draw the ring
        return;
    case PE_PanelItemViewRow:
        if (option->state & State_Selected)
            painter->fillRect(option->rect, tokens().tint);
        return;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void HubStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                  const QWidget *widget) const
{
    if (control == CC_ToolButton && isOwnToolButton(widget)) {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        QFont font = painter->font();
        const ButtonRole role = buttonRole(widget);
        const bool tells = role == ButtonRole::Rail || role == ButtonRole::Segment || role == ButtonRole::Pill;
        font.setWeight(tells && (option->state & State_On) ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        paintButton(painter, option, widget, button->text, tokens());
        return;
    }
    if (control == CC_ComboBox) {
        const bool enabled = option->state & State_Enabled;
        paintField(painter, option, widget, tokens());
        const QRect arrow(option->rect.right() - 26, option->rect.center().y() - 6, 14, 14);
        paintGlyph(painter, visualRect(option->direction, option->rect, arrow), u"down"_s,
                   enabled ? tokens().text2 : tokens().disabled);
        return;
    }
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar) {
        paintScrollBar(painter, *bar, tokens());
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize HubStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                 const QWidget *widget) const
{
    if (type == CT_PushButton) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return buttonSize(widget, button->text);
    }
    if (type == CT_ToolButton && isOwnToolButton(widget)) {
        // the semibold of the chosen one needs no more room than it has
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        return buttonSize(widget, button->text) + QSize(buttonRole(widget) == ButtonRole::Icon ? 0 : 4, 0);
    }
    QSize out = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_LineEdit)
        out.setHeight(std::max(32, option->fontMetrics.height() + 12));
    if (type == CT_ComboBox)
        out = QSize(out.width() + 24, std::max(32, option->fontMetrics.height() + 12));
    if (type == CT_HeaderSection)
        out = QSize(out.width() + 24, std::max(30, out.height()));
    const auto *entry = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (type == CT_MenuItem && entry)
        out.setHeight(entry->menuItemType == QStyleOptionMenuItem::Separator ? 9 : std::max(28, out.height()));
    return out;
}

QRect HubStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect out = QProxyStyle::subElementRect(element, option, widget);
    // a spin box and a combo box hold fields without a frame: they have their own room
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (element == SE_LineEditContents && frame && frame->lineWidth > 0)
        return out.adjusted(8, 0, -8, 0);
    if (element == SE_ItemViewItemText && qobject_cast<const QTableView *>(widget))
        return out.adjusted(7, 0, -7, 0); // below the header's words
    return out;
}

QRect HubStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                               const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        return scrollBarPart(*bar, part);
    const QRect out = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return option->direction == Qt::RightToLeft ? out.adjusted(0, 0, -8, 0) : out.adjusted(8, 0, 0, 0);
    return out;
}

int HubStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin: return 4;
    case PM_ScrollBarExtent: return 10;
    case PM_MenuVMargin: return 4;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HubStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    if (hint == SH_FocusFrame_Mask)
        return 0;
    if (hint == SH_FocusFrame_AboveWidget)
        return 1;
    if (hint == SH_ComboBox_Popup)
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

} // namespace hub
