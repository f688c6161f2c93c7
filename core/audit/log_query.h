// Questions to the record: whose rows, which of them, in what order, page by page.
#pragma once

#include "core/audit/audit_row.h"
#include "core/store/database.h"

#include <map>
#include <optional>
#include <vector>

namespace hub {

//! What a row can be asked for by. None is what the record does not hold: no row has it.
enum class LogField {
    RequestId,
    Account,
    Connector,
    Action,
    Method,
    Status,
    Principal,
    PrincipalName,
    Protocol,
    Event,
    Category, //!< of an event: what stands before its dot
    None,
};

enum class LogOrder { Time, Connector, Status, Duration };

struct LogQuery {
    //! Finished calls, or everything else that is no call.
    enum class Kind { Calls, Events } kind = Kind::Calls;
    //! What the asker may see. Rows without an owner or account belong to those who may see all of them.
    std::optional<std::string> owner;
    std::vector<std::string> accounts; //!< empty = all

    std::map<LogField, std::vector<std::string>> oneOf; //!< a field and the values that fit; all have to hold
    std::optional<WallTime> from, to;                   //!< both included
    std::optional<bool> success;                        //!< a status below 400

    LogOrder order = LogOrder::Time;
    bool descending = true;
    std::size_t count = 25;
    std::int64_t upTo = 0; //!< rows that are newer do not move the pages; 0 = up to the newest
    std::size_t skip = 0;
};

struct LogPage {
    std::vector<AuditRow> rows;
    std::int64_t upTo = 0; //!< for the pages after this one
    bool more = false;
};

//! Runs on the database's thread.
Result<LogPage> readLog(SqlConnection &connection, const LogQuery &query);

} // namespace hub
