#include "core/mcp/mcp_server.h"

#include "core/base/encoding.h"
#include "core/mcp/tools.h"

namespace hub {
namespace {

constexpr std::size_t kLargestBody = 10 * 1024 * 1024;
constexpr std::size_t kLargestBatch = 50;
constexpr std::size_t kResultLimit = 60'000; // some 15,000 tokens: past that, clients cut by themselves
constexpr std::string_view kNewest = "2025-11-25";
constexpr std::string_view kBatching = "2025-03-26"; // the one version with batches, and what a missing header means

bool isKnownVersion(std::string_view version)
{
    return version == kNewest || version == "2025-06-18" || version == kBatching;
}

Task<void> answer(Responder *responder, const std::string *requestId, int status, const json::value *body,
                  bool notAllowed)
{
    ResponseHead head{status,
                      {{"Cache-Control", "no-store"},
                       {"X-Content-Type-Options", "nosniff"},
                       {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
                       {"x-request-id", *requestId}}};
    if (!body->is_null())
        head.headers.add("Content-Type", "application/json");
    if (status >= 400) {
        const ErrorCode code = status == 413 ? ErrorCode::TooLarge
            : status == 415                  ? ErrorCode::UnsupportedMediaType
                                             : ErrorCode::InvalidRequest;
        head.headers.add("x-connect-hub-error", std::string(wireName(code)));
    }
    if (notAllowed)
        head.headers.add("Allow", "POST");
    std::string text = body->is_null() ? std::string() : json::serialize(*body);
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    static_cast<void>(sent); // the client is gone: nobody to tell
}

//! Tool names that share the provider with the one asked for.
std::string nearTools(const std::vector<CallableConnector> &callable, std::string_view wanted)
{
    std::string near;
    for (const CallableConnector &row : callable) {
        for (const Action *action : row.actions) {
            if (action->id.substr(0, action->id.find('_')) == wanted.substr(0, wanted.find('_')))
                near += (near.empty() ? "" : ", ") + action->id;
        }
    }
    return near;
}

struct HttpAnswer {
    int status = 200;
    json::value body;
};

//! What no message can come with; nothing when one may follow.
std::optional<HttpAnswer> refusalOf(const RequestHead &head, std::string_view version)
{
    const std::string_view type = head.headers.value("content-type");
    if (head.method != "POST")
        return HttpAnswer{405,
                          rpcError(nullptr, RpcCode::InvalidRequest,
                                   "Only POST is served: answers come with the request they belong to.")};
    if (!version.empty() && !isKnownVersion(version))
        return HttpAnswer{400, rpcError(nullptr, RpcCode::InvalidRequest, "This protocol version is not served.")};
    if (!iequals(trim(type.substr(0, type.find(';'))), "application/json"))
        return HttpAnswer{415, rpcError(nullptr, RpcCode::InvalidRequest, "Send application/json.")};
    return std::nullopt;
}

int statusOf(const json::value &answer)
{
    if (answer.is_null())
        return 202;
    const json::value *code = at(answer, "/error/code");
    return code != nullptr && *code == json::value(static_cast<int>(RpcCode::InvalidRequest)) ? 400 : 200;
}

} // namespace

McpServer::McpServer(ActionRunner *actions, ConnectService *connect, const Clock *clock, std::string version)
    : m_actions(actions), m_connect(connect), m_clock(clock), m_version(std::move(version))
{
}

Task<void> McpServer::handle(std::shared_ptr<const Principal> principal, std::string account, std::string requestId,
                             const Request *request, Responder *responder)
{
    const Caller caller{std::move(principal), std::move(account), std::move(requestId)};
    const RequestHead &head = request->head;
    const std::string version(head.headers.value("mcp-protocol-version"));
    std::optional<HttpAnswer> out = refusalOf(head, version);
    if (!out) {
        const Result<std::string> text = co_await readAll(request->body, kLargestBody);
        Result<json::value> message = text ? parseJson(*text) : Result<json::value>(text.error());
        if (message) {
            json::value parsed = std::move(*message);
            json::value body = co_await answerTo(&caller, std::move(parsed), version);
            const int status = statusOf(body);
            out = HttpAnswer{status, std::move(body)};
        } else {
            const int status = text ? 400 : httpStatus(text.error().code);
            out = HttpAnswer{status, rpcError(nullptr, RpcCode::ParseError, message.error().message)};
        }
    }
    co_await answer(responder, &caller.requestId, out->status, &out->body, head.method != "POST");
}

//! Null when there is nothing to answer: notifications, and answers to what was never asked.
Task<json::value> McpServer::answerTo(const Caller *caller, json::value message, std::string version)
{
    if (!message.is_array()) {
        Result<RpcMessage> read = readRpc(message);
        if (!read)
            co_return rpcError(nullptr, RpcCode::InvalidRequest, read.error().message);
        if (!read->isRequest)
            co_return nullptr;
        RpcMessage one = std::move(*read);
        co_return co_await answerOne(caller, std::move(one));
    }
    const json::array &batch = message.get_array();
    const bool allowed = (version.empty() || version == kBatching) && !batch.empty() && batch.size() <= kLargestBatch;
    if (!allowed)
        co_return rpcError(nullptr, RpcCode::InvalidRequest,
                           "Batches are served under version 2025-03-26 only, up to 50 messages.");
    json::array answers;
    for (const json::value &item : batch) {
        Result<RpcMessage> read = readRpc(item);
        if (!read) {
            answers.push_back(rpcError(nullptr, RpcCode::InvalidRequest, read.error().message));
        } else if (read->isRequest) {
            RpcMessage one = std::move(*read);
            answers.push_back(co_await answerOne(caller, std::move(one)));
        }
    }
    co_return answers.empty() ? json::value(nullptr) : json::value(std::move(answers));
}

Task<json::object> McpServer::answerOne(const Caller *caller, RpcMessage message)
{
    const json::value id = message.id;
    if (message.method == "ping")
        co_return rpcResult(id, json::object());
    if (message.method == "initialize")
        co_return rpcResult(id, initialize(*caller, message.params));
    if (message.method == "tools/list") {
        const Result<std::vector<CallableConnector>> rows = callable(*caller);
        if (!rows)
            co_return rpcError(id, RpcCode::InvalidParams, rows.error().message);
        co_return rpcResult(id, {{"tools", toolsOf(*rows, !caller->account.empty())}});
    }
    if (message.method == "tools/call")
        co_return co_await callTool(caller, std::move(message));
    co_return rpcError(id, RpcCode::MethodNotFound,
                       "There is no method \"" + message.method.substr(0, 100) + "\" here.");
}

json::object McpServer::initialize(const Caller &caller, const json::object &params) const
{
    const std::string wanted = stringOf(params, "protocolVersion");
    const Result<std::vector<CallableConnector>> rows = callable(caller);
    return {{"protocolVersion", isKnownVersion(wanted) ? wanted : std::string(kNewest)},
            {"capabilities", {{"tools", json::object()}}},
            {"serverInfo", {{"name", "connect-hub"}, {"title", "Connect Hub"}, {"version", m_version}}},
            {"instructions", instructionsFor(rows ? *rows : std::vector<CallableConnector>())}};
}

//! All that the caller may use; with an account named, that one's only.
Result<std::vector<CallableConnector>> McpServer::callable(const Caller &caller) const
{
    std::vector<CallableConnector> rows = m_actions->callable(*caller.principal);
    if (caller.account.empty())
        return rows;
    const Result<Account> account = m_actions->resolve(*caller.principal, caller.account);
    if (!account)
        return account.error();
    std::erase_if(rows, [&](const CallableConnector &row) { return row.connector->key != account->connector; });
    return rows;
}

Task<json::object> McpServer::callTool(const Caller *caller, RpcMessage message)
{
    const json::value id = message.id;
    const std::string name = stringOf(message.params, "name");
    json::object arguments;
    if (const json::value *given = message.params.if_contains("arguments"); given != nullptr && given->is_object())
        arguments = given->get_object();
    else if (given != nullptr && !given->is_null())
        co_return rpcError(id, RpcCode::InvalidParams, "arguments is an object.");
    const std::vector<CallableConnector> rows = m_actions->callable(*caller->principal);
    const Action *action = nullptr;
    for (const CallableConnector &row : rows) {
        for (const Action *each : row.actions)
            action = each->id == name ? each : action;
    }
    if (action == nullptr) {
        const std::string near = nearTools(rows, name);
        co_return rpcError(id, RpcCode::InvalidParams,
                           "Unknown tool: " + name.substr(0, 100) + (near.empty() ? "" : ". There are: " + near));
    }
    ActionCall call{caller->principal, caller->requestId, "mcp", name, caller->account, {}};
    if (call.account.empty())
        call.account = stringOf(arguments, "account");
    arguments.erase("account");
    Result<ActionArguments> read = argumentsFrom(*action, arguments);
    if (!read)
        co_return rpcResult(id, toolFailure(read.error()));
    call.arguments = std::move(*read);
    call.resultLimit = kResultLimit;
    const Result<ActionOutcome> outcome = co_await m_actions->run(std::move(call));
    if (outcome)
        co_return rpcResult(id, toolResult(*outcome));
    co_return rpcResult(id, failure(name.substr(0, name.find('_')), outcome.error()));
}

json::object McpServer::failure(const std::string &provider, const Error &error) const
{
    if (error.authLinkUrl.empty())
        return toolFailure(error);
    WallTime expires = m_clock->now();
    for (const AuthLink &link : m_connect->links()) {
        if (link.state == AuthLink::State::Open && link.expires > expires && link.wish.connector == provider)
            expires = link.expires;
    }
    return notConnected(provider, error.authLinkUrl, toRfc3339(expires), error);
}

} // namespace hub
