// /actions/rpc: one action by its id.
#include "core/api/answering.h"
#include "core/api/profile_check.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

json::object objectOf(const json::object &body, std::string_view name)
{
    const json::value *member = body.if_contains(name);
    return member != nullptr && member->is_object() ? member->get_object() : json::object();
}

//! What is the hub's own among the headers of an rpc body.
json::object withoutHubHeaders(json::object headers)
{
    json::object out;
    for (auto &member : headers) {
        const std::string_view name = member.key();
        if (!iequals(name, "x-account-id"))
            out[name] = std::move(member.value());
    }
    return out;
}

//! What callers' libraries put among the arguments for themselves. A parameter of the action's own of that name stays.
void dropSwitches(const Action &action, ActionArguments &arguments)
{
    if (action.isGeneric)
        return;
    const json::value *more = arguments.query.if_contains("additionalProperties");
    if (more != nullptr && more->is_object() && !action.queryParameters.contains("additionalProperties")) {
        const json::object extra = more->get_object();
        arguments.query.erase("additionalProperties");
        for (const auto &member : extra)
            arguments.query.insert(member);
    }
    for (const std::string_view own : {"debug", "sync", "run_id"}) {
        if (!action.queryParameters.contains(own))
            arguments.query.erase(own);
    }
    for (const std::string_view own : {"defender_enabled", "defender_config"}) {
        if (!action.bodyParameters.contains(own))
            arguments.body.erase(own);
    }
}

Result<ActionCall> callOf(const ApiContext &context, const json::object &body, const Action *action)
{
    ActionCall call;
    call.principal = context.principal;
    call.requestId = context.requestId;
    call.protocol = "rest";
    call.actionId = stringOf(body, "action");
    if (call.actionId.empty())
        return Error{ErrorCode::SchemaViolation, "action is required: the id of an action.", "action"};
    for (const std::string_view name : {"path", "query", "headers", "body"}) {
        const json::value *member = body.if_contains(name);
        if (member != nullptr && !member->is_object() && !member->is_null())
            return Error{ErrorCode::SchemaViolation, std::string(name) + " is an object.", std::string(name)};
    }
    Result<std::string> account = accountNamed(context, &body);
    if (!account)
        return account.error();
    call.account = std::move(*account);
    call.arguments = {objectOf(body, "path"), objectOf(body, "query"), withoutHubHeaders(objectOf(body, "headers")),
                      objectOf(body, "body")};
    if (action != nullptr)
        dropSwitches(*action, call.arguments);
    return call;
}

//! A file goes as base64.
json::value dataOf(const ActionOutcome &outcome)
{
    json::value data = outcome.data;
    if (outcome.binary)
        data.get_object()["base64"] = base64(outcome.binary->bytes);
    return data;
}

//! The call that a request describes.
Task<Result<ActionCall>> described(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    const auto found = services->catalogue->findAction(stringOf(*body, "action"));
    Result<ActionCall> call = callOf(*context, *body, found.second);
    if (!call || found.second == nullptr || !context->request->head.headers.contains("x-connector-profile-id"))
        co_return call;
    const Result<Account> account = services->actions->resolve(*context->principal, call->account, found.first->key);
    if (!account)
        co_return account.error();
    const Result<void> fits = co_await checkProfile(services, context, &*account);
    if (!fits)
        co_return fits.error();
    co_return call;
}

Task<void> rpc(const ApiServices *services, ApiContext *context)
{
    Result<ActionCall> call = co_await described(services, context);
    if (!call) {
        Error error = call.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    ActionCall wish = std::move(*call);
    Result<ActionOutcome> outcome = co_await services->actions->run(std::move(wish));
    if (!outcome) {
        Error error = outcome.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    if (outcome->status < 400) {
        const json::value next = outcome->next.empty() ? json::value(nullptr)
                                                       : json::value(json::string(outcome->next));
        json::value answer{{"data", dataOf(*outcome)}, {"next", next}};
        co_await answerJson(context, 200, std::move(answer));
        co_return;
    }
    Error failed{ErrorCode::UpstreamFailed, "The provider answered " + std::to_string(outcome->status) + '.'};
    failed.authLinkUrl = outcome->authLinkUrl;
    auto answer = errorAnswer(failed, context->requestId, services->clock->now());
    json::object text = errorBody(failed, services->clock->now());
    text["provider_errors"] = json::array{{{"status", outcome->status}, {"raw", std::move(outcome->data)}}};
    answer.second = json::serialize(text);
    const Result<void> sent = co_await context->responder->send(std::move(answer.first), std::move(answer.second));
    static_cast<void>(sent);
}

} // namespace

void addActionRoutes(Router *router, const ApiServices *services)
{
    router->add({"POST", "/actions/rpc", Audience::Key, Need::Calls, "Runs one action",
                 [services](ApiContext *context) { return rpc(services, context); }});
    addActionListing(router, services);
    addActionSearchRoutes(router, services);
    addLogRoutes(router, services);
    addFeedbackRoute(router, services);
}

} // namespace hub
