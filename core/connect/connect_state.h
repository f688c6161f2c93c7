// The inner state of ConnectService, shared by its flows.
#pragma once

#include "core/connect/session_store.h"
#include "core/oauth/callback_query.h"
#include "core/oauth/probe.h"
#include "core/oauth/requests.h"

#include <map>

namespace hub {

//! A consent under way: what the callback with this state belongs to. Dies after 10 minutes, and with its first use.
struct PendingConsent {
    AttemptId attempt;
    ConnectSession session;
    std::string connector, authKey, profile, verifier, redirectUri;
    std::vector<std::string> scopes;
    std::map<std::string, std::string> setup;
    std::map<std::string, Secret> secrets; //!< inputs that are; they go into the vault with the tokens
    MonotonicTime expires{};
};

struct ConnectService::State {
    State(Database *database, Clock *time, Random *chance)
        : sessions(database, time, chance), clock(time), random(chance)
    {
    }

    SessionStore sessions;
    Transport *transport = nullptr;
    Catalogue *catalogue = nullptr;
    AccountRepository *accounts = nullptr;
    ProfileStore *profiles = nullptr;
    Credentials *credentials = nullptr;
    Clock *clock;
    Random *random;
    std::string baseUrl;

    std::map<std::string, PendingConsent> consents; //!< by state
    std::map<AttemptId, Attempt> attempts;
    std::map<AccountId, std::pair<LinkId, std::string>> reconnects; //!< open links for accounts that must sign in again
    std::vector<std::function<void(const Attempt &)>> listeners;

    //! Ends an attempt once; later ends are ignored.
    void finish(Attempt attempt);
    void sweep();
    //! Checks inputs or fields against their patterns. \errors SchemaViolation (field)
    static Result<void> checkFields(const std::vector<Input> &inputs, const std::map<std::string, Secret> &given,
                                    bool onlyGiven);

    std::optional<Profile> profileFor(const ConnectSession &session, const AuthMethod &method,
                                      const std::string &connector, const std::map<std::string, Secret> &given) const;
    //! \errors InvalidRequest (refused, with the field), UpstreamFailed, UpstreamTimeout, the vault's
    Task<Result<void>> mintFirst(std::shared_ptr<const Connector> connector, const Account *account,
                                 Credential *credential);
    //! Tells the listeners of an account that was connected without a consent.
    void tellConnected(const SessionId &session, const Account &account);
    //! The account a session is for: the one to sign in to again, the pending one, the one there is, or a new one.
    Task<Result<Account>> accountFor(ConnectSession session, std::string connector);
    //! Keeps the credential and makes the account active. \errors Conflict (somebody else signed in), the vault's
    Task<Result<Account>> activate(Account account, Credential credential, ProbeOutcome who, ConnectSession session);
    Task<Attempt> exchange(PendingConsent consent, std::string code);
};

} // namespace hub
