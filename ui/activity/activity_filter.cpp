#include "ui/activity/activity_filter.h"

namespace hub {

ActivityFilter::ActivityFilter(ActivityModel *model, const HubState *state, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model), m_state(state)
{
    setSourceModel(model);
}

void ActivityFilter::setWish(ActivityWish wish)
{
    m_wish = std::move(wish);
    invalidateFilter();
}

const ActivityRow &ActivityFilter::row(const QModelIndex &index) const
{
    return m_model->row(mapToSource(index).row());
}

bool ActivityFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const ActivityRow &row = m_model->row(sourceRow);
    if (m_wish.outcome && decisionOf(row).outcome != *m_wish.outcome)
        return false;
    if (!m_wish.agent.isEmpty() && row.agent != m_wish.agent)
        return false;
    if (!m_wish.account.isEmpty() && row.account != m_wish.account)
        return false;
    if (m_wish.text.isEmpty())
        return true;
    const auto holds = [this](const QString &text) { return text.contains(m_wish.text, Qt::CaseInsensitive); };
    return holds(whatText(row, *m_state)) || holds(row.action) || holds(row.path) || holds(accountText(row, *m_state))
        || holds(row.requestId);
}

} // namespace hub
