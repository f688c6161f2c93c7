#include "core/mcp/stateless_endpoint.h"

#include "core/mcp/answers.h"

namespace hub {
namespace {

constexpr int kListLife = 30'000; // ms that a client may keep a list; it is told of changes where it listens

bool isCacheable(const std::string &method)
{
    return method.ends_with("/list") || method == "resources/read" || method == "server/discover";
}

bool flag(const json::object &filter, const char *name)
{
    const json::value *value = filter.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

//! \return the listener with what it asked for, and in `honoured` the same as the client reads it
std::shared_ptr<Listener> listenerFor(const McpCall &call, json::object &honoured)
{
    auto listener = std::make_shared<Listener>();
    listener->principal = call.principal;
    listener->id = call.message.id;
    listener->stream = call.stream;
    const json::value *filter = call.params().if_contains("notifications");
    const json::object wanted = filter != nullptr && filter->is_object() ? filter->get_object() : json::object();
    listener->tools = flag(wanted, "toolsListChanged");
    listener->prompts = flag(wanted, "promptsListChanged");
    listener->resources = flag(wanted, "resourcesListChanged");
    for (const char *name : {"toolsListChanged", "promptsListChanged", "resourcesListChanged"}) {
        if (flag(wanted, name))
            honoured[name] = true;
    }
    if (const json::value *uris = wanted.if_contains("resourceSubscriptions"); uris != nullptr && uris->is_array()) {
        for (const json::value &uri : uris->get_array()) {
            if (uri.is_string() && listener->uris.size() < 256)
                listener->uris.insert(textOf(uri));
        }
        honoured["resourceSubscriptions"] = json::value_from(listener->uris);
    }
    return listener;
}

} // namespace

Task<void> StatelessEndpoint::post(const McpRequest *request, json::value message)
{
    std::string requestId = request->requestId;
    Result<RpcMessage> read = readRpc(message);
    if (!read) {
        RpcFailure failure{RpcCode::InvalidRequest, read.error().message};
        co_await sendFailure(request->responder, std::move(requestId), 400, nullptr, std::move(failure));
        co_return;
    }
    if (!read->isRequest) {
        co_await sendAccepted(request->responder, std::move(requestId));
        co_return;
    }
    const json::value id = read->id;
    const std::string method = read->method;
    std::optional<RpcFailure> refused = judgeStateless(request->head->headers, *read);
    if (!refused && method == "tools/call")
        refused = judgeTool(*request, *read);
    if (refused) {
        co_await sendFailure(request->responder, std::move(requestId), 400, id, std::move(*refused));
        co_return;
    }
    if (!McpMethods::knows(method) && method != "server/discover" && method != "subscriptions/listen") {
        RpcFailure failure{RpcCode::MethodNotFound, "There is no method \"" + method.substr(0, 100) + "\" here."};
        co_await sendFailure(request->responder, std::move(requestId), 404, id, std::move(failure));
        co_return;
    }
    const std::shared_ptr<McpCall> call = makeCall(*request, Era::Stateless, std::move(*read));
    const json::object meta = metaOf(call->params());
    call->capabilities = meta.at(kMetaCapabilities).get_object();
    if (const std::string level = stringOf(meta, kMetaLogLevel); isLogLevel(level))
        call->logLevel = level;
    call->stream = std::make_shared<MessageStream>(m_parts.executor, "");
    co_await answer(request, call);
}

Task<void> StatelessEndpoint::answer(const McpRequest *request, std::shared_ptr<McpCall> call)
{
    if (call->message.method == "subscriptions/listen") {
        co_await listen(request, call);
        co_return;
    }
    if (call->message.method == "server/discover") {
        Reply reply(json::object{{"supportedVersions", json::array{json::string(kStatelessVersion)}},
                                 {"capabilities", McpMethods::capabilities()},
                                 {"instructions", m_parts.methods->instructions(*call)}});
        dress(call->message.method, reply);
        ResponseHead head = mcpHead(200, call->requestId);
        std::string text = replyText(call->message.id, reply);
        co_await sendJson(request->responder, std::move(head), std::move(text));
        co_return;
    }
    std::optional<Reply> now = m_parts.methods->answerNow(*call);
    if (now) {
        dress(call->message.method, *now);
        ResponseHead head = mcpHead(now->failure ? statelessStatus(now->failure->code) : 200, call->requestId);
        json::value id = call->message.id;
        co_await sendReply(request->responder, std::move(head), std::move(id), std::move(*now));
        co_return;
    }
    CallRunner::Dress dressed = [this](const McpCall &one, Reply &reply) { dress(one.message.method, reply); };
    m_parts.runner->start(call, std::move(dressed));
    EventFormat format;
    co_await m_parts.runner->deliver(request->responder, call, format);
}

Task<void> StatelessEndpoint::listen(const McpRequest *request, std::shared_ptr<McpCall> call)
{
    json::object honoured;
    const std::shared_ptr<Listener> listener = listenerFor(*call, honoured);
    if (!m_parts.feed->add(listener)) {
        std::string requestId = call->requestId;
        RpcFailure failure{RpcCode::Internal, "This key has as many streams as it may."};
        co_await sendFailure(request->responder, std::move(requestId), 503, call->message.id, std::move(failure));
        co_return;
    }
    call->stream->push(listenerMessage(*listener, "notifications/subscriptions/acknowledged",
                                       {{"notifications", honoured}}));
    const std::shared_ptr<Presence> presence = watchClient(request->responder, call->stream);
    ResponseHead head = mcpHead(200, call->requestId);
    EventFormat format;
    format.left = timeLeft(m_parts.clock, call->principal);
    co_await sendEvents(request->responder, call->stream, std::move(head), format, presence);
    m_parts.feed->remove(listener);
}

std::string StatelessEndpoint::lastMessage(const Listener &listener) const
{
    Reply reply(json::object{{"_meta", {{kMetaSubscription, listener.id}}}});
    dress("subscriptions/listen", reply);
    return replyText(listener.id, reply);
}

std::optional<RpcFailure> StatelessEndpoint::judgeTool(const McpRequest &request, const RpcMessage &message) const
{
    const Supplement *supplement = m_parts.methods->supplement();
    const std::string name = stringOf(message.params, "name");
    const json::value *arguments = message.params.if_contains("arguments");
    if (supplement == nullptr || arguments == nullptr || !arguments->is_object())
        return std::nullopt;
    for (const json::value &tool : supplement->tools()) {
        if (stringOf(tool.get_object(), "name") == name)
            return judgeParamHeaders(request.head->headers, tool.at("inputSchema").get_object(),
                                     arguments->get_object());
    }
    return std::nullopt;
}

void StatelessEndpoint::dress(const std::string &method, Reply &reply) const
{
    if (reply.failure)
        return;
    if (!reply.result.contains("resultType"))
        reply.result["resultType"] = "complete";
    json::value &meta = reply.result["_meta"];
    if (!meta.is_object())
        meta = json::object();
    meta.get_object()[kMetaServer] = m_parts.methods->serverInfo();
    if (!isCacheable(method) || reply.result["resultType"] != json::value("complete"))
        return;
    reply.result["ttlMs"] = method == "resources/read" ? 0 : kListLife;
    reply.result["cacheScope"] = "private";
}

} // namespace hub
