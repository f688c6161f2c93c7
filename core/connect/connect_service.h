// Connecting an account: sessions and links (two secrets), attempts, the flow from consent to a stored credential.
#pragma once

#include "core/access/principal.h"
#include "core/accounts/account_repository.h"
#include "core/base/wait.h"
#include "core/oauth/credentials.h"

#include <functional>
#include <memory>

namespace hub {

//! What POST /connect_sessions, an auth link or the desktop asks for.
struct ConnectWish {
    OwnerId owner;
    std::string ownerName, ownerUsername, connector, profile, label, type = "production";
    std::vector<std::string> categories;
    std::optional<AccountId> account; //!< sign in again
    bool multiple = false;
    json::object metadata;
    std::chrono::seconds expiresIn{1800};
    std::string alias;
    //! With one of these the token works for calls, too.
    std::vector<AccountId> accounts;
    std::vector<std::string> actions;
    std::set<Effect> effects;
    bool callsAllowed = false;
    std::string madeBy; //!< the key whose session it is: the token is let in as long as that key is; empty = the person
};

struct ConnectSession {
    SessionId id;
    std::int64_t number = 0; //!< StackOne's numeric id
    ConnectWish wish;
    std::optional<AccountId> account; //!< the pending or existing one
    WallTime created{}, expires{};
    std::string linkId; //!< the link it was minted from, or that was made with it
};

struct AuthLink {
    LinkId id;
    ConnectWish wish;
    WallTime created{}, expires{};
    enum class State { Open, Used, Expired, Revoked } state = State::Open;
    std::optional<AccountId> account;
};

//! A session with its two secrets, the only time they exist.
struct NewSession {
    ConnectSession session;
    Secret token; //!< x-hub-session-token
    Secret link; //!< the last part of the auth link's URL
    std::optional<Account> accountRecord;
};

enum class AttemptStatus { Pending, Authenticated, Failed, Cancelled, Expired };
std::string_view wireName(AttemptStatus status); //!< pending, authenticated, error, cancelled, expired

//! What a person types into the provider's page on any device (RFC 8628 section 3.3).
struct DevicePrompt {
    std::string userCode, verificationUri, verificationUriComplete; //!< the last one may be empty
};

struct Attempt {
    AttemptId id;
    SessionId session;
    std::string link; //!< that the session was opened through; empty = none
    std::string connector;
    AttemptStatus status = AttemptStatus::Pending;
    std::optional<AccountId> account;
    std::string errorCode, errorText; //!< e.g. access_denied, invalid_client, expired_state
    std::string technical; //!< "401 invalid_client from gitlab.com/oauth/token"
    WallTime created{}, updated{};
    WallTime expires{}; //!< of what it waits for: the consent, the device code, a yes
    std::optional<DevicePrompt> device;
    std::string pasteBack; //!< a redirect URI that leads nowhere by itself; empty = it comes back
    bool canAccept = false; //!< somebody else signed in: accept() makes the account theirs
    std::string knownIdentity, newIdentity; //!< whose the account is, and who signed in
};

//! One thread's (the hub's).
class ConnectService {
public:
    ConnectService(boost::asio::any_io_executor executor, Transport *transport, Database *database,
                   Catalogue *catalogue, AccountRepository *accounts, ProfileStore *profiles, Credentials *credentials,
                   Clock *clock, Random *random, Wait wait = &waitFor);
    ~ConnectService();
    Result<void> load();
    //! "http://127.0.0.1:7423", once the port is known. Redirect URI: this + "/callback".
    void setBaseUrl(std::string url);
    std::string redirectUri(const OauthMethod &method) const;

