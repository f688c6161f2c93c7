#include "core/mcp/tool_book.h"

#include "core/mcp/meta_tools.h"
#include "core/mcp/tools.h"

namespace hub {
namespace {

constexpr std::size_t kMostPages = 64;

std::string keyOf(const McpCall &call)
{
    return holderOf(*call.principal) + '|' + call.account + '|' + (call.view.searchExecute ? 's' : 'i')
        + std::to_string(static_cast<int>(call.view.style));
}

} // namespace

Result<std::vector<CallableConnector>> ToolBook::callable(const McpCall &call) const
{
    std::vector<CallableConnector> rows = m_actions->callable(*call.principal);
    if (call.account.empty())
        return rows;
    const Result<Account> account = m_actions->resolve(*call.principal, call.account);
    if (!account)
        return account.error();
    std::erase_if(rows, [&](const CallableConnector &row) { return row.connector->key != account->connector; });
    return rows;
}

Result<std::shared_ptr<const std::string>> ToolBook::listed(const McpCall &call)
{
    const std::string key = keyOf(call);
    const auto known = m_pages.find(key);
    if (known != m_pages.end() && known->second.principal.lock() == call.principal)
        return known->second.text;
    const Result<std::vector<CallableConnector>> rows = callable(call);
    if (!rows)
        return rows.error();
    json::array tools = call.view.searchExecute ? metaTools(*rows)
                                                : toolsOf(*rows, !call.account.empty(), call.view.style);
    if (m_supplement != nullptr) {
        for (json::value &tool : m_supplement->tools())
            tools.push_back(std::move(tool));
    }
    if (m_pages.size() >= kMostPages)
        m_pages.clear();
    auto text = std::make_shared<const std::string>(json::serialize(tools));
    m_pages[key] = {call.principal, text};
    return text;
}

std::pair<const CallableConnector *, const Action *> findTool(const std::vector<CallableConnector> &rows,
                                                              std::string_view name)
{
    for (const CallableConnector &row : rows) {
        for (const Action *action : row.actions) {
            if (action->id == name)
                return {&row, action};
        }
    }
    return {nullptr, nullptr};
}

RpcFailure unknownTool(const std::vector<CallableConnector> &rows, const std::string &name)
{
    std::string near;
    for (const std::string &each : nearActions(rows, name))
        near += (near.empty() ? "" : ", ") + each;
    return {RpcCode::InvalidParams,
            "Unknown tool: " + name.substr(0, 100) + (near.empty() ? "" : ". There are: " + near)};
}

} // namespace hub
