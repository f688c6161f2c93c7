// The hub: all services of one data directory, on one io thread. Built by app/daemon, and by tests.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hub {

struct HubOptions {
    std::string dataDirectory;               //!< made with 0700 when missing
    std::string host = "127.0.0.1";          //!< or "::1"
    std::optional<std::uint16_t>
        port;       //!< none = the kept one, at the first start 7423 or the next free one; 0 = any, not kept
    std::optional<std::string> vault;        //!< keychain or sealed; none = where the records are, at first keychain
    std::string masterKey = "keychain";      //!< for sealed: keychain, file:PATH, credential:NAME
    std::vector<std::string> connectorDirectories;
    std::set<std::string> allowLocal;
    std::size_t maxConnections = 1024;
    bool testFixtures = false; //!< what the conformance suites of MCP need, beside the hub's own tools
    std::string
        publicUrl; //!< "https://hub.example", behind a load balancer; governs links, redirect URIs, Host and Origin
};

//! Why it did not start, as an exit code of connect-hubd.
struct StartProblem {
    int exitCode = 1; //!< 71 port taken, 75 already running, 78 no usable vault or configuration
    std::string message;
};

class Hub {
public:
    Hub();
    ~Hub();
    Hub(const Hub &) = delete;
    Hub &operator=(const Hub &) = delete;

    //! Opens everything and serves. Needs a QCoreApplication whose loop runs afterwards (keychain).
    //! \thread the main thread; blocks until the port accepts connections
    std::optional<StartProblem> start(const HubOptions &options, const std::string &version);
    std::string url() const;
    //! Stops accepting, lets calls and refreshes in flight end (10 s), writes what is waiting; then `done`, on the io thread.
    void stop(std::function<void()> done);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace hub