    //! A session and a link of 30 days. With a known (owner, ownerName, connector) and multiple false: the account there is;
    //! with a connector and none: a pending one is made. \errors InvalidRequest, NotFound (unknown account or connector)
    Task<Result<NewSession>> createSession(ConnectWish wish);
    //! The account that such a wish is for: the one there is, or a new one that waits for its sign-in. Mints nothing:
    //! its link is reconnectUrl()'s. \errors NotFound (connector, account), Conflict (alias)
    Task<Result<Account>> accountFor(ConnectWish wish);
    Result<ConnectSession> authenticate(std::string_view token) const; //!< \errors KeyInvalid
    //! The caller behind a session token that may call; KeyInvalid for those that may only connect.
    Result<std::shared_ptr<const Principal>> principal(std::string_view token) const;
    //! \param id also StackOne's number for it \param owner none = anybody's \errors NotFound
    Result<ConnectSession> session(const SessionId &id, const std::optional<OwnerId> &owner) const;
    Task<Result<void>> deleteSession(SessionId id, std::optional<OwnerId> owner);

    Task<Result<std::pair<AuthLink, Secret>>> createLink(ConnectWish wish, std::chrono::days life);
    std::vector<AuthLink> links() const;
    Task<Result<void>> revokeLink(LinkId id);
    //! Mints a fresh session each time it is opened. \errors LinkGone (used, expired, revoked: says which), NotFound
    Task<Result<std::pair<ConnectSession, Secret>>> openLink(std::string secret);
    //! A link for an account that must sign in again, for 412 answers; the same one while it is open.
    Task<Result<std::string>> reconnectUrl(Account account);

    //! Checks the fields with the connector's probe, stores the credential, activates the account.
    //! \param scopes the picked ones, for an app's own rights; none = defaults
    //! \errors SchemaViolation (field), UpstreamFailed (the provider does not answer), InvalidRequest (the key is refused)
    Task<Result<Account>> connectWithFields(ConnectSession session, std::string connector, std::string authKey,
                                            std::map<std::string, Secret> fields, std::string alias,
                                            std::optional<std::vector<std::string>> scopes);
    //! Changes the fields of an existing one; missing secrets stay.
    Task<Result<Account>> updateFields(ConnectSession session, AccountId account, std::map<std::string, Secret> fields);

    Result<Attempt> startAttempt(const ConnectSession &session);
    Result<Attempt> attempt(const ConnectSession &session, const AttemptId &id) const;
    void cancelAttempt(const ConnectSession &session, const AttemptId &id);
    //! The authorize URL to send the browser to; remembers state, verifier and where to come back to.
    //! \param scopes the picked ones; none = defaults; \errors InvalidRequest (no profile: says where to make one), NotFound
    Task<Result<std::string>> authorize(ConnectSession session, std::string connector, std::string authKey,
                                        AttemptId attempt, std::optional<std::vector<std::string>> scopes,
                                        std::map<std::string, Secret> inputs);
    //! The device flow (RFC 8628): asks for a code, and then for the tokens until there are some, also with the page closed.
    //! \return the attempt with what the person has to type \errors as authorize(), UpstreamFailed
    Task<Result<Attempt>> startDevice(ConnectSession session, std::string connector, std::string authKey,
                                      AttemptId attempt, std::optional<std::vector<std::string>> scopes,
                                      std::map<std::string, Secret> inputs);
    //! The address that a person ended on, where the redirect URI leads nowhere: its query is read as the callback's.
    //! \errors InvalidRequest (another address, not this attempt's), NotFound, as callback()
    Task<Result<Attempt>> callbackAt(ConnectSession session, AttemptId attempt, std::string url);
    //! Yes, the account is to become that of the person who signed in. \errors NotFound (nothing waits for a yes)
    Task<Result<Attempt>> accept(ConnectSession session, AttemptId attempt);
    //! The callback: exchanges the code (once), probes, stores, activates. The attempt tells the page how it ended.
    //! \param query as received, undecoded \return the attempt as it ended
    //! \errors InvalidRequest (no pending state of that name: 400, nothing is sent)
    Task<Result<Attempt>> callback(std::string query);

    //! After each attempt that ended.
    void onAttempt(std::function<void(const Attempt &)> listener);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
