#include "core/access/mcp_config.h"

#include "core/base/encoding.h"

namespace hub {

std::string keyAuthorization(std::string_view key)
{
    return "Basic " + base64(std::string(key) + ':');
}

std::string tokenAuthorization(std::string_view token)
{
    return "Bearer " + std::string(token);
}

json::object mcpConfig(std::string_view baseUrl, std::string_view authorization, std::string_view account)
{
    json::object headers;
    headers["Authorization"] = std::string(authorization);
    if (!account.empty())
        headers["x-account-id"] = std::string(account);
    json::object server;
    server["type"] = "http";
    server["url"] = std::string(baseUrl) + "/mcp";
    server["headers"] = std::move(headers);
    json::object servers;
    servers["connect-hub"] = std::move(server);
    json::object out;
    out["mcpServers"] = std::move(servers);
    return out;
}

} // namespace hub
