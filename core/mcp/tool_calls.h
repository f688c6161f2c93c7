// tools/call: an action, or one of the five tools that stand for all of them.
#pragma once

#include "core/mcp/services.h"
#include "core/mcp/sign_in.h"
#include "core/mcp/tool_book.h"

namespace hub {

//! One thread's (the hub's).
class ToolCalls {
public:
    ToolCalls(const McpServices *services, ToolBook *book, SignIn *signIn);

    Task<Reply> call(std::shared_ptr<McpCall> call);

private:
    struct Wish;
    Task<Reply> callMeta(std::shared_ptr<McpCall> call, std::string tool, json::object arguments);
    Task<Reply> callAction(std::shared_ptr<McpCall> call, Wish wish);
    Task<Reply> connect(std::shared_ptr<McpCall> call, std::string provider);
    Task<Result<Account>> accountToConnect(const McpCall *call, std::shared_ptr<const Connector> connector);
    Task<Reply> finish(std::shared_ptr<McpCall> call, Account account, std::string url);
    json::object found(const McpCall &call, const std::vector<CallableConnector> &rows, const json::object &arguments);
    MissingAccount missing(const McpCall &call, std::string provider, std::string account, const Error &error) const;
    std::string expiryOf(const std::string &provider) const;

    ActionRunner *m_actions;
    ConnectService *m_connect;
    Catalogue *m_catalogue;
    ActionSearch *m_search;
    const Clock *m_clock;
    ToolBook *m_book;
    SignIn *m_signIn;
};

} // namespace hub
