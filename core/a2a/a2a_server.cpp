#include "core/a2a/a2a_server.h"

#include "core/a2a/card.h"
#include "core/a2a/request.h"
#include "core/base/encoding.h"

namespace hub::a2a {
namespace {

constexpr std::size_t kLargestMessage = 4 * 1024 * 1024;

struct Method {
    std::string_view v1, v03;
    Operation operation;
};

constexpr Method kMethods[] = {
    {"SendMessage", "message/send", Operation::Send},
    {"SendStreamingMessage", "message/stream", Operation::Stream},
    {"GetTask", "tasks/get", Operation::Get},
    {"ListTasks", "", Operation::List},
    {"CancelTask", "tasks/cancel", Operation::Cancel},
    {"SubscribeToTask", "tasks/resubscribe", Operation::Subscribe},
    {"CreateTaskPushNotificationConfig", "tasks/pushNotificationConfig/set", Operation::Push},
    {"GetTaskPushNotificationConfig", "tasks/pushNotificationConfig/get", Operation::Push},
    {"ListTaskPushNotificationConfigs", "tasks/pushNotificationConfig/list", Operation::Push},
    {"DeleteTaskPushNotificationConfig", "tasks/pushNotificationConfig/delete", Operation::Push},
    {"GetExtendedAgentCard", "agent/getAuthenticatedExtendedCard", Operation::ExtendedCard},
};

struct Meant {
    Operation operation;
    Dialect dialect;
};

//! Without a version the method's name tells it.
std::optional<Meant> meantBy(const std::string &method, std::optional<Dialect> version)
{
    for (const Method &row : kMethods) {
        if (row.v1 == method && version.value_or(Dialect::V1) == Dialect::V1)
            return Meant{row.operation, Dialect::V1};
        if (row.v03 == method && version.value_or(Dialect::V03) == Dialect::V03)
            return Meant{row.operation, Dialect::V03};
    }
    return std::nullopt;
}

Failure wrongVersion(const Error &error)
{
    return {Code::VersionNotSupported, error.message, {{"supportedVersions", "1.0, 0.3"}}};
}

bool isJson(const Headers &headers)
{
    const std::string_view type = headers.value("content-type");
    const std::string media = toLower(trim(type.substr(0, type.find(';'))));
    return media == "application/json" || media == "application/a2a+json";
}

std::string extensionHeader(const Headers &asked)
{
    for (const char *name : {"A2A-Extensions", "X-A2A-Extensions"}) {
        if (asked.value(name).find(kActionExtension) != std::string_view::npos)
            return name;
    }
    return {};
}

//! JSON-RPC answers 200, but to what is no request of its own.
int statusOf(const Failure &failure, const Binding &binding)
{
    if (failure.httpStatus != 0)
        return failure.httpStatus;
    const bool isNone = failure.code == Code::ParseError || failure.code == Code::InvalidRequest
        || failure.code == Code::VersionNotSupported;
    return binding.isRpc && !isNone ? 200 : httpStatusOf(failure.code);
}

//! In the form of the binding.
Task<void> answerReply(Responder *responder, const std::string *requestId, const Binding *binding, const Reply *reply)
{
    const auto *failure = std::get_if<Failure>(reply);
    ResponseHead head = answerHead(failure == nullptr ? 200 : statusOf(*failure, *binding), *requestId);
    if (!binding->extension.empty())
        head.headers.add(binding->extension, std::string(kActionExtension));
    json::object body;
    if (binding->isRpc)
        body = rpcAnswer(binding->id, *reply);
    else if (failure != nullptr)
        body = binding->dialect == Dialect::V1 ? restErrorOf(*failure) : rpcErrorOf(*failure);
    else
        body = std::get<json::object>(*reply);
    std::string text = json::serialize(body);
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    static_cast<void>(sent); // the client is gone: nobody to tell
}

//! One event of a stream, as the binding writes it.
std::string eventText(const Event &event, const Binding &binding)
{
    json::object body = writeEvent(event, binding.dialect);
    if (binding.isRpc)
        body = rpcAnswer(binding.id, Reply(std::move(body)));
    return "data: " + json::serialize(body) + "\n\n";
}

} // namespace

A2aServer::A2aServer(boost::asio::any_io_executor executor, AgentParts parts, Random *random, std::string version,
                     std::chrono::milliseconds keepAlive)
    : m_keepAlive(keepAlive), m_operations(std::move(executor), std::move(parts), random, std::move(version))
{
}

Task<void> A2aServer::publicCard(std::string requestId, const Request *request, Responder *responder)
{
    const Headers &asked = request->head.headers;
    const Result<std::optional<Dialect>> version = versionOf(asked);
    std::string text = json::serialize(m_operations.publicCard(version && *version == Dialect::V1));
    const std::string tag = '"' + hex(sha256(text)).substr(0, 32) + '"';
    const bool isKnown = asked.value("if-none-match") == tag;
    ResponseHead head = answerHead(isKnown ? 304 : 200, requestId);
    head.headers.set("Cache-Control", "public, max-age=60");
    head.headers.add("ETag", tag);
    head.headers.add("Vary", "A2A-Version");
    if (isKnown)
        text.clear();
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    static_cast<void>(sent); // the client is gone: nobody to tell
}

struct A2aServer::Asked {
    Operation operation = Operation::Get;
    json::object params;
};

//! \errors UnsupportedMediaType, TooLarge
Task<Result<std::string>> A2aServer::readBody(const Request *request)
{
    if (!isJson(request->head.headers))
        co_return Error{ErrorCode::UnsupportedMediaType, "Send application/json."};
    co_return co_await readAll(request->body, kLargestMessage);
}

Task<std::variant<A2aServer::Asked, Failure>> A2aServer::readRpc(const Request *request, Binding *binding)
{
    const Result<std::string> text = co_await readBody(request);
    if (!text)
        co_return Failure{Code::InvalidRequest, text.error().message, {}, httpStatus(text.error().code)};
    const Result<json::value> message = parseJson(*text);
    if (!message)
        co_return Failure{Code::ParseError, message.error().message};
    std::variant<RpcCall, Failure> read = readRpcCall(*message);
    if (const auto *failure = std::get_if<Failure>(&read))
        co_return *failure;
    RpcCall &call = std::get<RpcCall>(read);
    binding->id = std::move(call.id);
    const Result<std::optional<Dialect>> version = versionOf(request->head.headers);
    if (!version)
        co_return wrongVersion(version.error());
    const std::optional<Meant> meant = meantBy(call.method, *version);
    if (!meant)
        co_return Failure{Code::MethodNotFound, "There is no method \"" + call.method.substr(0, 100) + "\" here."};
    binding->dialect = meant->dialect;
    co_return Asked{meant->operation, std::move(call.params)};
}

Task<void> A2aServer::rpc(Caller caller, const Request *request, Responder *responder)
{
    Binding binding{Dialect::V1, true, nullptr, extensionHeader(request->head.headers)};
    std::variant<Asked, Failure> read = co_await readRpc(request, &binding);
    if (auto *asked = std::get_if<Asked>(&read)) {
        co_await serve(&caller, asked->operation, std::move(asked->params), &binding, responder);
        co_return;
    }
    const Reply reply = std::get<Failure>(read);
    co_await answerReply(responder, &caller.requestId, &binding, &reply);
}

Task<void> A2aServer::rest(Caller caller, Operation operation, json::object params, const Request *request,
                           Responder *responder)
{
    const Result<std::optional<Dialect>> version = versionOf(request->head.headers);
    const bool isNew = version && *version == Dialect::V1;
    const Binding binding{isNew ? Dialect::V1 : Dialect::V03Rest, false, nullptr,
                          extensionHeader(request->head.headers)};
    std::optional<Failure> failure;
    if (!version) {
        failure = wrongVersion(version.error());
    } else if (operation == Operation::Send || operation == Operation::Stream) {
        const Result<std::string> text = co_await readBody(request);
        Result<json::object> body = text ? parseObject(*text) : Result<json::object>(text.error());
        if (body)
            params = std::move(*body);
        else
            failure = Failure{text ? Code::ParseError : Code::InvalidRequest,
                              body.error().message,
                              {},
                              text ? 0 : httpStatus(text.error().code)};
    }
    if (failure) {
        const Reply reply = *failure;
        co_await answerReply(responder, &caller.requestId, &binding, &reply);
        co_return;
    }
    co_await serve(&caller, operation, std::move(params), &binding, responder);
}

Task<void> A2aServer::serve(const Caller *caller, Operation operation, json::object params, const Binding *binding,
                            Responder *responder)
{
    m_operations.sweep();
    if (operation != Operation::Stream && operation != Operation::Subscribe) {
        const Reply reply = co_await m_operations.answer(caller, operation, &params, binding->dialect);
        co_await answerReply(responder, &caller->requestId, binding, &reply);
        co_return;
    }
    std::variant<std::shared_ptr<EventQueue>, Failure> opened = m_operations.open(*caller, operation, params,
                                                                                  binding->dialect);
    if (const auto *failure = std::get_if<Failure>(&opened)) {
        const Reply reply = *failure;
        co_await answerReply(responder, &caller->requestId, binding, &reply);
        co_return;
    }
    std::shared_ptr<EventQueue> queue = std::get<std::shared_ptr<EventQueue>>(std::move(opened));
    co_await stream(caller, std::move(queue), binding, responder);
}

Task<void> A2aServer::stream(const Caller *caller, std::shared_ptr<EventQueue> queue, const Binding *binding,
                             Responder *responder)
{
    ResponseHead head = answerHead(200, caller->requestId);
    head.headers.set("Content-Type", "text/event-stream");
    head.headers.add("X-Accel-Buffering", "no");
    if (!binding->extension.empty())
        head.headers.add(binding->extension, std::string(kActionExtension));
    responder->onGone([queue] { queue->close(); });
    Result<void> sent = co_await responder->begin(std::move(head), std::nullopt);
    while (sent) {
        const std::optional<Event> event = queue->take();
        if ((!event && queue->isClosed()) || !m_operations.admits(*caller))
            break;
        const std::string text = event ? eventText(*event, *binding) : ": still here\n\n";
        sent = co_await responder->write(text);
        if (!event || !sent)
            m_operations.sweep();
        if (sent)
            co_await queue->news(m_keepAlive);
    }
    if (sent)
        sent = co_await responder->end();
}

} // namespace hub::a2a
