// What happened, chained: each row holds the hash of the one before, so that an edit shows.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/store/database.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

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

//! One thread's (the hub's).
class AuditLog {
public:
    AuditLog(Database *database, Clock *clock, boost::asio::any_io_executor executor);
    Result<void> load(); //!< the chain's end

    //! Kept in memory and written in batches (every 200 ms, or 500 rows). A failed batch is tried again, loudly.
    void record(AuditRow row);
    //! Durable on return: what a write waits for before its request leaves. \errors StorageFull, Internal
    Task<Result<void>> recordNow(AuditRow row);
    //! Writes what is waiting.
    Task<Result<void>> flush();

    //! Newest first; before = rows with a lower seq only (0 = the newest).
    Task<Result<std::vector<AuditRow>>> tail(std::size_t count, std::int64_t before);
    //! Walks the whole chain. \return rows seen \errors Conflict (names the first row that does not fit)
    Task<Result<std::int64_t>> verify();
    //! Each recorded row, at once.
    void onRow(std::function<void(const AuditRow &)> listener);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

json::object toJson(const AuditRow &row);

} // namespace hub
