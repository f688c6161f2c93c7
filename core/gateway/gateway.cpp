#include "core/gateway/gateway.h"

#include "core/access/decide.h"
#include "core/base/encoding.h"
#include "core/base/log.h"
#include "core/connectors/hosts.h"
#include "core/gateway/expiry_sign.h"
#include "core/gateway/path_guard.h"
#include "core/gateway/secret_mask.h"

namespace hub {
namespace {

constexpr std::size_t kReplayLimit = 1024 * 1024;
constexpr int kMostRedirects = 5;
constexpr int kGivenUp = 499; // in the record only: the caller has cancelled

//! Where a request goes: an absolute URL and its parts.
struct Destination {
    std::string url;
    SplitUrl parts;
    bool withCredential = true;
};

AuditRow rowOf(const Call &call, WallTime now)
{
    AuditRow row;
    row.at = now;
    row.requestId = call.requestId;
    row.event = "call";
    row.protocol = call.protocol;
    row.principal = call.principal->id;
    row.principalName = call.principal->name;
    row.owner = call.account.owner.str();
    row.account = call.account.id.str();
    row.connector = call.connector->key;
    row.action = call.actionId;
    row.effect = wireName(call.effect);
    row.method = call.method;
    row.path = call.target.substr(0, call.target.find('?'));
    return row;
}

Result<Destination> destinationOf(const Connector &connector, std::string url, const Lookup &values)
{
    if (!isOwnHost(connector, url, values))
        return Error{ErrorCode::InvalidRequest, "the address is none of the connector's hosts"};
    Result<SplitUrl> parts = splitUrl(url);
    if (!parts)
        return parts.error();
    parts->origin.allowLocal = isAllowedLocal(connector, parts->origin.host, parts->origin.port);
    if (!parts->origin.tls && !parts->origin.allowLocal)
        return Error{ErrorCode::InvalidRequest,
                     "plain http is allowed only for a connector that the person marked as local"};
    if (isCredentialEndpoint(connector, url, values))
        return Error{ErrorCode::PolicyDenied, "tokens are the hub's to ask for: this address can't be called"};
    return Destination{std::move(url), std::move(*parts)};
}

std::string_view withoutSlashes(std::string_view url)
{
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return url;
}

Result<Destination> destinationOf(const Call &call, const Lookup &values)
{
    const Result<std::string> own = baseUrlOf(*call.connector, values);
    if (!own)
        return own.error();
    std::string base(withoutSlashes(*own));
    if (const std::string_view wanted = withoutSlashes(call.baseUrl); !wanted.empty()) {
        const Result<SplitUrl> there = splitUrl(wanted), here = splitUrl(base);
        // the connector's own host, and no more, means the connector's own base
        if (!there || !here || there->origin != here->origin || there->target != "/")
            base = wanted;
    }
    return destinationOf(*call.connector, base + call.target, values);
}

RequestHead headOf(const Call &call, const Destination &destination, const SignedParts &parts)
{
    RequestHead head{call.method, destination.parts.target, call.headers};
    // a body is guarded against echoed secrets, so it must be readable
    head.headers.set("accept-encoding", "identity");
    if (!head.headers.contains("user-agent"))
        head.headers.set("user-agent", "connect-hub");
    if (destination.withCredential) {
        for (const Header &header : parts.headers)
            head.headers.set(header.name, header.value);
        head.target = withQuery(std::move(head.target), parts.query);
    }
    return head;
}

//! A Location as an absolute URL without its fragment.
std::string absoluteUrl(const SplitUrl &from, std::string_view location)
{
    const std::string reference(location.substr(0, location.find('#')));
    if (reference.substr(0, reference.find_first_of("/?")).find(':') != std::string::npos)
        return reference;
    if (reference.starts_with("//"))
        return (from.origin.tls ? "https:" : "http:") + reference;
    const std::string origin = toString(from.origin);
    if (reference.starts_with('/'))
        return origin + reference;
    const std::string path = from.target.substr(0, from.target.find('?'));
    return origin + (reference.starts_with('?') ? path : path.substr(0, path.rfind('/') + 1)) + reference;
}

//! Whether an address leads back to the hub's own port, however its host is spelt.
bool leadsToHub(const SplitUrl &from, std::string_view location, std::uint16_t hubPort)
{
    const Result<SplitUrl> target = splitUrl(absoluteUrl(from, location));
    if (!target) // what can't be read strictly may be read loosely elsewhere
        return location.find(':' + std::to_string(hubPort)) != std::string_view::npos;
    if (target->origin.port != hubPort)
        return false;
    const std::string_view host = target->origin.host;
    // 127.1, 0x7f000001, 2130706433 and ::1 all are numbers
    return host == "localhost" || host.ends_with("localhost.") || host.ends_with(".localhost")
        || host.find_first_not_of("0123456789abcdefx.:") == std::string_view::npos;
}

//! The next stop of a redirect inside the connector's hosts; none when it is for the caller to follow.
std::optional<Destination> redirectOf(const Call &call, const Destination &from, const ResponseHead &head,
                                      const Lookup &values)
{
    const bool safe = call.method == "GET" || call.method == "HEAD";
    const bool moved = head.status == 301 || head.status == 302 || head.status == 303 || head.status == 307
        || head.status == 308;
    const std::string *location = head.headers.find("location");
    if (!safe || !moved || location == nullptr)
        return std::nullopt;
    Result<Destination> next = destinationOf(*call.connector, absoluteUrl(from.parts, *location), values);
    if (!next)
        return std::nullopt;
    next->withCredential = from.withCredential && next->parts.origin == from.parts.origin;
    return std::move(*next);
}

bool lacksScope(const ResponseHead &head)
{
    const std::vector<std::string_view> challenges = head.headers.all("www-authenticate");
    return head.status == 403 && std::any_of(challenges.begin(), challenges.end(), [](std::string_view challenge) {
               return challenge.find("error=\"insufficient_scope\"") != std::string_view::npos;
           });
}

void cleanHead(ResponseHead &head, const SecretMask &mask, const SplitUrl &from, std::uint16_t hubPort)
{
    removeHopByHop(head.headers);
    head.headers.remove("set-cookie");
    head.headers.remove("set-cookie2");
    head.headers.remove("www-authenticate");
    head.headers.remove("x-connect-hub-error");
    const std::string *location = head.headers.find("location");
    if (location != nullptr && leadsToHub(from, *location, hubPort))
        head.headers.remove("location");
    mask.maskHeaders(head.headers);
}

Result<Answer> answerOf(Exchange exchange, const Credential &credential, const Headers &placed, const SplitUrl &from,
                        std::uint16_t hubPort)
{
    const std::string_view coding = exchange.head.headers.value("content-encoding");
    if (!coding.empty() && !iequals(coding, "identity"))
        return Error{ErrorCode::UpstreamFailed, "the provider sent a compressed body although none was accepted"};
    const auto mask = std::make_shared<const SecretMask>(credential, placed);
    const bool lacking = lacksScope(exchange.head);
    cleanHead(exchange.head, *mask, from, hubPort);
    return Answer{std::move(exchange.head), maskBody(std::move(exchange.body), mask), lacking};
}

//! Of what a signature puts into a request, only this one may hold a secret in another form; dates and digests are none.
Headers secretHeaders(const Headers &placed)
{
    Headers out;
    if (const std::string *value = placed.find("authorization"))
        out.add("authorization", *value);
    return out;
}

Error tooLargeToRepeat()
{
    return {ErrorCode::RefreshUnavailable,
            "The sign-in was renewed, but the body is too large to be sent again. Send it again.",
            {},
            std::chrono::seconds(0)};
}

} // namespace

Gateway::Gateway(Transport *transport, Credentials *credentials, ConnectService *connect, AuditLog *audit, Clock *clock)
    : m_transport(transport), m_credentials(credentials), m_connect(connect), m_audit(audit), m_clock(clock)
{
}

void Gateway::setOwnAddress(const std::string &hostAndPort)
{
    m_ownPort = static_cast<std::uint16_t>(std::stoul(hostAndPort.substr(hostAndPort.rfind(':') + 1)));
}

Task<Result<Answer>> Gateway::call(Call call, BodyReader *body)
{
    const MonotonicTime begun = m_clock->monotonic();
    AuditRow row = rowOf(call, m_clock->now());
    if (call.effect != Effect::Read) {
        AuditRow first = row;
        first.event = "call.begin";
        const Result<void> recorded = co_await m_audit->recordNow(std::move(first));
        if (!recorded)
            co_return recorded.error();
    }
    Result<Answer> answer = co_await attempt(&call, body);
    row.status = answer ? answer->head.status : httpStatus(answer.error().code);
    row.detail = answer ? std::string() : std::string(wireName(answer.error().code));
    const boost::asio::cancellation_state caller = co_await boost::asio::this_coro::cancellation_state;
    if (caller.cancelled() != boost::asio::cancellation_type::none) { // whatever came of it, nobody reads it
        row.status = kGivenUp;
        row.detail = "cancelled";
    }
    row.durationMs = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock->monotonic() - begun).count();
    m_audit->record(std::move(row));
    if (answer && answer->lacksScope && !call.actionId.empty()) {
        Account account = call.account;
        Result<std::string> url = co_await m_connect->reconnectUrl(std::move(account));
        if (url)
            answer->authLinkUrl = std::move(*url);
    }
    co_return answer;
}

