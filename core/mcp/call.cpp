#include "core/mcp/call.h"

#include "core/base/query.h"

#include <array>

namespace hub {
namespace {

constexpr std::array<std::string_view, 8> kLevels{"debug", "info",     "notice", "warning",
                                                  "error", "critical", "alert",  "emergency"};

std::size_t rankOf(std::string_view level)
{
    return static_cast<std::size_t>(std::find(kLevels.begin(), kLevels.end(), level) - kLevels.begin());
}

} // namespace

bool isLogLevel(std::string_view level)
{
    return rankOf(level) < kLevels.size();
}

Result<ToolView> toolViewOf(std::string_view query, const Principal &principal)
{
    const Result<QueryPairs> pairs = parseQuery(query);
    if (!pairs)
        return pairs.error();
    std::string mode = "individual", style = "nested";
    for (const auto &[name, value] : *pairs) {
        if (name == "tool-mode")
            mode = value;
        else if (name == "param-style")
            style = value;
    }
    if (!principal.toolMode.empty())
        mode = principal.toolMode;
    const std::optional<ParamStyle> known = paramStyleFrom(style);
    if (mode != "individual" && mode != "search_execute")
        return Error{ErrorCode::InvalidRequest, "tool-mode is individual or search_execute.", "tool-mode"};
    if (!known)
        return Error{ErrorCode::InvalidRequest, "param-style is nested, flat_prefixed or flat_smart.", "param-style"};
    return ToolView{mode == "search_execute", *known};
}

bool McpCall::opensUrls() const
{
    const json::value *elicitation = capabilities.if_contains("elicitation");
    return elicitation != nullptr && elicitation->is_object() && elicitation->get_object().contains("url");
}

void McpCall::notify(std::string_view method, json::object params)
{
    if (!quiet && !stopped)
        stream->push(json::serialize(rpcNotification(method, std::move(params))));
}

bool McpCall::wantsProgress() const
{
    return !quiet && metaOf(message.params).contains("progressToken");
}

void McpCall::progress(double part, double total, const std::string &text)
{
    const json::object meta = metaOf(message.params);
    const json::value *token = meta.if_contains("progressToken");
    if (token == nullptr)
        return;
    json::object params{{"progressToken", *token}, {"progress", part}};
    if (total > 0)
        params["total"] = total;
    if (!text.empty())
        params["message"] = text;
    notify("notifications/progress", std::move(params));
}

void McpCall::log(std::string_view level, json::value data)
{
    if (!logLevel.empty() && rankOf(level) >= rankOf(logLevel))
        notify("notifications/message",
               {{"level", json::string(level)}, {"logger", "connect-hub"}, {"data", std::move(data)}});
}

void McpCall::stop()
{
    if (!std::exchange(stopped, true) && !done)
        onStop();
}

} // namespace hub
