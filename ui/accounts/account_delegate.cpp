#include "ui/accounts/account_delegate.h"

#include "ui/accounts/account_words.h"
#include "ui/accounts/accounts_model.h"
#include "ui/common/button_paint.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QTextLayout>

#include <utility>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPadding = 16;
constexpr int kMark = 40;
constexpr int kChip = 24;

QRect cardOf(const QRect &item, Qt::LayoutDirection direction)
{
    return direction == Qt::RightToLeft ? item.adjusted(AccountDelegate::kGap, 0, 0, -AccountDelegate::kGap)
                                        : item.adjusted(0, 0, -AccountDelegate::kGap, -AccountDelegate::kGap);
}

QRect footOf(const QRect &card)
{
    return QRect(card.left() + kPadding, card.top() + 14 + kMark + 12 + kChip + 11, card.width() - 2 * kPadding,
                 card.bottom() - 12 - (card.top() + 14 + kMark + 12 + kChip + 11));
}

//! Draws an elided piece of a line and returns its width.
int drawPiece(QPainter *painter, const QRect &line, int x, const QString &text, const QFont &font, const QColor &color,
              Qt::LayoutDirection direction)
{
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, line.width() - x);
    const int width = std::min(metrics.horizontalAdvance(shown) + 1, line.width() - x);
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(QStyle::visualRect(direction, line, QRect(line.left() + x, line.top(), width, line.height())),
                      Qt::AlignVCenter | Qt::AlignLeading, shown);
    return width;
}

//! At most three lines, the last one elided.
void drawParagraph(QPainter *painter, const QRect &box, const QString &text, Qt::LayoutDirection direction)
{
    QTextOption wrap(Qt::AlignLeading);
    wrap.setTextDirection(direction);
    QTextLayout layout(text, painter->font());
    layout.setTextOption(wrap);
    const QFontMetrics metrics(painter->font());
    const int most = std::clamp(box.height() / metrics.lineSpacing(), 1, 3);
    layout.beginLayout();
    QStringList lines;
    while (lines.size() < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(box.width());
        const bool last = lines.size() == most - 1;
        lines << (last ? metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, box.width())
                       : text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    int y = box.top() + (box.height() - static_cast<int>(lines.size()) * metrics.lineSpacing()) / 2;
    for (const QString &line : lines) {
        painter->drawText(QRect(box.left(), y, box.width(), metrics.lineSpacing()), Qt::AlignVCenter | Qt::AlignLeading,
                          line);
        y += metrics.lineSpacing();
    }
}

} // namespace

AccountDelegate::AccountDelegate(const HubState *state, std::function<QDateTime()> now, QObject *parent)
    : QStyledItemDelegate(parent), m_state(state), m_now(std::move(now))
{
}

int AccountDelegate::cardHeight(const QFont &font)
{
    return std::max(174, 14 + kMark + 12 + kChip + 21 + 3 * QFontMetrics(font).lineSpacing() + 12);
}

QRect AccountDelegate::menuRect(const QRect &item, Qt::LayoutDirection direction)
{
    const QRect card = cardOf(item, direction);
    return QStyle::visualRect(direction, card, QRect(card.right() - 10 - 28, card.top() + 12, 28, 28));
}

void AccountDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto account = index.data(AccountsModel::InfoRole).value<AccountInfo>();
    const QWidget *widget = option.widget;
    const Tokens &t = tokensFor(widget);
    const QRect card = cardOf(option.rect, option.direction);
    const bool focused = option.state & QStyle::State_HasFocus;
    painter->save();
    painter->setLayoutDirection(option.direction);
    const bool hovered = option.state & QStyle::State_MouseOver;
    paintBox(painter, card, 8, account.id == m_highlighted ? t.tint : t.surface,
             focused       ? t.accent
                 : hovered ? t.edge
                           : t.border,
             focused ? 2 : 1);
    paintHead(painter, card, account, widget);
    paintChips(painter, QRect(card.left() + kPadding, card.top() + 14 + kMark + 12, card.width() - 2 * kPadding, kChip),
               account, widget);
    const QRect foot = footOf(card);
    painter->fillRect(QRect(foot.left(), foot.top(), foot.width(), 1), t.border);
    paintFoot(painter, foot.adjusted(0, 6, 0, 0), account, widget);
    painter->restore();
}

