// Connect sessions and auth links: two kinds of secrets, kept as hashes, with an end that the server judges.
#pragma once

#include "core/connect/connect_service.h"

#include <unordered_map>

namespace hub {

//! One thread's (the hub's).
class SessionStore {
public:
    SessionStore(Database *database, Clock *clock, Random *random)
        : m_database(database), m_clock(clock), m_random(random)
    {
    }
    Result<void> load();

    //! \return the session and its token
    Task<Result<std::pair<ConnectSession, Secret>>> addSession(ConnectWish wish, std::optional<AccountId> account,
                                                               std::string linkId);
    Result<ConnectSession> bySecret(std::string_view token) const; //!< \errors KeyInvalid
    Result<ConnectSession> byId(const SessionId &id) const;        //!< \errors NotFound
    Task<Result<void>> removeSession(SessionId id);
    //! The account that a session came to.
    void setAccount(const SessionId &id, const AccountId &account);

    //! \return the link and the last part of its URL
    Task<Result<std::pair<AuthLink, Secret>>> addLink(ConnectWish wish, std::optional<AccountId> account,
                                                      std::chrono::days life);
    std::vector<AuthLink> links() const;
    //! \errors LinkGone (used, expired, revoked: says which), NotFound
    Result<AuthLink> openLink(std::string_view secret) const;
    //! \param account that was connected through it
    Task<Result<void>> setLinkState(LinkId id, AuthLink::State state, std::optional<AccountId> account);

private:
    AuthLink::State stateNow(const AuthLink &link) const;

    Database *m_database;
    Clock *m_clock;
    Random *m_random;
    std::unordered_map<std::string, ConnectSession> m_sessions; //!< by the token's hash
    std::unordered_map<std::string, AuthLink> m_links;          //!< by the secret's hash
};

} // namespace hub
