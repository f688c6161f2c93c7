#include "core/audit/log_query.h"

#include <array>
#include <limits>

namespace hub {
namespace {

//! In the order of their conditions. Request ids stand apart: they have an index (core/store/migrations.cpp).
constexpr std::array<LogField, 11> kFields{LogField::Account,       LogField::Connector, LogField::Action,
                                           LogField::Method,        LogField::Status,    LogField::Principal,
                                           LogField::PrincipalName, LogField::Protocol,  LogField::Event,
                                           LogField::Category,      LogField::None};

std::string memberOf(std::string_view name)
{
    return "json_extract(data, '$." + std::string(name) + "')";
}

std::string valueOf(LogField field)
{
    switch (field) {
    case LogField::RequestId: return memberOf("request_id");
    case LogField::Account: return memberOf("account");
    case LogField::Connector: return memberOf("connector");
    case LogField::Action: return memberOf("action");
    case LogField::Method: return memberOf("method");
    case LogField::Status: return "CAST(" + memberOf("status") + " AS TEXT)";
    case LogField::Principal: return memberOf("principal");
    case LogField::PrincipalName: return memberOf("principal_name");
    case LogField::Protocol: return memberOf("protocol");
    case LogField::Event: return memberOf("event");
    case LogField::Category:
        return "substr(" + memberOf("event") + ", 1, instr(" + memberOf("event") + " || '.', '.') - 1)";
    case LogField::None: return "NULL";
    }
    return "NULL";
}

std::string orderOf(LogOrder order)
{
    switch (order) {
    case LogOrder::Time: return {};
    case LogOrder::Connector: return memberOf("connector");
    case LogOrder::Status: return memberOf("status");
    case LogOrder::Duration: return memberOf("duration_ms");
    }
    return {};
}

//! A condition that holds where its first parameter is 1.
std::string unless(const std::string &condition)
{
    return " AND (? OR " + condition + ')';
}

std::string isIn(const std::string &value)
{
    return value + " IN (SELECT value FROM json_each(?))";
}

//! The text depends on kind, order and whether requests are named: few statements stay prepared, whatever is asked.
std::string statementOf(const LogQuery &query)
{
    const std::string event = memberOf("event");
    std::string sql = "SELECT seq, data FROM audit WHERE seq <= ? AND ";
    sql += query.kind == LogQuery::Kind::Calls ? event + " = 'call'" : event + " NOT IN ('call', 'call.begin')";
    if (query.oneOf.contains(LogField::RequestId))
        sql += " AND " + isIn(valueOf(LogField::RequestId));
    sql += unless(memberOf("owner") + " = ?") + unless(isIn(memberOf("account")));
    for (const LogField field : kFields)
        sql += unless(isIn(valueOf(field)));
    sql += " AND " + memberOf("at_ms") + " BETWEEN ? AND ?" + unless('(' + memberOf("status") + " < 400) = ?");
    const std::string direction = query.descending ? " DESC" : " ASC";
    const std::string first = orderOf(query.order);
    sql += " ORDER BY " + (first.empty() ? std::string() : first + direction + ", ") + "seq" + direction;
    return sql + " LIMIT ? OFFSET ?";
}

void bindList(std::vector<SqlValue> &values, bool anything, const std::vector<std::string> &list)
{
    values.emplace_back(std::int64_t{anything});
    values.emplace_back(json::serialize(json::value_from(list)));
}

std::vector<SqlValue> valuesOf(const LogQuery &query, std::int64_t upTo)
{
    std::vector<SqlValue> values{upTo};
    if (const auto requests = query.oneOf.find(LogField::RequestId); requests != query.oneOf.end())
        values.emplace_back(json::serialize(json::value_from(requests->second)));
    values.emplace_back(std::int64_t{!query.owner});
    values.emplace_back(query.owner.value_or(std::string()));
    bindList(values, query.accounts.empty(), query.accounts);
    for (const LogField field : kFields) {
        const auto wanted = query.oneOf.find(field);
        bindList(values, wanted == query.oneOf.end(),
                 wanted == query.oneOf.end() ? std::vector<std::string>() : wanted->second);
    }
    values.emplace_back(query.from ? toMillis(*query.from) : std::numeric_limits<std::int64_t>::min());
    values.emplace_back(query.to ? toMillis(*query.to) : std::numeric_limits<std::int64_t>::max());
    values.emplace_back(std::int64_t{!query.success});
    values.emplace_back(std::int64_t{query.success.value_or(false)});
    values.emplace_back(static_cast<std::int64_t>(query.count) + 1);
    values.emplace_back(static_cast<std::int64_t>(query.skip));
    return values;
}

} // namespace

Result<LogPage> readLog(SqlConnection &connection, const LogQuery &query)
{
    LogPage page;
    page.upTo = query.upTo;
    if (page.upTo == 0) {
        const Result<std::vector<SqlRow>> newest = connection.query("SELECT seq FROM audit ORDER BY seq DESC LIMIT 1");
        if (!newest)
            return newest.error();
        page.upTo = newest->empty() ? 0 : newest->front().integer(0);
    }
    const Result<std::vector<SqlRow>> rows = connection.query(statementOf(query), valuesOf(query, page.upTo));
    if (!rows)
        return rows.error();
    page.more = rows->size() > query.count;
    for (std::size_t i = 0; i < std::min(rows->size(), query.count); ++i) {
        const SqlRow &row = (*rows)[i];
        const Result<json::object> data = parseObject(row.text(1));
        if (data)
            page.rows.push_back(auditRowFrom(row.integer(0), *data));
    }
    return page;
}

} // namespace hub
