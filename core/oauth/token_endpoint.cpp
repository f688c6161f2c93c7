#include "core/oauth/token_endpoint.h"

#include "core/connectors/hosts.h"
#include "core/http/retry_after.h"

namespace hub {
namespace {

constexpr std::chrono::seconds kDeadline{30};
constexpr std::size_t kLargestAnswer = 1024 * 1024;

} // namespace

std::optional<std::chrono::seconds> askedToWait(const EndpointAnswer &answer, const Connector &connector, WallTime now)
{
    return retryAfter(answer.headers, connector.retryAfterHeader, now);
}

Task<Result<EndpointAnswer>> post(Transport *transport, std::shared_ptr<const Connector> connector,
                                  EndpointRequest request)
{
    Result<SplitUrl> url = splitUrl(request.url);
    if (!url)
        co_return url.error();
    Origin origin = url->origin;
    origin.allowLocal = isAllowedLocal(*connector, origin.host, origin.port);
    if (!origin.tls && !origin.allowLocal)
        co_return Error{ErrorCode::InvalidRequest, "The authorization server's address is not https."};
    EndpointAnswer answer;
    answer.host = hostHeader(origin) + url->target.substr(0, url->target.find('?'));
    RequestHead head{std::move(request.method), url->target, std::move(request.headers)};
    head.headers.set("User-Agent", "connect-hub");
    head.headers.set("Accept-Encoding", "identity");
    const bool bodyless = head.method == "GET";
    StringBody text(std::move(request.body));
    BodyReader *body = bodyless ? nullptr : &text;
    Result<Exchange> exchange = co_await transport->open(std::move(origin), std::move(head), body, kDeadline);
    if (!exchange)
        co_return exchange.error();
    Result<std::string> read = co_await readAll(exchange->body.get(), kLargestAnswer, kDeadline);
    if (!read)
        co_return read.error();
    answer.status = exchange->head.status;
    answer.contentType = exchange->head.headers.value("content-type");
    answer.body = std::move(*read);
    answer.headers = std::move(exchange->head.headers);
    co_return answer;
}

} // namespace hub
