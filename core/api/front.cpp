#include "core/api/front.h"

#include "core/base/encoding.h"
#include "core/base/log.h"
#include "core/base/wait.h"

namespace hub {
namespace {

//! The caller's own id where it is fit for a log, else a new one.
std::string requestIdOf(const Headers &headers, Random &random)
{
    const std::string_view given = headers.value("x-request-id");
    if (!given.empty() && given.size() <= 128 && isToken(given))
        return std::string(given);
    return newRequestId(random);
}

//! The key in an Authorization header: Basic base64(KEY:), also without the colon, or Bearer KEY.
std::string presentedKey(std::string_view authorization)
{
    const std::size_t blank = authorization.find(' ');
    const std::string_view scheme = authorization.substr(0, blank);
    const std::string_view rest = blank == std::string_view::npos ? std::string_view()
                                                                  : trim(authorization.substr(blank));
    if (iequals(scheme, "Bearer"))
        return std::string(rest);
    if (!iequals(scheme, "Basic"))
        return {};
    const Result<std::string> decoded = decodeBase64(rest);
    return decoded ? decoded->substr(0, decoded->find(':')) : std::string();
}

} // namespace

std::string newRequestId(Random &random)
{
    return "req_" + randomBase36(random, 20);
}

Front::Front(const Router *router, KeyStore *keys, ConnectService *connect, LoginLimiter *limiter, Refusals *refusals,
             Clock *clock, Random *random)
    : m_router(router)
    , m_keys(keys)
    , m_connect(connect)
    , m_limiter(limiter)
    , m_refusals(refusals)
    , m_clock(clock)
    , m_random(random)
{
}

void Front::setOwnHosts(std::vector<std::string> hosts)
{
    m_hosts = std::move(hosts);
    m_origins.clear();
    for (const std::string &host : m_hosts)
        m_origins.push_back("http://" + host);
}

void Front::addOwnUrl(const std::string &url)
{
    m_hosts.push_back(url.substr(url.find("//") + 2));
    m_origins.push_back(url);
}

Task<void> Front::handle(const Request *request, Responder *responder)
{
    m_refusals->settle();
    ApiContext context;
    context.request = request;
    context.responder = responder;
    context.pages = m_pages;
    context.requestId = requestIdOf(request->head.headers, *m_random);
    const Match match = m_router->find(request->head.method, request->head.path());
    const Result<void> admitted = co_await admit(&context, &match);
    if (admitted && match.route == nullptr) { // nothing but a page's first question is let in without a route
        co_await answerPreflight(&context);
        co_return;
    }
    if (!admitted) {
        Error error = admitted.error();
        record(context, match, error);
        co_await answerError(&context, std::move(error), m_clock);
        co_return;
    }
    context.parameters = match.parameters;
    std::string failure;
    try {
        co_await match.route->handler(&context);
    } catch (const std::exception &e) {
        failure = e.what();
    }
    if (failure.empty())
        co_return;
    qCCritical(logHub, "request %s failed: %s", context.requestId.c_str(), failure.c_str());
    if (!responder->started()) {
        Error error{ErrorCode::Internal,
                    "Something went wrong inside the hub. The log names it under this request's id."};
        co_await answerError(&context, std::move(error), m_clock);
    }
}

void Front::record(const ApiContext &context, const Match &match, const Error &refusal)
{
    const int status = httpStatus(refusal.code);
    if (status != 401 && status != 403 && status != 421)
        return;
    AuditRow row;
    row.at = m_clock->now();
    row.requestId = context.requestId;
    row.event = "refused";
    row.protocol = "rest";
    if (context.principal) {
        row.principal = context.principal->id;
        row.principalName = context.principal->name;
    }
    if (match.route != nullptr) { // not the path as it came: the secret of a link stands in it
        row.method = match.route->method;
        row.path = match.route->pattern;
    }
    row.status = status;
    row.detail = wireName(refusal.code);
    m_refusals->add(std::move(row));
}

Result<void> Front::judgeSource(ApiContext *context, Audience audience) const
{
    const Headers &headers = context->request->head.headers;
    const std::string_view host = headers.value("host");
    if (std::none_of(m_hosts.begin(), m_hosts.end(), [&](const std::string &own) { return iequals(own, host); }))
        return Error{ErrorCode::WrongHost, "This is not a name of the hub."};
    const std::string *origin = headers.find("origin");
    if (origin == nullptr)
        return {};
    for (const std::string &own : m_origins) {
        if (iequals(own, *origin))
            return {};
    }
    if (audience == Audience::Session && m_pages != nullptr && m_pages->contains(*origin)) {
        context->pageOrigin = *origin;
        return {};
    }
    return Error{ErrorCode::OriginRefused, "Web pages of other origins can't call the hub."};
}

Task<Result<std::shared_ptr<const Principal>>> Front::callerOf(const Headers *headers)
{
    const std::vector<std::string_view> given = headers->all("authorization");
    if (given.size() > 1)
        co_return Error{ErrorCode::InvalidRequest, "Send one Authorization header."};
    if (given.empty())
        co_return Error{ErrorCode::KeyMissing, "Send an API key: Authorization: Basic base64(KEY:) or Bearer KEY."};
    const std::string key = presentedKey(given.front());
    Result<std::shared_ptr<const Principal>> caller = m_keys->authenticate(key);
    if (!caller && !key.empty())
        caller = m_connect->principal(key);
    const bool orphaned = caller && !(*caller)->madeBy.empty() && !m_keys->isLive((*caller)->madeBy);
    if (caller && !orphaned)
        co_return caller;
    const std::chrono::milliseconds delay = m_limiter->failed(m_clock->monotonic());
    if (delay > std::chrono::milliseconds(0))
        co_await waitFor(delay);
    co_return Error{ErrorCode::KeyInvalid, "The API key is not valid."};
}

Result<void> Front::judgeCaller(const Principal &principal, const Route &route)
{
    if (!fulfils(principal, route.need))
        return Error{ErrorCode::ScopeInsufficient, "The scopes of this key do not allow that."};
    const auto wait = route.metered ? m_rates.count(principal.id, m_clock->monotonic()) : std::nullopt;
    if (wait)
        return Error{ErrorCode::RateLimited, "Too many requests of this key within a minute.", {}, wait};
    return {};
}

Task<Result<void>> Front::admit(ApiContext *context, const Match *match)
{
    const RequestHead &head = context->request->head;
    const Audience audience = match->route != nullptr ? match->route->audience : m_router->audienceOf(head.path());
    const Result<void> source = judgeSource(context, audience);
    if (!source)
        co_return source.error();
    if (head.method == "OPTIONS" && !context->pageOrigin.empty())
        co_return Result<void>(); // asked before the page has shown its token
    const Error unknown{ErrorCode::NotFound, "There is no such address here."};
    if (audience == Audience::Key) {
        Result<std::shared_ptr<const Principal>> caller = co_await callerOf(&head.headers);
        if (!caller)
            co_return caller.error();
        context->principal = std::move(*caller);
    } else if (audience == Audience::Session) {
        context->sessionToken = head.headers.value("x-hub-session-token");
        if (context->sessionToken.empty())
            co_return Error{ErrorCode::KeyMissing, "Send the session token as x-hub-session-token."};
        Result<ConnectSession> session = m_connect->authenticate(context->sessionToken);
        if (!session)
            co_return Error{ErrorCode::KeyInvalid, "The session has ended. Open the link again."};
        context->session = std::move(*session);
    }
    if (match->route == nullptr)
        co_return unknown;
    const Result<void> allowed = context->principal ? judgeCaller(*context->principal, *match->route) : Result<void>();
    if (!allowed)
        co_return allowed.error();
    Result<QueryPairs> query = parseQuery(head.query());
    const bool isProviders = match->route->pattern.find("…") != std::string::npos;
    if (!query && isProviders) // its query is the provider's to judge; an account beside it is still named
        query = readablePairs(head.query());
    if (!query && match->route->audience != Audience::Public)
        co_return query.error();
    if (query)
        context->query = std::move(*query);
    co_return Result<void>();
}

} // namespace hub
