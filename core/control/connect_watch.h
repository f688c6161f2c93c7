// How connect sessions that were started here end, whichever way: the flow, the page in another browser, a form.
#pragma once

#include "core/connect/connect_service.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace hub::control {

struct ConnectNews {
    AttemptStatus status = AttemptStatus::Pending;
    std::optional<AccountId> account;
    std::string code, message, technical; //!< of the error
    std::string connector;
};

struct StartedSession {
    ConnectSession session;
    std::optional<AttemptId> attempt;
    bool madePending = false; //!< its pending account was made for it, and goes when it is cancelled
    bool wasActive = false;   //!< the account served already (signing in again)
};

//! One thread's (the hub's).
class ConnectWatch {
public:
    ConnectWatch(boost::asio::any_io_executor executor, ConnectService *connect, AccountRepository *accounts,
                 Clock *clock);
    ~ConnectWatch();

    void add(StartedSession started);
    //! The attempt that cancelling has to end.
    void setAttempt(const SessionId &id, AttemptId attempt);
    //! \errors NotFound (not started here, or long over)
    Result<StartedSession> find(const SessionId &id) const;
    //! The session started here that an attempt belongs to: its own, or one that its link or account leads back to.
    std::optional<SessionId> sessionOf(const Attempt &attempt) const;

    void onAttempt(const Attempt &attempt);
    void onAccount(const Account &account, bool removed);
    void cancel(const SessionId &id);
    //! Ends every wait at once with what is known.
    void stop();

    //! Waits for news; an error is told once, so that the next wait is for the next try. Pending after `limit`.
    Task<Result<ConnectNews>> wait(SessionId id, std::chrono::seconds limit);

private:
    struct Entry;
    struct Waiter;
    void tell(Entry &entry, ConnectNews news);
    void refresh(Entry &entry);
    void prune();

    boost::asio::any_io_executor m_executor;
    ConnectService *m_connect;
    AccountRepository *m_accounts;
    Clock *m_clock;
    bool m_stopped = false;
    std::unordered_map<SessionId, std::shared_ptr<Entry>> m_entries;
};

} // namespace hub::control
