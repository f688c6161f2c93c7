// Requests that the front door turned away, on record: at most one row a minute and kind, so that a flood can't fill the disk.
#pragma once

#include "core/audit/audit_log.h"

#include <map>

namespace hub {

//! One thread's (the hub's).
class Refusals {
public:
    Refusals(AuditLog *audit, Clock *clock) : m_audit(audit), m_clock(clock) {}

    //! The first of a kind is recorded as it is; those after it are counted. \param row its detail is the kind
    void add(AuditRow row);
    //! Records what was counted, where its minute is over.
    void settle();
    //! Records all that was counted: at the end.
    void flush();

private:
    struct Kind {
        MonotonicTime since{};
        int status = 0;
        std::size_t more = 0; //!< after the one that was recorded
    };
    void recordCount(const std::string &name, const Kind &kind);

    AuditLog *m_audit;
    Clock *m_clock;
    std::map<std::string, Kind> m_kinds;
};

} // namespace hub
