// The browser's way through consent: out to the provider, and back to /callback.
#include "core/api/answering.h"
#include "core/api/pages.h"

#include "core/base/encoding.h"

#include <set>

namespace hub {
namespace {

Task<void> redirectTo(ApiContext *context, std::string url)
{
    ResponseHead head = hubHead(302, {}, context->requestId);
    head.headers.add("Location", std::move(url));
    std::string none;
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(none));
    static_cast<void>(sent);
}

std::vector<std::string> words(const std::string &text)
{
    std::vector<std::string> out;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(' ', start), text.size());
        if (end > start)
            out.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

//! GET /connect/oauth2/{integration_id}?token=&connection_attempt_id=&scopes=&alias=&<field>=
Task<void> authorize(const ApiServices *services, ApiContext *context)
{
    static const std::set<std::string> own{"token", "connection_attempt_id", "scopes", "redirect_uri", "auth", "alias"};
    Result<ConnectSession> session = services->connect->authenticate(context->queryValue("token"));
    if (!session) {
        const PageText text{false, "This page has expired", "Open the link again.", ErrorCode::KeyInvalid};
        co_await answerPage(context, 401, &text);
        co_return;
    }
    const std::shared_ptr<const Connector> connector = services->catalogue->find(context->param("id"));
    std::string auth = context->queryValue("auth");
    if (connector && auth.empty()) {
        for (const AuthMethod &method : connector->auth) {
            if (auth.empty() && method.needsConsent())
                auth = method.key;
        }
    }
    std::map<std::string, Secret> inputs;
    for (const auto &[name, value] : context->query) {
        if (!own.contains(name) && !value.empty())
            inputs.emplace(name, Secret(value));
    }
    AttemptId attempt(context->queryValue("connection_attempt_id"));
    std::optional<std::vector<std::string>> scopes;
    // none of them is a choice, too: an empty one
    if (std::any_of(context->query.begin(), context->query.end(),
                    [](const auto &pair) { return pair.first == "scopes"; }))
        scopes = words(context->queryValue("scopes"));
    std::string key = context->param("id");
    ConnectSession mine = std::move(*session);
    if (std::string alias = context->queryValue("alias"); !alias.empty())
        mine.wish.alias = std::move(alias);
    Result<std::string> url = co_await services->connect->authorize(
        std::move(mine), std::move(key), std::move(auth), std::move(attempt), std::move(scopes), std::move(inputs));
    if (!url) {
        const PageText text{false, "The sign-in could not start", url.error().message, url.error().code};
        const int status = httpStatus(url.error().code);
        co_await answerPage(context, status, &text);
        co_return;
    }
    std::string target = std::move(*url);
    co_await redirectTo(context, std::move(target));
}

Task<void> callback(const ApiServices *services, ApiContext *context)
{
    if (context->request->head.method == "HEAD") { // a link checker's look must not use up the code
        ResponseHead head = hubHead(200, {}, context->requestId);
        std::string none;
        const Result<void> sent = co_await context->responder->send(std::move(head), std::move(none));
        static_cast<void>(sent);
        co_return;
    }
    std::string query(context->request->head.query());
    const Result<Attempt> attempt = co_await services->connect->callback(std::move(query));
    if (!attempt) {
        const PageText text{
            false, "This sign-in is not known here",
            "It was finished before, took too long, or did not start in Connect Hub. Start again there.",
            ErrorCode::InvalidRequest};
        co_await answerPage(context, 400, &text);
        co_return;
    }
    const std::shared_ptr<const Connector> connector = services->catalogue->find(attempt->connector);
    const std::string name = connector ? connector->name : attempt->connector;
    if (attempt->status == AttemptStatus::Authenticated) {
        const PageText text{true, name + " is connected",
                            "Choose in Connect Hub which agents may use it. You can close this page."};
        co_await answerPage(context, 200, &text);
        co_return;
    }
    PageText text{false, name + " is not connected", attempt->errorText};
    if (attempt->canAccept) {
        text.next = services->url + "/connect/?attempt=" + attempt->id.str();
        text.nextText = "Decide";
    }
    co_await answerPage(context, 200, &text);
}

} // namespace

void addOauthRoutes(Router *router, const ApiServices *services)
{
    router->add({"GET", "/connect/oauth2/{id}", Audience::Public, Need::None,
                 "Out to the provider's consent (checks its own token)",
                 [services](ApiContext *context) { return authorize(services, context); }});
    router->add({"GET", "/callback", Audience::Public, Need::None, "Back from the provider",
                 [services](ApiContext *context) { return callback(services, context); }});
}

} // namespace hub
