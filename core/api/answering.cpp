#include "core/api/answering.h"

namespace hub {
namespace {

Task<void> answer(const ApiServices *services, ApiContext *context, JsonWork work, int status)
{
    Result<json::value> body = co_await work(services, context);
    if (!body) {
        Error error = body.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    json::value value = std::move(*body);
    co_await answerJson(context, status, std::move(value));
}

} // namespace

AuditRow adminRow(const ApiServices *services, const ApiContext *context, std::string event)
{
    AuditRow row;
    row.at = services->clock->now();
    row.requestId = context->requestId;
    row.event = std::move(event);
    row.protocol = "rest";
    row.principal = context->principal->id;
    row.principalName = context->principal->name;
    return row;
}

RouteHandler answering(const ApiServices *services, JsonWork work, int status)
{
    return [services, work, status](ApiContext *context) { return answer(services, context, work, status); };
}

std::optional<std::vector<std::string>> pickedScopes(const json::object &body)
{
    const json::value *given = body.if_contains("scopes");
    if (given == nullptr || !given->is_array())
        return std::nullopt;
    std::vector<std::string> out;
    for (const json::value &scope : given->get_array())
        out.push_back(textOf(scope));
    return out;
}

} // namespace hub
