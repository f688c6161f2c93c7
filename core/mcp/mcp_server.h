// Model Context Protocol over Streamable HTTP at /mcp, the session era (2025-03-26 to 2025-11-25), stateless.
#pragma once

#include "core/gateway/action_runner.h"
#include "core/http/server.h"
#include "core/mcp/rpc.h"

namespace hub {

//! One thread's (the hub's).
class McpServer {
public:
    McpServer(ActionRunner *actions, ConnectService *connect, const Clock *clock, std::string version);

    //! \param account what x-account-id named; may be empty
    Task<void> handle(std::shared_ptr<const Principal> principal, std::string account, std::string requestId,
                      const Request *request, Responder *responder);

private:
    struct Caller {
        std::shared_ptr<const Principal> principal;
        std::string account, requestId;
    };
    Task<json::value> answerTo(const Caller *caller, json::value message, std::string version);
    Task<json::object> answerOne(const Caller *caller, RpcMessage message);
    Task<json::object> callTool(const Caller *caller, RpcMessage message);
    json::object failure(const std::string &provider, const Error &error) const;
    json::object initialize(const Caller &caller, const json::object &params) const;
    Result<std::vector<CallableConnector>> callable(const Caller &caller) const;

    ActionRunner *m_actions;
    ConnectService *m_connect;
    const Clock *m_clock;
    std::string m_version;
};

} // namespace hub
