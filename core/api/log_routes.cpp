// /requests/*: the record of calls and events, as far as the caller may see it. No body, query or header value is in it.
#include "core/api/answering.h"
#include "core/api/query_lists.h"

#include "core/base/encoding.h"

#include <QDateTime>
#include <QTimeZone>

namespace hub {
namespace {

//! What clients call the fields of the record. Those that it does not hold fit nothing.
const std::map<std::string, LogField> &filters(LogQuery::Kind kind)
{
    static const std::map<std::string, LogField> calls{{"account_ids", LogField::Account},
                                                       {"providers", LogField::Connector},
                                                       {"actions", LogField::Action},
                                                       {"http_methods", LogField::Method},
                                                       {"status_codes", LogField::Status},
                                                       {"request_ids", LogField::RequestId},
                                                       {"source_ids", LogField::Principal},
                                                       {"source_types", LogField::Protocol},
                                                       {"source_values", LogField::PrincipalName},
                                                       {"services", LogField::None},
                                                       {"resources", LogField::None},
                                                       {"sub_resources", LogField::None},
                                                       {"child_resources", LogField::None}};
    static const std::map<std::string, LogField> events = [] {
        std::map<std::string, LogField> out = calls;
        out["actions"] = LogField::Event;
        out["categories"] = LogField::Category;
        return out;
    }();
    return kind == LogQuery::Kind::Calls ? calls : events;
}

Result<std::optional<WallTime>> momentIn(const ApiContext &context, const std::string &name)
{
    const std::string text = valueOf(context, name);
    if (text.empty())
        return std::optional<WallTime>();
    QDateTime moment = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    if (!moment.isValid())
        return Error{ErrorCode::InvalidRequest, name + " is a date and time as in RFC 3339.", name};
    if (moment.timeSpec() == Qt::LocalTime)
        moment.setTimeZone(QTimeZone::utc());
    return std::optional<WallTime>(fromMillis(moment.toMSecsSinceEpoch()));
}

Result<void> readOrder(const ApiContext &context, LogQuery &query)
{
    static const std::map<std::string, LogOrder> orders{{"", LogOrder::Time},
                                                        {"eventDatetime", LogOrder::Time},
                                                        {"service", LogOrder::Connector},
                                                        {"provider", LogOrder::Connector},
                                                        {"status", LogOrder::Status},
                                                        {"duration", LogOrder::Duration}};
    const auto order = orders.find(valueOf(context, "order_by"));
    if (order == orders.end())
        return Error{ErrorCode::InvalidRequest, "order_by is eventDatetime, provider, service, status or duration.",
                     "order_by"};
    query.order = order->second;
    const std::string direction = valueOf(context, "order_direction");
    if (!direction.empty() && direction != "asc" && direction != "desc")
        return Error{ErrorCode::InvalidRequest, "order_direction is asc or desc.", "order_direction"};
    query.descending = direction != "asc";
    return {};
}

//! \errors InvalidRequest
Result<void> readCursor(const ApiContext &context, LogQuery &query)
{
    const std::string cursor = context.queryValue("next");
    if (cursor.empty())
        return {};
    const Error odd{ErrorCode::InvalidRequest, "next is not the `next` of an answer.", "next"};
    const Result<std::string> text = decodeBase64(cursor);
    const Result<json::object> place = text ? parseObject(*text) : Result<json::object>(text.error());
    if (!place)
        return odd;
    const json::value *upTo = place->if_contains("up_to");
    const json::value *skip = place->if_contains("skip");
    if (upTo == nullptr || !upTo->is_int64() || skip == nullptr || !skip->is_int64() || upTo->get_int64() < 1
        || skip->get_int64() < 0)
        return odd;
    query.upTo = upTo->get_int64();
    query.skip = static_cast<std::size_t>(skip->get_int64());
    return {};
}

//! What this caller may see, whatever it asks for.
LogQuery visibleTo(const Principal &principal, LogQuery::Kind kind)
{
    LogQuery query;
    query.kind = kind;
    if (principal.owner)
        query.owner = principal.owner->str();
    for (const AccountId &account : principal.accounts)
        query.accounts.push_back(account.str());
    return query;
}

//! An account is taken by its alias, too.
void readFields(const ApiServices &services, const ApiContext &context, LogQuery &query)
{
    for (const auto &[name, field] : filters(query.kind)) {
        std::vector<std::string> wanted = listOf(context, name);
        for (std::string &value : wanted) {
            const Result<Account> account = field == LogField::Account
                ? services.accounts->find(context.principal->owner, value)
                : Result<Account>(Error{});
            if (account)
                value = account->id.str();
        }
        if (!wanted.empty())
            query.oneOf[field] = std::move(wanted);
    }
}

Result<LogQuery> queryOf(const ApiServices &services, const ApiContext &context, LogQuery::Kind kind)
{
    LogQuery query = visibleTo(*context.principal, kind);
    readFields(services, context, query);
    const Result<std::optional<WallTime>> from = momentIn(context, "start_date");
    const Result<std::optional<WallTime>> to = momentIn(context, "end_date");
    if (!from || !to)
        return from ? to.error() : from.error();
    query.from = *from;
    query.to = *to;
    if (const std::string success = valueOf(context, "success"); !success.empty()) {
        if (success != "true" && success != "false")
            return Error{ErrorCode::InvalidRequest, "success is true or false.", "success"};
        query.success = success == "true";
    }
    if (const Result<void> read = readOrder(context, query); !read)
        return read.error();
    if (const Result<void> read = readCursor(context, query); !read)
        return read.error();
    query.count = pageSizeOf(context);
    return query;
}

std::string camelCase(std::string_view name)
{
    std::string out;
    bool raised = false;
    for (const char c : name) {
        if (c != '_')
            out += static_cast<char>(raised ? c - 'a' + 'A' : c);
        raised = c == '_';
    }
    return out;
}

//! Older clients read snake_case, newer ones camelCase: each name goes in both.
void put(json::object &out, std::string_view name, json::value value)
{
    out[camelCase(name)] = value;
    out[name] = std::move(value);
}

json::value orNull(const std::string &text)
{
    return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

//! What calls and events have in common.
json::object entryOf(const AuditRow &row)
{
    json::object out;
    put(out, "request_id", json::string(row.requestId));
    put(out, "event_datetime", json::string(toRfc3339(row.at)));
    put(out, "start_time", json::string(toRfc3339(row.at)));
    put(out, "end_time", json::string(toRfc3339(row.at + std::chrono::milliseconds(row.durationMs))));
    put(out, "duration", row.durationMs);
    put(out, "http_method", orNull(row.method));
    put(out, "path", orNull(row.path));
    put(out, "status", row.status == 0 ? json::value(nullptr) : json::value(row.status));
    put(out, "success", row.status < 400);
    put(out, "account_id", orNull(row.account));
    put(out, "project_id", "local");
    put(out, "source_type", orNull(row.protocol));
    put(out, "source_id", orNull(row.principal));
    put(out, "source_value", orNull(row.principalName));
    for (const std::string_view unknown : {"url", "resource", "sub_resource", "child_resource", "source_ip"})
        put(out, unknown, nullptr);
    return out;
}

json::object callOf(const AuditRow &row)
{
    json::object out = entryOf(row);
    put(out, "provider", orNull(row.connector));
    put(out, "service", nullptr);
    put(out, "action", orNull(row.action));
    put(out, "is_worker", false);
    return out;
}

json::object stepOf(const AuditRow &row)
{
    json::object out = callOf(row);
    put(out, "id", json::string(std::to_string(row.seq)));
    return out;
}

json::object eventOf(const AuditRow &row)
{
    json::object out = entryOf(row);
    put(out, "action", json::string(row.event));
    put(out, "category", json::string(row.event.substr(0, row.event.find('.'))));
    return out;
}

using Shape = json::object (*)(const AuditRow &);

Task<Result<json::value>> page(const ApiServices *services, ApiContext *context, LogQuery::Kind kind, Shape shape)
{
    const Result<LogQuery> query = queryOf(*services, *context, kind);
    if (!query)
        co_return query.error();
    LogQuery wish = *query;
    const Result<LogPage> found = co_await services->audit->find(std::move(wish));
    if (!found)
        co_return found.error();
    const bool withSteps = shape == &callOf && asksFor(*context, "include", "step_logs");
    json::array data;
    for (const AuditRow &row : found->rows) {
        json::object entry = shape(row);
        if (withSteps)
            put(entry, "step_requests", json::array{stepOf(row)});
        data.push_back(std::move(entry));
    }
    json::value next;
    if (found->more)
        next = json::string(base64Url(json::serialize(json::object{
            {"up_to", found->upTo}, {"skip", static_cast<std::int64_t>(query->skip + query->count)}})));
    co_return json::value{{"data", std::move(data)}, {"next", std::move(next)}};
}

Task<Result<json::value>> listLogs(const ApiServices *services, ApiContext *context)
{
    return page(services, context, LogQuery::Kind::Calls, &callOf);
}

Task<Result<json::value>> listSteps(const ApiServices *services, ApiContext *context)
{
    return page(services, context, LogQuery::Kind::Calls, &stepOf);
}

Task<Result<json::value>> listEvents(const ApiServices *services, ApiContext *context)
{
    return page(services, context, LogQuery::Kind::Events, &eventOf);
}

//! One request: its last try, and on wish each of them.
Task<Result<json::value>> showLog(const ApiServices *services, ApiContext *context)
{
    LogQuery query = visibleTo(*context->principal, LogQuery::Kind::Calls);
    query.oneOf[LogField::RequestId] = {context->param("id")};
    query.count = 1'000;
    const Result<LogPage> found = co_await services->audit->find(std::move(query));
    if (!found)
        co_return found.error();
    if (found->rows.empty())
        co_return Error{ErrorCode::NotFound, "There is no such request."};
    json::object data = callOf(found->rows.front());
    if (asksFor(*context, "include", "step_logs") || asksFor(*context, "include", "advanced_logs")) {
        json::array steps;
        for (auto row = found->rows.rbegin(); row != found->rows.rend(); ++row)
            steps.push_back(stepOf(*row));
        put(data, "step_requests", std::move(steps));
    }
    co_return json::value{{"data", std::move(data)}};
}

} // namespace

void addLogRoutes(Router *router, const ApiServices *services)
{
    const auto add = [&](const char *path, const char *summary, JsonWork work) {
        router->add({"GET", path, Audience::Key, Need::Record, summary, answering(services, work)});
    };
    add("/requests/logs", "Calls to providers, newest first", &listLogs);
    add("/requests/logs/steps", "The same, try by try", &listSteps);
    add("/requests/logs/{id}", "One request, by its id", &showLog);
    add("/requests/platform-logs", "What happened beside calls", &listEvents);
}

} // namespace hub
