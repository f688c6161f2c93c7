#include "core/oauth/probe.h"

#include "core/connectors/expired_when.h"
#include "core/connectors/hosts.h"

namespace hub {
namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr std::size_t kLargestAnswer = 1024 * 1024;

Result<OutgoingRequest> requestOf(const Connector &connector, const Lookup &values)
{
    const Result<std::string> base = baseUrlOf(connector, values);
    if (!base)
        return base.error();
    Result<SplitUrl> url = splitUrl(*base + connector.probe->path);
    if (!url)
        return url.error();
    url->origin.allowLocal = isAllowedLocal(connector, url->origin.host, url->origin.port);
    OutgoingRequest out{connector.probe->method, std::move(*url), {}, std::nullopt, false};
    out.headers.add("Accept", "application/json");
    out.headers.add("User-Agent", "connect-hub");
    if (!connector.probe->body.empty()) {
        out.headers.add("Content-Type", "application/json");
        out.body = json::serialize(connector.probe->body);
    }
    for (const auto &[name, text] : connector.probe->headers) {
        Result<std::string> value = expand(text, values, Place::HeaderValue);
        if (!value)
            return value.error();
        out.headers.set(name, std::move(*value));
    }
    out.headers.set("Accept-Encoding", "identity");
    return out;
}

void readIdentity(const Probe &probe, const std::string &body, ProbeOutcome *outcome)
{
    const Result<json::value> answer = parseJson(body);
    if (!answer)
        return;
    const json::value *id = at(*answer, probe.identityId);
    const json::value *label = at(*answer, probe.identityLabel);
    outcome->identityId = id != nullptr ? textOf(*id) : std::string();
    outcome->identityLabel = label != nullptr ? textOf(*label) : std::string();
}

//! What an answer says; of one that can't be read its status counts.
Task<ProbeOutcome> judged(std::shared_ptr<const Connector> connector, Exchange *exchange)
{
    ProbeOutcome outcome;
    outcome.status = exchange->head.status;
    const Result<std::string> answer = co_await readAll(exchange->body.get(), kLargestAnswer, kDeadline);
    outcome.dead = isDeadCredential(*connector, outcome.status, answer ? *answer : std::string());
    if (answer && !outcome.dead)
        readIdentity(*connector->probe, *answer, &outcome);
    co_return outcome;
}

} // namespace

Task<Result<ProbeOutcome>> probe(Transport *transport, RequestSigner *signer,
                                 std::shared_ptr<const Connector> connector, const Account *account,
                                 const Credential *credential)
{
    if (!connector->probe) {
        ProbeOutcome accepted;
        accepted.status = 200;
        co_return accepted;
    }
    const Result<OutgoingRequest> plain = requestOf(*connector, valuesOf(*account, credential));
    if (!plain)
        co_return plain.error();
    for (const bool again : {false, true}) {
        OutgoingRequest request = *plain;
        const Result<SignedParts> parts = co_await signer->sign(connector, account, credential, std::move(request));
        if (!parts)
            co_return parts.error();
        Origin origin = plain->url.origin;
        RequestHead head{plain->method, withQuery(plain->url.target, parts->query), plain->headers};
        for (const Header &header : parts->headers)
            head.headers.set(header.name, header.value);
        StringBody text(parts->body ? *parts->body : plain->body.value_or(std::string()));
        BodyReader *body = parts->body || plain->body ? &text : nullptr;
        Result<Exchange> exchange = co_await transport->open(std::move(origin), std::move(head), body, kDeadline);
        if (!exchange)
            co_return exchange.error();
        if (signer->takeNonce(plain->url.origin, exchange->head) && !again)
            continue;
        co_return co_await judged(connector, &*exchange);
    }
    co_return Error{ErrorCode::Internal, "the test call ended without an answer"};
}

} // namespace hub
