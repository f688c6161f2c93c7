#include "core/audit/audit_row.h"

namespace hub {
namespace {

//! 0 for what is none: a row that was damaged or edited is shown, too.
std::int64_t numberOf(const json::object &object, std::string_view name)
{
    const json::value *value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

} // namespace

AuditRow auditRowFrom(std::int64_t seq, const json::object &data)
{
    AuditRow row;
    row.seq = seq;
    row.at = fromMillis(numberOf(data, "at_ms"));
    row.requestId = stringOf(data, "request_id");
    row.event = stringOf(data, "event");
    row.protocol = stringOf(data, "protocol");
    row.principal = stringOf(data, "principal");
    row.principalName = stringOf(data, "principal_name");
    row.owner = stringOf(data, "owner");
    row.account = stringOf(data, "account");
    row.connector = stringOf(data, "connector");
    row.action = stringOf(data, "action");
    row.effect = stringOf(data, "effect");
    row.method = stringOf(data, "method");
    row.path = stringOf(data, "path");
    row.status = static_cast<int>(numberOf(data, "status"));
    row.durationMs = numberOf(data, "duration_ms");
    row.detail = stringOf(data, "detail");
    return row;
}

std::string auditData(const AuditRow &row)
{
    return json::serialize(json::object{{"at_ms", toMillis(row.at)},
                                        {"request_id", row.requestId},
                                        {"event", row.event},
                                        {"protocol", row.protocol},
                                        {"principal", row.principal},
                                        {"principal_name", row.principalName},
                                        {"owner", row.owner},
                                        {"account", row.account},
                                        {"connector", row.connector},
                                        {"action", row.action},
                                        {"effect", row.effect},
                                        {"method", row.method},
                                        {"path", row.path},
                                        {"status", row.status},
                                        {"duration_ms", row.durationMs},
                                        {"detail", row.detail}});
}

json::object toJson(const AuditRow &row)
{
    json::object out = parseObject(auditData(row)).value();
    out.erase("at_ms");
    out["seq"] = row.seq;
    out["at"] = toRfc3339(row.at);
    return out;
}

} // namespace hub