Task<Result<Answer>> Gateway::attempt(const Call *call, BodyReader *body)
{
    const Result<void> allowed = judge(*call);
    if (!allowed)
        co_return allowed.error();
    if (const std::optional<Error> refused = refusal(call->account))
        co_return co_await withLink(&call->account, &*refused);

    ReplayBody replay(body, kReplayLimit);
    Result<LiveCredential> credential = co_await m_credentials->of(call->account);
    if (!credential)
        co_return co_await withLink(&call->account, &credential.error());
    for (const bool last : {false, true}) {
        Result<Answer> answer = co_await send(call, *credential, body == nullptr ? nullptr : &replay);
        if (!answer || last)
            co_return answer;
        const Result<bool> expired = co_await saysExpired(&*answer, call->connector);
        if (!expired)
            co_return expired.error();
        if (!*expired)
            co_return answer;
        const LiveCredential seen = *credential;
        credential = co_await m_credentials->renew(call->account, seen->generation);
        if (!credential)
            co_return co_await withLink(&call->account, &credential.error());
        if ((*credential)->generation == seen->generation)
            co_return answer; // nothing newer to try: the provider's own answer, the account lives
        if (body != nullptr && !replay.rewind())
            co_return tooLargeToRepeat();
    }
    co_return Error{ErrorCode::Internal, "the call ended without an answer"};
}

