#include "core/mcp/mcp_server.h"

#include "core/base/encoding.h"
#include "core/mcp/answers.h"

namespace hub {
namespace {

constexpr std::size_t kLargestBody = 10 * 1024 * 1024;

struct Refusal {
    int status;
    RpcFailure failure;
};

//! What no message can come with; nothing when one may follow.
std::optional<Refusal> refusalOf(const RequestHead &head)
{
    const std::string_view type = head.headers.value("content-type");
    if (!iequals(trim(type.substr(0, type.find(';'))), "application/json"))
        return Refusal{415, {RpcCode::InvalidRequest, "Send application/json."}};
    return std::nullopt;
}

} // namespace

struct McpServer::State {
    explicit State(McpServices given)
        : services(std::move(given))
        , methods(&services)
        , runner(services.executor, &methods)
        , store(services.executor, services.clock, services.random)
        , feed(&services, &store)
        , parts{services.executor, &methods, &runner, &store, &feed, services.random, services.clock}
        , session(parts)
        , stateless(parts)
    {
    }
    Task<void> post(const McpRequest *request, BodyReader *body);

    McpServices services;
    McpMethods methods;
    CallRunner runner;
    SessionStore store;
    ChangeFeed feed;
    EndpointParts parts;
    SessionEndpoint session;
    StatelessEndpoint stateless;
};

McpServer::McpServer(McpServices services) : m_state(std::make_shared<State>(std::move(services)))
{
    const std::weak_ptr<State> weak = m_state;
    m_state->services.accounts->onChange([weak](const Account &account, bool) {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->methods.book().forget();
            state->feed.accountChanged(account);
        }
    });
    m_state->services.catalogue->onChange([weak] {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->methods.book().forget();
            state->feed.catalogueChanged();
        }
    });
    m_state->services.keys->onChange([weak](const KeyId &id) {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->methods.book().forget();
            state->feed.keyChanged(id);
        }
    });
}

McpServer::~McpServer() = default;

Task<void> McpServer::handle(std::shared_ptr<const Principal> principal, std::string account, std::string requestId,
                             const Request *request, Responder *responder)
{
    const std::shared_ptr<State> state = m_state;
    const Result<ToolView> view = toolViewOf(request->head.query(), *principal);
    if (!view) {
        RpcFailure failure{RpcCode::InvalidRequest, view.error().message};
        co_await sendFailure(responder, std::move(requestId), 400, nullptr, std::move(failure));
        co_return;
    }
    const McpRequest admitted{std::move(principal), std::move(account), std::move(requestId), *view,
                              &request->head,       responder};
    if (request->head.method == "GET")
        co_await state->session.listen(&admitted);
    else if (request->head.method == "DELETE")
        co_await state->session.end(&admitted);
    else
        co_await state->post(&admitted, request->body);
}

Task<void> McpServer::State::post(const McpRequest *request, BodyReader *body)
{
    std::string requestId = request->requestId;
    std::optional<Refusal> refused = refusalOf(*request->head);
    json::value message;
    if (!refused) {
        const Result<std::string> text = co_await readAll(body, kLargestBody);
        Result<json::value> read = text ? parseJson(*text) : Result<json::value>(text.error());
        if (read)
            message = std::move(*read);
        else
            refused = Refusal{text ? 400 : httpStatus(text.error().code), {RpcCode::ParseError, read.error().message}};
    }
    if (refused) {
        co_await sendFailure(request->responder, std::move(requestId), refused->status, nullptr,
                             std::move(refused->failure));
        co_return;
    }
    if (eraOf(request->head->headers, message) == Era::Stateless)
        co_await stateless.post(request, std::move(message));
    else
        co_await session.post(request, std::move(message));
}

void McpServer::add(std::unique_ptr<Supplement> supplement)
{
    m_state->methods.add(std::move(supplement));
}

void McpServer::listChanged(std::string_view what)
{
    m_state->methods.book().forget();
    m_state->feed.listChanged(what);
}

void McpServer::stop()
{
    m_state->feed.stop([this](const Listener &listener) { return m_state->stateless.lastMessage(listener); });
}

std::size_t McpServer::running() const
{
    return m_state->runner.running();
}

std::size_t McpServer::sessions() const
{
    return m_state->store.size();
}

std::size_t McpServer::listeners() const
{
    return m_state->feed.listeners();
}

} // namespace hub
