// Sign-ins that were ended here and have to end at the provider, too (RFC 7009).
#pragma once

#include "core/base/wait.h"
#include "core/connectors/catalogue.h"
#include "core/http/transport.h"
#include "core/oauth/client_app.h"
#include "core/store/database.h"
#include "core/vault/vault.h"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <memory>

namespace hub {

//! One thread's (the hub's). What waits outlives a restart: a row in the store, its tokens in the vault under a key of their own.
class Revocations {
public:
    Revocations(boost::asio::any_io_executor executor, Transport *transport, Vault *vault, Database *database,
                Catalogue *catalogue, ProfileStore *profiles, Clock *clock, Random *random, Wait wait = &waitFor);
    ~Revocations();
    //! Reads what waits; before the port opens.
    Result<void> load();
    //! Tries what was read; in the background, after the port opened.
    void start();

    //! Keeps a copy of a sign-in that is about to end, so that a crash on the way loses nothing. Answers its id; empty where
    //! the method has no revocation endpoint. \errors the vault's and the store's; nothing is kept then
    Task<Result<std::string>> keep(Account account, Credential credential);
    //! Tells the provider: refresh token first, then access token. What fails by its trouble or the network is tried again
    //! with growing pauses, for 7 days. An empty id is nothing to tell.
    Task<void> tell(std::string id);
    //! The sign-in stays after all.
    Task<void> drop(std::string id);
    std::vector<VaultKey> vaultKeys() const; //!< of the tokens it keeps

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
