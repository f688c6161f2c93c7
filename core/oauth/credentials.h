// Hands out live credentials and alone refreshes them: one refresh in flight per account, however many wait.
#pragma once

#include "core/accounts/account_repository.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/connectors/catalogue.h"
#include "core/http/transport.h"
#include "core/oauth/profile_store.h"
#include "core/oauth/request_signer.h"
#include "core/oauth/revocations.h"
#include "core/vault/credential.h"
#include "core/vault/vault.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace hub {

//! A credential in memory. Values may be read while the pointer lives.
using LiveCredential = std::shared_ptr<const Credential>;

//! One thread's (the hub's).
class Credentials {
public:
    Credentials(boost::asio::any_io_executor executor, Transport *transport, Vault *vault, AccountRepository *accounts,
                Catalogue *catalogue, ProfileStore *profiles, Revocations *revocations, Clock *clock, Random *random);
    ~Credentials();

    //! The account's credential, from memory where it is there. Refreshes it first when it is expired, or starts a refresh
    //! beside the call when it is about to (SECURITY C38).
    //! \errors AccountExpired, AccountSuspended, AccountInactive, VaultLocked, RefreshUnavailable (with retryAfter)
    Task<Result<LiveCredential>> of(Account account);
    //! After a 401 to `seen`: joins or starts the one refresh; answers at once when a newer generation is there.
    //! For methods that can't be refreshed: the connector's probe decides between a forbidden call (the same credential
    //! comes back) and a dead key (AccountExpired from then on).
    //! \errors as of()
    Task<Result<LiveCredential>> renew(Account account, std::uint64_t seenGeneration);

    //! Keeps a new credential: vault first, memory then. Used by the connect flow.
    Task<Result<void>> store(Account account, Credential credential);
    //! Revokes at the provider (refresh token, then access token) where the connector has an endpoint, and purges the vault
    //! whatever the provider answers.
    Task<Result<void>> forget(Account account);
    //! A refresh at the person's wish. \errors as renew()
    Task<Result<void>> refreshNow(Account account);
    //! Reads what the vault holds and finishes refreshes that a crash cut off; in the background, after the port opened.
    Task<void> recover();
    //! SIGTERM: no new refresh begins; answers when those in flight have ended, at most `limit` later.
    Task<void> drain(std::chrono::milliseconds limit);

    //! Puts their credentials into requests; lives as long as this.
    RequestSigner *signer();

    struct State;

private:
    std::shared_ptr<State> m_state;
};

} // namespace hub
