// The inner state of Credentials: what is live, what is being refreshed, and how long to leave a server alone.
#pragma once

#include "core/oauth/credentials.h"
#include "core/oauth/requests.h"
#include "core/oauth/token_endpoint.h"
#include "core/oauth/token_response.h"

#include <boost/asio/steady_timer.hpp>

#include <set>
#include <unordered_map>

namespace hub {

//! One refresh (or probe) under way; all who wait for it get the same outcome.
struct Flight {
    explicit Flight(const boost::asio::any_io_executor &executor)
        : landed(executor, boost::asio::steady_timer::time_point::max())
    {
    }

    boost::asio::steady_timer landed; //!< never expires; cancelled when the outcome is there
    bool done = false;
    Result<LiveCredential> outcome = Error{ErrorCode::RefreshUnavailable, "The refresh has not ended."};
};

struct CredentialEntry {
    LiveCredential live;
    LiveCredential unsaved; //!< a new pair whose predecessor is spent and that the vault has not taken yet
    std::shared_ptr<Flight> flight;
};

//! How long an authorization server is left alone after it failed.
struct Backoff {
    int failures = 0;
    MonotonicTime until{};
};

struct Credentials::State : std::enable_shared_from_this<Credentials::State> {
    boost::asio::any_io_executor executor;
    Transport *transport = nullptr;
    Vault *vault = nullptr;
    AccountRepository *accounts = nullptr;
    Catalogue *catalogue = nullptr;
    ProfileStore *profiles = nullptr;
    Revocations *revocations = nullptr;
    Clock *clock = nullptr;
    Random *random = nullptr;
    RequestSigner signer{nullptr, nullptr, nullptr};

    std::unordered_map<AccountId, CredentialEntry> entries;
    std::map<std::string, Backoff> backoffs; //!< by issuerOf()
    bool draining = false;

    //! From memory, else from the vault. \errors AccountInactive (none), the vault's
    Task<Result<LiveCredential>> load(Account account);
    //! Whether the hub can get a new access token without the person.
    bool isRenewable(const Account &account, const Credential &credential) const;
    //! The flight under way, or a new one.
    std::shared_ptr<Flight> fly(const Account &account);
    Task<Result<LiveCredential>> await(std::shared_ptr<Flight> flight);

    //! What the vault holds now. `newer`: somebody else has renewed it meanwhile, and the rest is not said.
    struct Stored {
        Credential record;
        LiveCredential newer;
        std::shared_ptr<const Connector> connector;
        const AuthMethod *method = nullptr; //!< null when the connector has it no more
    };
    //! \errors AccountInactive and the other refusals of an account, the vault's
    Task<Result<Stored>> reread(Account account);
    //! Whom a back-off is for: the token endpoint's URL.
    std::string issuerOf(const Account &account, const OauthMethod &method, const Credential &record) const;
    std::optional<Error> restOf(const std::string &issuer) const;

    Task<Result<LiveCredential>> refresh(Account account);
    //! A token that the hub gets by itself: nothing is spent, so there is no intent.
    Task<Result<LiveCredential>> mint(Account account);
    //! The second half: intent, token endpoint, and what its answer means. The connector knows the record's way to sign in.
    Task<Result<LiveCredential>> spend(Account account, Credential record, std::shared_ptr<const Connector> connector,
                                       EndpointRequest request);
    Task<Result<LiveCredential>> probeKey(Account account, LiveCredential live);
    Task<Result<LiveCredential>> take(Account account, Credential record, TokenSet set);
    //! Writes what is unsaved. \errors the vault's
    Task<Result<LiveCredential>> save(Account account);
    Task<Error> expire(Account account, std::string code, std::string description);
    Error leaveAlone(const std::string &issuer, std::optional<std::chrono::seconds> asked, const std::string &why);

    static Task<void> run(std::shared_ptr<State> self, Account account, std::shared_ptr<Flight> flight);
    static Task<void> saveUntilDone(std::shared_ptr<State> self, Account account);
};

VaultKey vaultKeyOf(const Account &account);

} // namespace hub
