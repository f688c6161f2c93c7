#include "ui/activity/activity_delegate.h"

#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QPainter>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMark = 20;
constexpr int kGlyph = 14;

QColor codeColor(int status, const Tokens &t)
{
    return status >= 500 || status == 403 ? t.err : status >= 400 ? t.warn : t.text;
}

} // namespace

ActivityDelegate::ActivityDelegate(const ActivityFilter *rows, const HubState *state, QObject *parent)
    : QStyledItemDelegate(parent), m_rows(rows), m_state(state)
{
}

void ActivityDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokensFor(option.widget);
    const ActivityRow &row = m_rows->row(index);
    const auto at = [&](const QRect &rect) { return QStyle::visualRect(option.direction, option.rect, rect); };
    painter->save();
    painter->setLayoutDirection(option.direction);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.tint);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.border);
    QRect text = option.rect.adjusted(12, 0, -6, 0);
    QColor ink = t.text;
    Qt::Alignment side = Qt::AlignLeading;
    painter->setFont(option.font);
    switch (index.column()) {
    case ActivityModel::Time:
    case ActivityModel::Took:
        painter->setFont(fontOf(TextRole::Mono));
        ink = t.text2;
        side = index.column() == ActivityModel::Took ? Qt::AlignTrailing : Qt::AlignLeading;
        break;
    case ActivityModel::Account:
        paintMark(painter, at(QRect(text.left(), text.center().y() - kMark / 2 + 1, kMark, kMark)),
                  m_state->markOf(row.connector));
        text.adjust(kMark + 8, 0, 0, 0);
        ink = t.text2;
        break;
    case ActivityModel::Decided: {
        const Decision decision = decisionOf(row);
        const PillLook look = pillLook(decision.kind, t);
        paintGlyph(painter, at(QRect(text.left(), text.center().y() - kGlyph / 2 + 1, kGlyph, kGlyph)), look.glyph,
                   look.ink);
        text.adjust(kGlyph + 8, 0, 0, 0);
        ink = look.ink;
        break;
    }
    case ActivityModel::Code:
        painter->setFont(fontOf(TextRole::Mono));
        ink = codeColor(row.status, t);
        break;
    default: break;
    }
    painter->setPen(ink);
    const QString shown = isolated(index.data().toString());
    painter->drawText(at(text), static_cast<int>(Qt::AlignVCenter | side),
                      painter->fontMetrics().elidedText(shown, Qt::ElideRight, text.width()));
    painter->restore();
}

QSize ActivityDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(40, 0);
}

} // namespace hub
