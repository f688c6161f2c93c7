// Resources, prompts and completions: what an agent can read beside calling tools. Reads memory only.
#pragma once

#include "core/mcp/call.h"
#include "core/mcp/services.h"

namespace hub {

inline constexpr std::string_view kAccountsUri = "hub://accounts";
inline constexpr std::string_view kConnectorsUri = "hub://connectors";

//! One thread's (the hub's).
class Library {
public:
    explicit Library(const McpServices *services) : m_services(services) {}

    static json::array resources();
    static json::array templates();
    static json::array prompts();
    //! resources/read. Unknown ones, and those of other callers: InvalidParams with the URI.
    Reply read(const McpCall &call) const;
    //! prompts/get.
    Reply prompt(const McpCall &call) const;
    //! completion/complete: names of accounts and keys of connectors.
    Reply complete(const McpCall &call) const;

private:
    std::vector<Account> accountsOf(const McpCall &call) const;

    const McpServices *m_services;
};

} // namespace hub
