// What happened, chained: each row holds the hash of the one before, so that an edit shows.
#pragma once

#include "core/audit/log_query.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace hub {

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
    //! A page of what somebody asks for.
    Task<Result<LogPage>> find(LogQuery query);
    //! Walks the whole chain. \return rows seen \errors Conflict (names the first row that does not fit)
    Task<Result<std::int64_t>> verify();
    //! Each recorded row, at once.
    void onRow(std::function<void(const AuditRow &)> listener);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
