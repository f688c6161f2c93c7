// Who called through an account last, and how often today: in memory, fed by the audit log.
#pragma once

#include "core/audit/audit_log.h"
#include "core/base/clock.h"
#include "core/base/id.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace hub::control {

struct LastCall {
    WallTime at{};
    std::string name; //!< the caller's, for people
};

//! One thread's (the hub's).
class Usage {
public:
    explicit Usage(const Clock *clock) : m_clock(clock) {}

    //! Counts rows of calls; all others, and those of unknown accounts, are passed over. In any order.
    void see(const AuditRow &row);
    void forget(const AccountId &account) { m_uses.erase(account); }
    std::optional<LastCall> lastCall(const AccountId &account) const;
    //! Since midnight where the hub runs.
    int callsToday(const AccountId &account) const;

private:
    struct Use {
        LastCall last;
        std::int64_t day = 0;
        int calls = 0;
    };
    struct Day {
        WallTime begin{}, end{};
        std::int64_t number = 0;
    };
    std::int64_t dayOf(WallTime time) const;

    const Clock *m_clock;
    mutable Day m_day; //!< the one last asked for: the system looks at the time zone's file each time
    std::unordered_map<AccountId, Use> m_uses;
};

} // namespace hub::control
