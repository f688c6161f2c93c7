#include "core/mcp/answers.h"

#include <array>

namespace hub {
namespace {

ErrorCode errorCodeOf(int status)
{
    switch (status) {
    case 404: return ErrorCode::NotFound;
    case 413: return ErrorCode::TooLarge;
    case 415: return ErrorCode::UnsupportedMediaType;
    case 503: return ErrorCode::Overloaded;
    default: return ErrorCode::InvalidRequest;
    }
}

} // namespace

ResponseHead mcpHead(int status, const std::string &requestId)
{
    ResponseHead head{status,
                      {{"Cache-Control", "no-store"},
                       {"X-Content-Type-Options", "nosniff"},
                       {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
                       {"x-request-id", requestId}}};
    if (status >= 400)
        head.headers.add("x-connect-hub-error", std::string(wireName(errorCodeOf(status))));
    if (status == 405)
        head.headers.add("Allow", "POST");
    if (status == 503)
        head.headers.add("Retry-After", "1");
    return head;
}

Task<void> sendJson(Responder *responder, ResponseHead head, std::string text)
{
    head.headers.add("Content-Type", "application/json");
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    static_cast<void>(sent); // the client is gone: nobody to tell
}

Task<void> sendReply(Responder *responder, ResponseHead head, json::value id, Reply reply)
{
    if (reply.failure || !reply.raw) {
        std::string text = replyText(id, reply);
        co_await sendJson(responder, std::move(head), std::move(text));
        co_return;
    }
    const auto [before, after] = aroundRaw(id, reply);
    const std::array<std::string_view, 3> pieces{before, *reply.raw, after};
    const std::optional<std::uint64_t> length = before.size() + reply.raw->size() + after.size();
    head.headers.add("Content-Type", "application/json");
    Result<void> alive = co_await responder->begin(std::move(head), length);
    for (const std::string_view piece : pieces) {
        if (alive)
            alive = co_await responder->write(piece);
    }
    if (alive)
        alive = co_await responder->end();
}

Task<void> sendFailure(Responder *responder, std::string requestId, int status, json::value id, RpcFailure failure)
{
    ResponseHead head = mcpHead(status, requestId);
    std::string text = failureText(id, failure);
    co_await sendJson(responder, std::move(head), std::move(text));
}

Task<void> sendAccepted(Responder *responder, std::string requestId)
{
    ResponseHead head = mcpHead(202, requestId);
    std::string nothing;
    const Result<void> sent = co_await responder->send(std::move(head), std::move(nothing));
    static_cast<void>(sent);
}

bool acceptsEvents(const Headers &headers)
{
    const std::vector<std::string_view> all = headers.all("accept");
    return all.empty() || std::any_of(all.begin(), all.end(), [](std::string_view accept) {
               return accept.find("text/event-stream") != std::string_view::npos
                   || accept.find("*/*") != std::string_view::npos;
           });
}

} // namespace hub
