#include "core/control/usage.h"

#include <QDateTime>

namespace hub::control {

std::int64_t Usage::dayOf(WallTime time) const
{
    if (time < m_day.begin || time >= m_day.end) {
        const QDate date = QDateTime::fromMSecsSinceEpoch(toMillis(time)).date();
        m_day = {fromMillis(date.startOfDay().toMSecsSinceEpoch()),
                 fromMillis(date.addDays(1).startOfDay().toMSecsSinceEpoch()), date.toJulianDay()};
    }
    return m_day.number;
}

void Usage::see(const AuditRow &row)
{
    if (row.event != "call" || row.account.empty())
        return;
    Use &use = m_uses[AccountId(row.account)];
    if (row.at >= use.last.at)
        use.last = {row.at, row.principalName};
    const std::int64_t day = dayOf(row.at);
    if (day > use.day) {
        use.day = day;
        use.calls = 0;
    }
    if (day == use.day)
        ++use.calls;
}

std::optional<LastCall> Usage::lastCall(const AccountId &account) const
{
    const auto found = m_uses.find(account);
    return found == m_uses.end() ? std::nullopt : std::optional(found->second.last);
}

int Usage::callsToday(const AccountId &account) const
{
    const auto found = m_uses.find(account);
    return found != m_uses.end() && found->second.day == dayOf(m_clock->now()) ? found->second.calls : 0;
}

} // namespace hub::control
