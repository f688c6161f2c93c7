// The server half of the control socket (docs/control.md): the hub's administration, for the same OS user only.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/task.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hub {

class AccountRepository;
class Agents;
class ActionRunner;
class AuditLog;
class Catalogue;
class ConnectService;
class Credentials;
class Database;
class KeyStore;
class OriginList;
class ProfileStore;
class Vault;

//! What the methods work on. All outlive the server.
struct ControlServices {
    Database *database = nullptr;
    Vault *vault = nullptr;
    Catalogue *catalogue = nullptr;
    AccountRepository *accounts = nullptr;
    KeyStore *keys = nullptr;
    ProfileStore *profiles = nullptr;
    Credentials *credentials = nullptr;
    ConnectService *connect = nullptr;
    ActionRunner *actions = nullptr;
    AuditLog *audit = nullptr;
    Clock *clock = nullptr;
    Random *random = nullptr;
    //! Moves all records to the vault of that kind. \return how many \errors Conflict (they are there), the vaults'
    std::function<Task<Result<std::size_t>>(std::string kind)> moveVault;
    Agents *agents = nullptr;
    OriginList *origins = nullptr;
};

//! What the hub says about itself.
struct HubInfo {
    std::string version;
    std::string url; //!< base URL of the port
    std::uint16_t port = 0;
    std::string dataDir;
    WallTime startedAt{};
    std::string publicUrl = {}; //!< the name behind a load balancer; empty = none

    //! What links and clients' configurations start with.
    const std::string &base() const { return publicUrl.empty() ? url : publicUrl; }
};

//! JSON-RPC 2.0, one object a line. Requests of one client run side by side; answers carry their id.
//! One thread's (the hub's).
class ControlServer {
public:
    ControlServer(boost::asio::any_io_executor executor, const ControlServices &services, HubInfo info);
    ~ControlServer();
    ControlServer(const ControlServer &) = delete;
    ControlServer &operator=(const ControlServer &) = delete;

    //! Opens the socket, 0600 from its first moment; a stale one of that name is replaced, so the instance lock must be held.
    //! \thread any, before the executor's loop runs
    //! \errors InvalidRequest (the path is too long or can't be bound)
    Result<void> listen(const std::string &socketPath);
    //! Tells subscribers, closes every client, removes the socket. Requests in flight end without an answer.
    void stop();
    //! An event to all subscribers. A client that does not read is dropped, the hub never waits.
    void publish(std::string_view type, json::object params);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