Result<void> Gateway::judge(const Call &call) const
{
    std::string action = call.actionId;
    // a caller held to some actions may reach their paths through the proxy, and no others
    if (action.empty() && !call.principal->actions.empty()) {
        const std::string path = call.target.substr(0, call.target.find('?'));
        const Action *match = call.baseUrl.empty() ? matchAction(*call.connector, call.method, path) : nullptr;
        if (match == nullptr)
            return Error{ErrorCode::PolicyDenied,
                         "this key is held to certain actions, and the path belongs to none of them"};
        action = match->id;
    }
    return decide(*call.principal, call.account.owner, call.account.id, action, call.effect);
}

Task<Result<Answer>> Gateway::send(const Call *call, LiveCredential credential, BodyReader *body)
{
    const AuthMethod *method = methodOf(*call->connector, call->account, *credential);
    if (method != nullptr && !RequestSigner::isPlain(*method))
        co_return co_await sendSigned(call, std::move(credential), method, body);
    const Lookup values = valuesOf(call->account, credential.get());
    const Result<SignedParts> parts = place(*call->connector, call->account, *credential);
    if (!parts)
        co_return parts.error();
    Result<Destination> destination = destinationOf(*call, values);
    for (int hop = 0; destination; ++hop) {
        RequestHead head = headOf(*call, *destination, *parts);
        Origin origin = destination->parts.origin;
        Result<Exchange> exchange = co_await m_transport->open(std::move(origin), std::move(head), body,
                                                               call->deadline);
        if (!exchange)
            co_return exchange.error();
        std::optional<Destination> next = hop < kMostRedirects ? redirectOf(*call, *destination, exchange->head, values)
                                                               : std::nullopt;
        if (!next)
            co_return answerOf(std::move(*exchange), *credential, parts->headers, destination->parts, m_ownPort);
        destination = std::move(*next);
    }
    co_return destination.error();
}

