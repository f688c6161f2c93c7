#include "core/oauth/learn.h"

#include "core/base/encoding.h"
#include "core/connectors/hosts.h"

namespace hub {
namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr std::size_t kLargestAnswer = 1024 * 1024;
constexpr std::size_t kLongestValue = 16'384;

//! The connector as it is before the learnt values are there: without what is made of them.
Connector withoutUnknown(const Connector &connector, const std::string &authKey, const Lookup &values)
{
    Connector out = connector;
    const auto isUnknown = [&](const auto &entry) {
        const Result<std::vector<std::string>> names = namesIn(entry.second);
        return names
            && std::any_of(names->begin(), names->end(), [&](const std::string &name) { return !values(name); });
    };
    for (AuthMethod &method : out.auth) {
        if (method.key != authKey)
            continue;
        std::erase_if(method.placement.headers, isUnknown);
        std::erase_if(method.placement.query, isUnknown);
        std::erase_if(method.placement.body, isUnknown);
    }
    return out;
}

Result<OutgoingRequest> requestOf(const Connector &connector, const LearnStep &step, const Lookup &values)
{
    const Result<std::string> address = expand(step.url, values, Place::Url);
    if (!address)
        return address.error();
    Result<SplitUrl> url = splitUrl(*address);
    if (!url)
        return url.error();
    // a base URL whose path is still to be learnt names its host all the same
    const Lookup orAny = [&values](std::string_view name) {
        const std::optional<std::string> known = values(name);
        return known ? known : std::optional<std::string>("x");
    };
    if (!isOwnHost(connector, *address, orAny))
        return Error{ErrorCode::InvalidRequest,
                     connector.name + " named an address that is not one of its own. Nothing was connected."};
    url->origin.allowLocal = isAllowedLocal(connector, url->origin.host, url->origin.port);
    OutgoingRequest out{step.method, std::move(*url), {}, std::nullopt, false};
    out.headers.add("Accept", "application/json");
    out.headers.add("User-Agent", "connect-hub");
    if (!step.body.empty()) {
        out.headers.add("Content-Type", "application/json");
        out.body = json::serialize(step.body);
    }
    for (const auto &[name, text] : step.headers) {
        Result<std::string> value = expand(text, values, Place::HeaderValue);
        if (!value)
            return value.error();
        out.headers.set(name, std::move(*value));
    }
    out.headers.set("Accept-Encoding", "identity");
    return out;
}

struct LearnAnswer {
    int status = 0;
    std::string body;
};

//! One call; a server that wants its nonce in the proof is asked once more.
Task<Result<LearnAnswer>> call(Transport *transport, RequestSigner *signer, std::shared_ptr<const Connector> connector,
                               const Account *account, const Credential *credential, OutgoingRequest plain)
{
    for (const bool again : {false, true}) {
        OutgoingRequest request = plain;
        const Result<SignedParts> parts = co_await signer->sign(connector, account, credential, std::move(request));
        if (!parts)
            co_return parts.error();
        Origin origin = plain.url.origin;
        RequestHead head{plain.method, withQuery(plain.url.target, parts->query), plain.headers};
        for (const Header &header : parts->headers)
            head.headers.set(header.name, header.value);
        StringBody text(parts->body ? *parts->body : plain.body.value_or(std::string()));
        BodyReader *body = parts->body || plain.body ? &text : nullptr;
        Result<Exchange> exchange = co_await transport->open(std::move(origin), std::move(head), body, kDeadline);
        if (!exchange)
            co_return exchange.error();
        if (signer->takeNonce(plain.url.origin, exchange->head) && !again)
            continue;
        Result<std::string> read = co_await readAll(exchange->body.get(), kLargestAnswer);
        if (!read)
            co_return read.error();
        co_return LearnAnswer{exchange->head.status, std::move(*read)};
    }
    co_return Error{ErrorCode::Internal, "a call ended without an answer"};
}

Error silent(const Connector &connector, const std::string &what)
{
    return {ErrorCode::UpstreamFailed,
            connector.name + ' ' + what + ", so nothing was connected. Try again in a while."};
}

} // namespace

bool keepLearnt(const Connector &connector, const std::string &name, const std::string &value, Account *account,
                Credential *credential)
{
    if (value.empty() || value.size() > kLongestValue || !isHeaderValue(value))
        return false;
    const Result<std::vector<std::string>> used = namesIn(connector.baseUrl);
    if (used && std::find(used->begin(), used->end(), name) != used->end())
        account->setup[name] = value;
    else
        credential->values.insert_or_assign(name, Secret(value));
    return true;
}

Task<Result<void>> learn(Transport *transport, RequestSigner *signer, std::shared_ptr<const Connector> connector,
                         Account *account, Credential *credential)
{
    const AuthMethod *method = methodOf(*connector, *account, *credential);
    if (method == nullptr)
        co_return Result<void>();
    for (const LearnStep &step : method->learn) {
        const Lookup values = valuesOf(*account, credential);
        Result<OutgoingRequest> request = requestOf(*connector, step, values);
        if (!request)
            co_return request.error();
        const auto early = std::make_shared<const Connector>(withoutUnknown(*connector, method->key, values));
        OutgoingRequest asked = std::move(*request);
        const Result<LearnAnswer> said = co_await call(transport, signer, early, account, credential, std::move(asked));
        if (!said)
            co_return silent(*connector, "does not answer");
        const Result<json::value> answer = parseJson(said->body);
        if (said->status < 200 || said->status > 299 || !answer)
            co_return silent(*connector,
                             "answered " + std::to_string(said->status) + " when it was asked what calls need");
        for (const auto &[name, pointer] : step.values) {
            const json::value *value = at(*answer, pointer);
            if (value == nullptr || !keepLearnt(*connector, name, textOf(*value), account, credential))
                co_return silent(*connector, "did not say its \"" + name + "\", which calls need");
        }
    }
    co_return Result<void>();
}

} // namespace hub
