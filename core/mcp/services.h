// The services that /mcp is built on.
#pragma once

#include "core/access/key_store.h"
#include "core/actions/action_search.h"
#include "core/base/wait.h"
#include "core/gateway/action_runner.h"

namespace hub {

//! All outlive the server.
struct McpServices {
    boost::asio::any_io_executor executor;
    ActionRunner *actions = nullptr;
    ConnectService *connect = nullptr;
    AccountRepository *accounts = nullptr;
    Catalogue *catalogue = nullptr;
    ActionSearch *search = nullptr;
    KeyStore *keys = nullptr;
    const Clock *clock = nullptr;
    Random *random = nullptr;
    std::string version;
    Wait wait = &waitFor;
};

} // namespace hub