void AccountDelegate::paintHead(QPainter *painter, const QRect &card, const AccountInfo &account,
                                const QWidget *widget) const
{
    const Tokens &t = tokensFor(widget);
    const Qt::LayoutDirection direction = widget->layoutDirection();
    const auto at = [&](const QRect &rect) { return QStyle::visualRect(direction, card, rect); };
    paintMark(painter, at(QRect(card.left() + kPadding, card.top() + 16, kMark, kMark)),
              m_state->markOf(account.connector));
    const Pill pill = wordsOf(account, m_now()).pill;
    const QSize size = pillSize(pill);
    const int pillLeft = card.right() - 10 - 28 - 8 - size.width();
    paintPill(painter, at(QRect(pillLeft, card.top() + 15, size.width(), size.height())), pill, t, hasLines(widget),
              direction);
    paintGlyph(painter, at(QRect(card.right() - 10 - 22, card.top() + 18, 16, 16)), u"more"_s, t.text);
    const int left = card.left() + kPadding + kMark + 12;
    QFont name = fontOf(TextRole::Strong);
    drawPiece(painter, at(QRect(left, card.top() + 14, pillLeft - left - 8, 22)), 0, isolated(account.connectorName),
              name, t.text, direction);
    const QRect line = at(QRect(left, card.top() + 37, card.right() - 10 - left, 20));
    const QString who = account.identity.isEmpty() ? account.label : account.identity;
    int x = 0;
    if (!who.isEmpty()) {
        x += drawPiece(painter, line, x, isolated(who), fontOf(TextRole::Small), t.text2, direction);
        x += drawPiece(painter, line, x, u" · "_s, fontOf(TextRole::Small), t.text2, direction);
    }
    x += drawPiece(painter, line, x, isolated(account.alias), fontOf(TextRole::Mono), t.text2, direction);
    if (account.owner != "local"_L1)
        drawPiece(painter, line, x,
                  u" · "_s
                      + tr("for %1").arg(isolated(account.ownerName.isEmpty() ? account.owner : account.ownerName)),
                  fontOf(TextRole::Small), t.text2, direction);
}

void AccountDelegate::paintChips(QPainter *painter, const QRect &row, const AccountInfo &account,
                                 const QWidget *widget) const
{
    const Tokens &t = tokensFor(widget);
    const Qt::LayoutDirection direction = widget->layoutDirection();
    const QFont small = fontOf(TextRole::Small);
    const QFontMetrics metrics(small);
    int x = drawPiece(painter, row, 0, tr("May use it"), small, t.text2, direction) + 12;
    if (account.usedBy.isEmpty()) {
        drawPiece(painter, row, x, tr("No agent yet"), small, t.text, direction);
        return;
    }
    const int moreWidth = metrics.horizontalAdvance(u"+ 99"_s) + 18;
    for (qsizetype i = 0; i < account.usedBy.size(); ++i) {
        const UsedBy &each = account.usedBy[i];
        const qsizetype rest = account.usedBy.size() - i;
        const int width = metrics.horizontalAdvance(each.name) + 7 + metrics.horizontalAdvance(each.may) + 22;
        const bool fits = x + width + (rest > 1 ? 8 + moreWidth : 0) <= row.width();
        const int chipWidth = fits || i == 0 ? std::min(width, row.width() - x - (rest > 1 ? 8 + moreWidth : 0))
                                             : moreWidth;
        const QRect chip = QStyle::visualRect(direction, row,
                                              QRect(row.left() + x, row.top(), chipWidth, row.height()));
        paintBox(painter, chip, 4, t.sunken, t.border);
        const QRect inside = chip.adjusted(9, 0, -9, 0);
        if (!fits && i > 0) {
            drawPiece(painter, inside, 0, u"+ %1"_s.arg(rest), small, t.text, direction);
            return;
        }
        const int used = drawPiece(painter, inside, 0, isolated(each.name), small, t.text, direction);
        drawPiece(painter, inside, used + 6, each.may, small, t.text2, direction);
        x += chipWidth + 8;
    }
}

void AccountDelegate::paintFoot(QPainter *painter, const QRect &row, const AccountInfo &account,
                                const QWidget *widget) const
{
    const Tokens &t = tokensFor(widget);
    const Qt::LayoutDirection direction = widget->layoutDirection();
    const AccountWords words = wordsOf(account, m_now());
    painter->setFont(fontOf(TextRole::Small));
    if (!words.message.isEmpty()) {
        QPushButton measure(words.button);
        const int room = row.width() - measure.sizeHint().width() - 16;
        painter->setPen(t.text);
        drawParagraph(painter, QStyle::visualRect(direction, row, QRect(row.left(), row.top(), room, row.height())),
                      words.message, direction);
        return;
    }
    const int callsWidth = QFontMetrics(painter->font()).horizontalAdvance(words.calls) + 2;
    drawPiece(painter,
              QStyle::visualRect(direction, row,
                                 QRect(row.left(), row.top(), row.width() - callsWidth - 12, row.height())),
              0, words.footer, painter->font(), t.text2, direction);
    painter->drawText(QStyle::visualRect(direction, row,
                                         QRect(row.right() - callsWidth, row.top(), callsWidth, row.height())),
                      Qt::AlignVCenter | Qt::AlignTrailing, words.calls);
}

bool AccountDelegate::setCell(const QSize &cell)
{
    return std::exchange(m_cell, cell) != cell;
}

QSize AccountDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return m_cell;
}

void AccountDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                           const QModelIndex &) const
{
    const QRect foot = footOf(cardOf(option.rect, editor->layoutDirection())).adjusted(0, 6, 0, 0);
    const QSize size = editor->sizeHint();
    const QRect spot(foot.right() + 1 - size.width(), foot.center().y() - size.height() / 2, size.width(),
                     size.height());
    editor->setGeometry(QStyle::visualRect(editor->layoutDirection(), foot, spot));
}

} // namespace hub
