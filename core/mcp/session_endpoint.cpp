#include "core/mcp/session_endpoint.h"

#include "core/base/encoding.h"
#include "core/mcp/answers.h"

namespace hub {
namespace {

constexpr std::size_t kLargestBatch = 50;
constexpr std::size_t kStreamIdSize = 12;
constexpr std::size_t kMostRunning = 256; // calls of one session

RpcFailure invalid(std::string text)
{
    return {RpcCode::InvalidRequest, std::move(text)};
}

EventFormat formatFor(const Session &session)
{
    // older clients take an event without data for a broken message
    const bool resumes = session.version == kNewestSessionVersion;
    EventFormat format;
    format.withIds = true;
    format.primed = resumes;
    return format;
}

void keepAsItIs(const McpCall &, Reply &)
{
}

} // namespace

std::shared_ptr<McpCall> makeCall(const McpRequest &request, Era era, RpcMessage message)
{
    auto call = std::make_shared<McpCall>();
    call->principal = request.principal;
    call->account = request.account;
    call->requestId = request.requestId;
    call->view = request.view;
    call->era = era;
    call->message = std::move(message);
    call->quiet = !acceptsEvents(request.head->headers);
    return call;
}

std::function<std::optional<std::chrono::milliseconds>()> timeLeft(const Clock *clock,
                                                                   std::shared_ptr<const Principal> principal)
{
    return [clock, principal = std::move(principal)]() -> std::optional<std::chrono::milliseconds> {
        if (!principal->expires)
            return std::nullopt;
        return std::chrono::ceil<std::chrono::milliseconds>(*principal->expires - clock->now());
    };
}

Result<std::shared_ptr<Session>> SessionEndpoint::sessionOf(const McpRequest *request, Refusal *why)
{
    const std::string_view id = request->header("mcp-session-id");
    const std::string_view version = request->header("mcp-protocol-version");
    *why = {400, {}};
    if (id.empty())
        why->message = "Send initialize first, then its Mcp-Session-Id with each request.";
    else if (!version.empty() && !isSessionVersion(version))
        why->message = "This protocol version is not served.";
    if (!why->message.empty())
        return Error{ErrorCode::InvalidRequest, why->message};
    std::shared_ptr<Session> session = m_parts.sessions->find(id, request->principal);
    if (session)
        return session;
    *why = {404, "This session has ended. Send initialize again."};
    return Error{ErrorCode::NotFound, why->message};
}

Task<void> SessionEndpoint::post(const McpRequest *request, json::value message)
{
    Result<RpcMessage> read = message.is_array() ? Result<RpcMessage>(RpcMessage()) : readRpc(message);
    std::string requestId = request->requestId;
    if (!read) {
        RpcFailure failure = invalid(read.error().message);
        co_await sendFailure(request->responder, std::move(requestId), 400, nullptr, std::move(failure));
        co_return;
    }
    RpcMessage single = std::move(*read);
    if (single.method == "initialize" && single.isRequest) {
        co_await initialize(request, std::move(single));
        co_return;
    }
    Refusal why;
    const Result<std::shared_ptr<Session>> session = sessionOf(request, &why);
    if (!session) {
        RpcFailure failure = invalid(why.message);
        co_await sendFailure(request->responder, std::move(requestId), why.status, single.id, std::move(failure));
        co_return;
    }
    if (message.is_array()) {
        json::array messages = std::move(message.get_array());
        co_await batch(request, *session, std::move(messages));
        co_return;
    }
    co_await one(request, *session, std::move(single));
}

Task<void> SessionEndpoint::initialize(const McpRequest *request, RpcMessage message)
{
    std::string requestId = request->requestId;
    const Result<std::shared_ptr<Session>> made = m_parts.sessions->create(request->principal);
    if (!made) {
        RpcFailure failure{RpcCode::Internal, made.error().message};
        co_await sendFailure(request->responder, std::move(requestId), 503, message.id, std::move(failure));
        co_return;
    }
    Session &session = **made;
    const std::string wanted = stringOf(message.params, "protocolVersion");
    session.version = isSessionVersion(wanted) ? wanted : std::string(kNewestSessionVersion);
    if (const json::value *given = message.params.if_contains("capabilities"); given != nullptr && given->is_object())
        session.capabilities = given->get_object();
    const json::value id = message.id;
    const std::shared_ptr<McpCall> call = makeCall(*request, Era::Session, std::move(message));
    const Reply reply(json::object{{"protocolVersion", session.version},
                                   {"capabilities", McpMethods::capabilities()},
                                   {"serverInfo", m_parts.methods->serverInfo()},
                                   {"instructions", m_parts.methods->instructions(*call)}});
    ResponseHead head = mcpHead(200, request->requestId);
    head.headers.add("Mcp-Session-Id", session.id);
    std::string text = replyText(id, reply);
    co_await sendJson(request->responder, std::move(head), std::move(text));
}

void SessionEndpoint::enter(McpCall &call, const std::shared_ptr<Session> &session)
{
    call.session = session;
    call.capabilities = session->capabilities;
    call.logLevel = session->logLevel;
    call.stream = session->newStream(randomBase62(*m_parts.random, kStreamIdSize));
}

Task<void> SessionEndpoint::one(const McpRequest *request, std::shared_ptr<Session> session, RpcMessage message)
{
    std::string requestId = request->requestId;
    if (!message.isRequest) {
        note(*session, message);
        co_await sendAccepted(request->responder, std::move(requestId));
        co_return;
    }
    const std::shared_ptr<McpCall> call = makeCall(*request, Era::Session, std::move(message));
    std::optional<Reply> now = answerNow(*session, call->message);
    if (!now)
        now = m_parts.methods->answerNow(*call);
    if (!now && session->running.size() >= kMostRunning)
        now = RpcFailure{RpcCode::Internal, "Too many calls of this session are under way."};
    if (now) {
        ResponseHead head = mcpHead(200, requestId);
        json::value id = call->message.id;
        co_await sendReply(request->responder, std::move(head), std::move(id), std::move(*now));
        co_return;
    }
    enter(*call, session);
    m_parts.runner->start(call, &keepAsItIs);
    EventFormat format = formatFor(*session);
    co_await m_parts.runner->deliver(request->responder, call, format);
}

Task<void> SessionEndpoint::batch(const McpRequest *request, std::shared_ptr<Session> session, json::array messages)
{
    std::string requestId = request->requestId;
    if (session->version != kBatchVersion || messages.empty() || messages.size() > kLargestBatch) {
        RpcFailure failure = invalid("Batches are served under version 2025-03-26 only, up to 50 messages.");
        co_await sendFailure(request->responder, std::move(requestId), 400, nullptr, std::move(failure));
        co_return;
    }
    std::string answers;
    for (const json::value &item : messages) {
        Result<RpcMessage> read = readRpc(item);
        const json::value id = read ? read->id : json::value(nullptr);
        if (read && !read->isRequest) {
            note(*session, *read);
            continue;
        }
        std::optional<Reply> reply = read ? answerNow(*session, *read)
                                          : std::optional<Reply>(invalid(read.error().message));
        if (!reply && read->method == "initialize")
            reply = invalid("initialize comes alone.");
        if (!reply) {
            RpcMessage message = std::move(*read);
            const std::shared_ptr<McpCall> call = makeCall(*request, Era::Session, std::move(message));
            enter(*call, session);
            call->quiet = true;
            reply = co_await m_parts.runner->answer(call);
            session->forgetStream(call->stream->id());
        }
        answers += (answers.empty() ? "" : ",") + replyText(id, *reply);
    }
    if (answers.empty()) {
        co_await sendAccepted(request->responder, std::move(requestId));
        co_return;
    }
    ResponseHead head = mcpHead(200, requestId);
    std::string text = '[' + answers + ']';
    co_await sendJson(request->responder, std::move(head), std::move(text));
}

std::optional<Reply> SessionEndpoint::answerNow(Session &session, const RpcMessage &message)
{
    const std::string uri = stringOf(message.params, "uri");
    if (message.method == "ping")
        return Reply(json::object());
    if (message.method == "logging/setLevel") {
        const std::string level = stringOf(message.params, "level");
        if (!isLogLevel(level))
            return Reply(RpcFailure{RpcCode::InvalidParams, "There is no such level."});
        session.logLevel = level;
        return Reply(json::object());
    }
    if (message.method == "resources/subscribe" || message.method == "resources/unsubscribe") {
        if (uri.empty() || uri.size() > 2048 || session.subscriptions.size() >= 256)
            return Reply(RpcFailure{RpcCode::InvalidParams, "That can't be subscribed to."});
        if (message.method == "resources/subscribe")
            session.subscriptions.insert(uri);
        else
            session.subscriptions.erase(uri);
        return Reply(json::object());
    }
    if (McpMethods::knows(message.method) || message.method == "initialize")
        return std::nullopt;
    return Reply(RpcFailure{RpcCode::MethodNotFound,
                            "There is no method \"" + message.method.substr(0, 100) + "\" here."});
}

//! A notification, or an answer to a question of the hub's.
void SessionEndpoint::note(Session &session, const RpcMessage &message)
{
    if (message.method.empty()) {
        session.answered(message);
        return;
    }
    const json::value *id = message.params.if_contains("requestId");
    if (message.method != "notifications/cancelled" || id == nullptr)
        return;
    const auto found = session.running.find(json::serialize(*id));
    if (found == session.running.end())
        return;
    const std::shared_ptr<McpCall> call = found->second;
    call->stop();
}

Task<void> SessionEndpoint::listen(const McpRequest *request)
{
    std::string requestId = request->requestId;
    Refusal why;
    const Result<std::shared_ptr<Session>> session = sessionOf(request, &why);
    const std::string_view last = trim(request->header("last-event-id"));
    const std::optional<EventPlace> place = placeOf(std::string(last));
    std::shared_ptr<MessageStream> stream;
    if (session)
        stream = last.empty() ? (*session)->unsolicited : place ? (*session)->findStream(place->stream) : nullptr;
    if (session && (!stream || (place && !stream->ring().reachesBackTo(place->number))))
        why = {400, "What followed that event is not kept any more."};
    if (!why.message.empty()) {
        const int status = request->header("mcp-session-id").empty() ? 405 : why.status;
        RpcFailure failure = invalid(why.message);
        co_await sendFailure(request->responder, std::move(requestId), status, nullptr, std::move(failure));
        co_return;
    }
    EventFormat format = formatFor(**session);
    format.after = place ? place->number : stream->sent();
    format.left = timeLeft(m_parts.clock, request->principal);
    const std::shared_ptr<Presence> presence = watchClient(request->responder, stream);
    ResponseHead head = mcpHead(200, request->requestId);
    co_await sendEvents(request->responder, stream, std::move(head), format, presence);
}

Task<void> SessionEndpoint::end(const McpRequest *request)
{
    std::string requestId = request->requestId;
    Refusal why;
    const Result<std::shared_ptr<Session>> session = sessionOf(request, &why);
    if (!session) {
        const int status = request->header("mcp-session-id").empty() ? 405 : why.status;
        RpcFailure failure = invalid(why.message);
        co_await sendFailure(request->responder, std::move(requestId), status, nullptr, std::move(failure));
        co_return;
    }
    m_parts.sessions->end(*session);
    ResponseHead head = mcpHead(204, requestId);
    std::string nothing;
    const Result<void> sent = co_await request->responder->send(std::move(head), std::move(nothing));
    static_cast<void>(sent);
}

} // namespace hub
