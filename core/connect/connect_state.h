// The inner state of ConnectService, shared by its flows.
#pragma once

#include "core/connect/session_store.h"
#include "core/oauth/callback_query.h"
#include "core/oauth/id_token.h"
#include "core/oauth/probe.h"
#include "core/oauth/requests.h"
#include "core/oauth/token_endpoint.h"
#include "core/oauth/token_response.h"

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
    std::string nonce;                          //!< for an ID token; empty = none is asked for
    std::map<std::string, std::string> learnt;  //!< from the callback
    std::string requestToken;                   //!< OAuth 1.0a: the temporary credentials
    Secret requestSecret;
    Secret proofKey;                            //!< the new tokens are bound to it (DPoP); empty = to none

    Lookup values() const; //!< what the person typed before going to the provider
};

//! A sign-in as somebody else than the account's owner, kept for a yes. Dies after 10 minutes.
struct PendingChoice {
    ConnectSession session;
    Account account;
    Credential credential;
    ProbeOutcome who;
    MonotonicTime expires{};
};

//! How often the device flow asks.
struct PollPace {
    std::chrono::seconds interval{}, pause{}; //!< the pause is longer while the provider is in trouble
};

//! An attempt that failed, in words for the person and for a technician.
Attempt failed(Attempt attempt, std::string code, std::string text, std::string technical = {});
Attempt failed(Attempt attempt, const Error &error);
//! What a refusal of the token endpoint means to a person.
std::string meaningOf(const std::string &name, const std::string &code);

//! The picked ones the connector knows (none of them is a choice, too); the app's or the defaults where nobody picked.
std::vector<std::string> scopesFor(const OauthMethod &method, const std::optional<std::vector<std::string>> &picked,
                                   const std::optional<Profile> &app);

struct ConnectService::State : std::enable_shared_from_this<ConnectService::State> {
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
    boost::asio::any_io_executor executor;
    Wait wait;
    bool closed = false; //!< what still runs must not touch the others any more

    std::map<std::string, PendingConsent> consents; //!< by state
    std::map<AttemptId, Attempt> attempts;
    std::map<AttemptId, PendingChoice> choices;
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
    //! \param accepted the person said yes to another identity
    Task<Result<Account>> activate(Account account, Credential credential, ProbeOutcome who, ConnectSession session,
                                   bool accepted = false);

    std::string redirectUri(const OauthMethod &method) const;
    //! What authorize() and startDevice() have in common: checks the wish, and remembers what it was.
    Result<PendingConsent> prepare(ConnectSession session, const std::string &connector, const std::string &authKey,
                                   const AttemptId &attempt, const std::optional<std::vector<std::string>> &scopes,
                                   const std::map<std::string, Secret> &inputs);
    //! Waits for the callback with that state.
    void remember(const std::string &state, const AuthMethod &method, PendingConsent consent);
    Task<Result<ClientApp>> appOf(std::string connector, std::string profile);
    Task<Attempt> exchange(PendingConsent consent, std::string code);
    //! OAuth 1.0a, section 2.1: asks for temporary credentials. \return the page to send the browser to
    Task<Result<std::string>> temporary(PendingConsent *consent, std::string state);
    //! Section 2.3: the verifier for the token credentials, once.
    Task<Attempt> exchangeVerifier(PendingConsent consent, std::string verifier);
    //! What a token endpoint said; the sign-in goes on with the tokens.
    Task<Attempt> judge(PendingConsent consent, EndpointAnswer answer, ClientApp app);
    //! The tokens are there: checks who it is, learns what calls need, keeps it. The attempt as it ended.
    Task<Attempt> arrive(PendingConsent consent, TokenSet tokens, ClientApp app);
    //! Somebody else signed in: nothing changes until the person says so.
    Attempt waitForYes(Attempt attempt, PendingChoice choice);
    bool isWaiting(const AttemptId &id) const;
    //! What one answer of the token endpoint means for the next question; the attempt, when it is the end.
    std::optional<Attempt> afterPoll(const Attempt &attempt, const Connector &connector,
                                     const Result<EndpointAnswer> &answer, const TokenFailure &failure,
                                     PollPace *pace) const;
    static Task<void> poll(std::shared_ptr<State> self, PendingConsent consent, Secret deviceCode,
                           std::chrono::seconds interval);
};

} // namespace hub
