#include "core/hub_a2a.h"

#include "core/a2a/accounts.h"

namespace hub {
namespace {

using a2a::Operation;

Result<a2a::Caller> callerOf(const ApiContext &context)
{
    Result<std::vector<std::string>> accounts = a2a::accountsNamed(context.request->head.headers, context.query);
    if (!accounts)
        return accounts.error();
    return a2a::Caller{context.principal, std::move(*accounts), context.requestId};
}

//! "abc:cancel" is a task and what to do with it.
struct Address {
    std::string task, verb;
};

Address addressOf(const std::string &segment)
{
    const std::size_t colon = segment.rfind(':');
    if (colon == std::string::npos)
        return {segment, {}};
    return {segment.substr(0, colon), segment.substr(colon + 1)};
}

json::object paramsOf(const ApiContext &context, const std::string &task)
{
    json::object params;
    for (const auto &[name, value] : context.query)
        params[name] = value;
    if (!task.empty())
        params["id"] = task;
    return params;
}

Task<void> answerRpc(a2a::A2aServer *server, const Clock *clock, ApiContext *context)
{
    Result<a2a::Caller> caller = callerOf(*context);
    if (!caller) {
        Error error = caller.error();
        co_await answerError(context, std::move(error), clock);
        co_return;
    }
    a2a::Caller named = std::move(*caller);
    co_await server->rpc(std::move(named), context->request, context->responder);
}

Task<void> answerRest(a2a::A2aServer *server, const Clock *clock, std::optional<Operation> operation,
                      ApiContext *context)
{
    Result<a2a::Caller> caller = callerOf(*context);
    const Address address = addressOf(context->param("id"));
    const bool isGet = context->request->head.method != "POST";
    // what is not in the row is in the address
    if (!operation && address.verb.empty() && isGet)
        operation = Operation::Get;
    else if (!operation && address.verb == "subscribe")
        operation = Operation::Subscribe;
    else if (!operation && address.verb == "cancel" && !isGet)
        operation = Operation::Cancel;
    if (!caller || !operation) {
        Error error = caller ? Error{ErrorCode::NotFound, "There is no such address here."} : caller.error();
        co_await answerError(context, std::move(error), clock);
        co_return;
    }
    a2a::Caller named = std::move(*caller);
    json::object params = paramsOf(*context, address.task);
    co_await server->rest(std::move(named), *operation, std::move(params), context->request, context->responder);
}

} // namespace

void addA2aRoutes(Router *router, a2a::A2aServer *server, const Clock *clock)
{
    const auto card = [server](ApiContext *context) {
        return server->publicCard(context->requestId, context->request, context->responder);
    };
    const auto rpc = [server, clock](ApiContext *context) { return answerRpc(server, clock, context); };
    const auto add = [=](const char *method, const char *pattern, const char *summary,
                         std::optional<Operation> operation) {
        const auto handler = [=](ApiContext *context) { return answerRest(server, clock, operation, context); };
        router->add({method, pattern, Audience::Key, Need::Calls, summary, handler, false});
    };
    router->add({"GET", "/.well-known/agent-card.json", Audience::Public, Need::None, "A2A: the agent card", card,
                 false});
    router->add({"POST", "/a2a", Audience::Key, Need::Calls, "A2A: JSON-RPC", rpc, false});
    add("POST", "/a2a/v1/message:send", "A2A: a message, answered at the end", Operation::Send);
    add("POST", "/a2a/v1/message:stream", "A2A: a message, with the news of its task", Operation::Stream);
    add("GET", "/a2a/v1/tasks", "A2A: the caller's tasks", Operation::List);
    add("GET", "/a2a/v1/tasks/{id}", "A2A: a task, or with :subscribe its news", std::nullopt);
    add("POST", "/a2a/v1/tasks/{id}", "A2A: :cancel or :subscribe", std::nullopt);
    for (const char *method : {"GET", "POST", "DELETE"})
        add(method, "/a2a/v1/tasks/{id}/pushNotificationConfigs/{rest…}", "A2A: push notifications (refused)",
            Operation::Push);
    for (const char *method : {"GET", "POST"})
        add(method, "/a2a/v1/tasks/{id}/pushNotificationConfigs", "A2A: push notifications (refused)", Operation::Push);
    for (const char *path : {"/a2a/v1/extendedAgentCard", "/a2a/v1/card", "/agent/authenticatedExtendedCard"})
        add("GET", path, "A2A: the agent card with the caller's actions", Operation::ExtendedCard);
}

bool isStillGood(const Principal &principal, const KeyStore &keys, const ConnectService &connect, const Clock &clock)
{
    if (principal.kind == Principal::Kind::Key)
        return keys.isLive(principal.id);
    const Result<ConnectSession> session = connect.session(SessionId(principal.id), principal.owner);
    return session && session->expires > clock.now();
}

} // namespace hub
