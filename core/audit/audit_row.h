// One row of the record.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace hub {

//! One row. No body, query or header value ever stands in it.
struct AuditRow {
    std::int64_t seq = 0; //!< set by the log
    WallTime at{};
    std::string requestId;
    std::string event;    //!< "call", "call.begin" (a write, before it leaves), "account.connected", "key.created", …
    std::string protocol; //!< rest, mcp, proxy, a2a, control, page, hub
    std::string principal, principalName;
    std::string owner, account, connector, action, effect;
    std::string method, path; //!< path without query
    int status = 0;
    std::int64_t durationMs = 0;
    std::string detail;
};

json::object toJson(const AuditRow &row);

//! As the store keeps it: without the number.
std::string auditData(const AuditRow &row);
AuditRow auditRowFrom(std::int64_t seq, const json::object &data);

} // namespace hub
