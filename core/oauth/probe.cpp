#include "core/oauth/probe.h"

#include "core/connectors/hosts.h"
#include "core/oauth/credentials.h"

namespace hub {
namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr std::size_t kLargestAnswer = 1024 * 1024;

} // namespace

Task<Result<ProbeOutcome>> probe(Transport *transport, std::shared_ptr<const Connector> connector,
                                 const Account *account, const Credential *credential)
{
    ProbeOutcome outcome;
    outcome.status = 200;
    if (!connector->probe)
        co_return outcome;
    const Result<std::string> base = baseUrlOf(*connector, valuesOf(*account, credential));
    if (!base)
        co_return base.error();
    const Result<SignedParts> parts = place(*connector, *account, *credential);
    if (!parts)
        co_return parts.error();
    Result<SplitUrl> url = splitUrl(*base + connector->probe->path);
    if (!url)
        co_return url.error();
    Origin origin = url->origin;
    origin.allowLocal = isAllowedLocal(*connector, origin.host, origin.port);
    RequestHead head{connector->probe->method, url->target, parts->headers};
    for (const auto &[name, value] : parts->query)
        head.target += (head.target.find('?') == std::string::npos ? '?' : '&') + name + '=' + value;
    head.headers.set("Accept", "application/json");
    head.headers.set("Accept-Encoding", "identity");
    if (!head.headers.contains("User-Agent"))
        head.headers.set("User-Agent", "connect-hub");
    BodyReader *none = nullptr;
    Result<Exchange> exchange = co_await transport->open(std::move(origin), std::move(head), none, kDeadline);
    if (!exchange)
        co_return exchange.error();
    outcome.status = exchange->head.status;
    const Result<std::string> text = co_await readAll(exchange->body.get(), kLargestAnswer, kDeadline);
    const Result<json::value> answer = text ? parseJson(*text) : Result<json::value>(Error{});
    if (answer) {
        const json::value *id = at(*answer, connector->probe->identityId);
        const json::value *label = at(*answer, connector->probe->identityLabel);
        outcome.identityId = id != nullptr ? textOf(*id) : std::string();
        outcome.identityLabel = label != nullptr ? textOf(*label) : std::string();
    }
    co_return outcome;
}

} // namespace hub