//! As send(), where each request is signed from its own bytes: a redirect, and a proof that lacked its nonce, once more.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): each request of it can fail, and may have to be made again
Task<Result<Answer>> Gateway::sendSigned(const Call *call, LiveCredential credential, const AuthMethod *method,
                                         BodyReader *body)
{
    const Lookup values = valuesOf(call->account, credential.get());
    RequestSigner *signer = m_credentials->signer();
    std::optional<std::string> held;
    if (body != nullptr && RequestSigner::needsBody(*method, call->headers, body->length())) {
        Result<std::string> text = co_await readAll(body, kReplayLimit);
        if (!text)
            co_return text.error();
        held = std::move(*text);
    }
    SignedParts parts;
    bool nonceTaken = false;
    Result<Destination> destination = destinationOf(*call, values);
    for (int hop = 0; destination; ++hop) {
        if (destination->withCredential) {
            OutgoingRequest request{call->method, destination->parts, call->headers, held, body != nullptr && !held};
            Result<SignedParts> made = co_await signer->sign(call->connector, &call->account, credential.get(),
                                                             std::move(request));
            if (!made)
                co_return made.error();
            parts = std::move(*made);
        }
        const bool inMemory = parts.body || held;
        StringBody text(parts.body ? std::move(*parts.body) : held.value_or(std::string()));
        RequestHead head = headOf(*call, *destination, parts);
        Origin origin = destination->parts.origin;
        BodyReader *source = inMemory ? &text : body;
        Result<Exchange> exchange = co_await m_transport->open(std::move(origin), std::move(head), source,
                                                               call->deadline);
        if (!exchange)
            co_return exchange.error();
        if (signer->takeNonce(destination->parts.origin, exchange->head) && !nonceTaken) {
            nonceTaken = true;
            if (!inMemory && body != nullptr && !body->rewind())
                co_return tooLargeToRepeat();
            continue;
        }
        std::optional<Destination> next = hop < kMostRedirects ? redirectOf(*call, *destination, exchange->head, values)
                                                               : std::nullopt;
        if (!next)
            co_return answerOf(std::move(*exchange), *credential, secretHeaders(parts.headers), destination->parts,
                               m_ownPort);
        destination = std::move(*next);
    }
    co_return destination.error();
}

Task<Error> Gateway::withLink(const Account *account, const Error *plain)
{
    Error error = *plain;
    if (error.code == ErrorCode::AccountExpired || error.code == ErrorCode::AccountInactive) {
        Account signedOut = *account;
        Result<std::string> url = co_await m_connect->reconnectUrl(std::move(signedOut));
        if (url)
            error.authLinkUrl = std::move(*url);
        else
            qCWarning(logGateway, "no sign-in link could be made: %s", url.error().message.c_str());
    }
    co_return error;
}

} // namespace hub
