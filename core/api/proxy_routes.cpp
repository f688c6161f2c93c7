// Direct calls: method, path bytes, query and body go to the connector's base URL with the credential put in.
#include "core/api/answering.h"
#include "core/api/proxy_headers.h"

#include "core/base/encoding.h"
#include "core/gateway/path_guard.h"

namespace hub {
namespace {

constexpr std::chrono::minutes kDirectDeadline{2};

Result<Call> callOf(const ApiServices *services, const ApiContext *context, std::string_view account, std::string path)
{
    const RequestHead &head = context->request->head;
    const Result<void> below = checkProxiedPath(path);
    if (!below)
        return below.error();
    Result<Account> found = services->actions->resolve(*context->principal, account);
    if (!found)
        return found.error();
    Call call;
    call.principal = context->principal;
    call.requestId = context->requestId;
    call.protocol = "proxy";
    call.connector = services->catalogue->find(found->connector);
    if (!call.connector)
        return Error{ErrorCode::NotFound, "The connector \"" + found->connector + "\" is gone."};
    call.account = std::move(*found);
    call.method = head.method;
    const Result<Effect> effect = effectOf(*context->principal, head.method, head.headers);
    if (!effect)
        return effect.error();
    call.effect = *effect;
    call.target = std::move(path);
    const std::string query = queryWithout(head.query(), {"x-account-id", "account_id"});
    if (!query.empty())
        call.target += '?' + query;
    call.baseUrl = head.headers.value("x-base-url");
    call.headers = headersUp(head.headers);
    call.deadline = kDirectDeadline;
    return call;
}

//! Hands the provider's answer down, piece by piece as it comes.
Task<void> relay(Responder *responder, Answer *answer)
{
    const std::optional<std::uint64_t> length = answer->body->length();
    answer->head.headers.remove("content-length");
    Result<void> alive = co_await responder->begin(std::move(answer->head), length);
    if (alive && !answer->body->ready())
        alive = co_await responder->flush();
    while (alive) {
        const Result<std::string_view> piece = co_await answer->body->read();
        if (!piece)
            co_return; // broken off: without end() the connection closes, so that the caller sees it
        if (piece->empty())
            break;
        alive = co_await responder->write(*piece);
    }
    if (alive)
        alive = co_await responder->end();
}

bool hasBody(const RequestHead &head)
{
    return head.headers.contains("transfer-encoding")
        || (head.headers.contains("content-length") && head.headers.value("content-length") != "0");
}

Task<void> proxy(const ApiServices *services, ApiContext *context)
{
    const std::string rest = context->param("rest");
    Result<std::string> account = accountNamed(*context);
    std::string path = '/' + rest;
    // programs that can't set headers name the account in the path
    const std::size_t slash = rest.find('/');
    if (slash != std::string::npos && (rest.substr(slash) == "/-" || rest.compare(slash, 3, "/-/") == 0)) {
        const Result<std::string> inPath = percentDecode(std::string_view(rest).substr(0, slash));
        if (account && inPath && (account->empty() || *account == *inPath))
            account = *inPath;
        else if (account)
            account = Error{ErrorCode::InvalidRequest, "The account is named twice, with different values."};
        path = rest.size() > slash + 3 ? rest.substr(slash + 2) : std::string("/");
    }
    Result<Call> call = account ? callOf(services, context, *account, std::move(path)) : Result<Call>(account.error());
    if (!call) {
        Error error = call.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    Call wish = std::move(*call);
    BodyReader *body = hasBody(context->request->head) ? context->request->body : nullptr;
    Result<Answer> answer = co_await services->gateway->call(std::move(wish), body);
    if (!answer) {
        Error error = answer.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    answer->head.headers.set("x-request-id", context->requestId);
    co_await relay(context->responder, &*answer);
}

} // namespace

void addProxyRoutes(Router *router, const ApiServices *services)
{
    router->add({"*", "/proxy/{rest…}", Audience::Key, Need::Calls, "A direct call to the account's provider",
                 [services](ApiContext *context) { return proxy(services, context); }, false});
    addUnifiedProxyRoute(router, services);
}

} // namespace hub
