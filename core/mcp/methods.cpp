#include "core/mcp/methods.h"

#include "core/mcp/tools.h"

#include <array>

namespace hub {
namespace {

constexpr std::array<std::string_view, 8> kMethods{"tools/list",     "tools/call",         "prompts/list",
                                                   "prompts/get",    "resources/list",     "resources/templates/list",
                                                   "resources/read", "completion/complete"};

void append(json::array &all, json::array more)
{
    for (json::value &one : more)
        all.push_back(std::move(one));
}

} // namespace

McpMethods::McpMethods(const McpServices *services)
    : m_services(services)
    , m_book(services->actions)
    , m_signIn(services->random, services->clock, services->wait)
    , m_calls(services, &m_book, &m_signIn)
    , m_library(services)
{
}

void McpMethods::add(std::unique_ptr<Supplement> supplement)
{
    m_supplement = std::move(supplement);
    m_book.add(m_supplement.get());
}

bool McpMethods::knows(std::string_view method)
{
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

Task<Reply> McpMethods::answer(std::shared_ptr<McpCall> call)
{
    std::optional<Reply> now = answerNow(*call);
    if (now)
        co_return std::move(*now);
    if (isSupplements(*call))
        co_return co_await m_supplement->answer(call);
    co_return co_await m_calls.call(call);
}

bool McpMethods::isSupplements(const McpCall &call) const
{
    const std::string &method = call.message.method;
    return m_supplement != nullptr
        && m_supplement->has(method, stringOf(call.params(), method == "resources/read" ? "uri" : "name"));
}

std::optional<Reply> McpMethods::answerNow(const McpCall &call)
{
    const std::string &method = call.message.method;
    if (method == "tools/call" || isSupplements(call))
        return std::nullopt;
    if (method == "prompts/get")
        return m_library.prompt(call);
    if (method == "resources/read")
        return m_library.read(call);
    if (method == "completion/complete")
        return m_library.complete(call);
    return list(call);
}

Reply McpMethods::list(const McpCall &call)
{
    const std::string &method = call.message.method;
    if (method == "tools/list") {
        const Result<std::shared_ptr<const std::string>> tools = m_book.listed(call);
        if (!tools)
            return RpcFailure{
                RpcCode::InvalidParams, tools.error().message, {{"choices", json::value_from(tools.error().choices)}}};
        Reply reply;
        reply.rawName = "tools";
        reply.raw = *tools;
        return reply;
    }
    const Supplement *more = m_supplement.get();
    if (method == "prompts/list") {
        json::array prompts = Library::prompts();
        append(prompts, more != nullptr ? more->prompts() : json::array());
        return json::object{{"prompts", std::move(prompts)}};
    }
    if (method == "resources/list") {
        json::array resources = Library::resources();
        append(resources, more != nullptr ? more->resources() : json::array());
        return json::object{{"resources", std::move(resources)}};
    }
    if (method == "resources/templates/list") {
        json::array templates = Library::templates();
        append(templates, more != nullptr ? more->templates() : json::array());
        return json::object{{"resourceTemplates", std::move(templates)}};
    }
    return RpcFailure{RpcCode::MethodNotFound, "There is no method \"" + method.substr(0, 100) + "\" here."};
}

json::object McpMethods::serverInfo() const
{
    return {{"name", "connect-hub"}, {"title", "Connect Hub"}, {"version", m_services->version}};
}

json::object McpMethods::capabilities()
{
    return {{"tools", {{"listChanged", true}}},
            {"prompts", {{"listChanged", true}}},
            {"resources", {{"subscribe", true}, {"listChanged", true}}},
            {"completions", json::object()},
            {"logging", json::object()}};
}

std::string McpMethods::instructions(const McpCall &call) const
{
    const Result<std::vector<CallableConnector>> rows = m_book.callable(call);
    return instructionsFor(rows ? *rows : std::vector<CallableConnector>());
}

} // namespace hub
