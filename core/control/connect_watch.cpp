#include "core/control/connect_watch.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace hub::control {
namespace {

// A link that is used up through a form on the page makes no attempt: waits look for it this often.
constexpr std::chrono::seconds kLook{1};
// A session that is over can still be asked about for this long.
constexpr std::chrono::hours kKept{1};

bool isFinal(AttemptStatus status)
{
    return status == AttemptStatus::Authenticated || status == AttemptStatus::Cancelled
        || status == AttemptStatus::Expired;
}

} // namespace

struct ConnectWatch::Waiter {
    explicit Waiter(const boost::asio::any_io_executor &executor) : wake(executor), limit(executor) {}
    boost::asio::steady_timer wake, limit;
    bool over = false;
};

struct ConnectWatch::Entry {
    StartedSession started;
    ConnectNews news;
    std::uint64_t count = 0; //!< of news so far
    std::uint64_t told = 0;
    std::vector<std::weak_ptr<Waiter>> waiters;
};

ConnectWatch::ConnectWatch(boost::asio::any_io_executor executor, ConnectService *connect, AccountRepository *accounts,
                           Clock *clock)
    : m_executor(std::move(executor)), m_connect(connect), m_accounts(accounts), m_clock(clock)
{
}

ConnectWatch::~ConnectWatch() = default;

void ConnectWatch::add(StartedSession started)
{
    prune();
    if (started.session.account && !started.madePending) {
        const Result<Account> account = m_accounts->find(started.session.wish.owner, started.session.account->str());
        started.wasActive = account && account->status == AccountStatus::Active;
    }
    const auto entry = std::make_shared<Entry>();
    entry->started = std::move(started);
    m_entries[entry->started.session.id] = entry;
}

void ConnectWatch::setAttempt(const SessionId &id, AttemptId attempt)
{
    const auto found = m_entries.find(id);
    if (found != m_entries.end())
        found->second->started.attempt = std::move(attempt);
}

void ConnectWatch::prune()
{
    const WallTime now = m_clock->now();
    std::erase_if(m_entries, [now](const auto &row) { return row.second->started.session.expires + kKept < now; });
}

Result<StartedSession> ConnectWatch::find(const SessionId &id) const
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return Error{ErrorCode::NotFound,
                     "There is no connect session " + id.str().substr(0, 64) + " that was started here."};
    return found->second->started;
}

std::optional<SessionId> ConnectWatch::sessionOf(const Attempt &attempt) const
{
    if (m_entries.contains(attempt.session))
        return attempt.session;
    // the page opens the link in a session of its own
    for (const auto &[id, entry] : m_entries) {
        const ConnectSession &session = entry->started.session;
        const bool sameLink = !attempt.link.empty() && session.linkId == attempt.link;
        const bool sameAccount = attempt.account && session.account == attempt.account;
        if (!isFinal(entry->news.status) && (sameLink || sameAccount))
            return id;
    }
    return std::nullopt;
}

void ConnectWatch::tell(Entry &entry, ConnectNews news)
{
    if (isFinal(entry.news.status))
        return;
    entry.news = std::move(news);
    ++entry.count;
    for (const std::weak_ptr<Waiter> &waiting : entry.waiters) {
        if (const std::shared_ptr<Waiter> waiter = waiting.lock())
            waiter->wake.cancel();
    }
}

void ConnectWatch::onAttempt(const Attempt &attempt)
{
    const std::optional<SessionId> id = sessionOf(attempt);
    // not through this session's own attempt: its link may have been used up by it
    if (!id) {
        for (const auto &[session, entry] : m_entries)
            refresh(*entry);
        return;
    }
    if (attempt.status != AttemptStatus::Pending)
        tell(*m_entries.at(*id),
             {attempt.status, attempt.account, attempt.errorCode, attempt.errorText, attempt.technical,
              attempt.connector});
}

void ConnectWatch::onAccount(const Account &account, bool removed)
{
    if (removed || account.status != AccountStatus::Active)
        return;
    for (const auto &[id, entry] : m_entries) {
        if (entry->started.session.account == account.id && !entry->started.wasActive)
            tell(*entry, {AttemptStatus::Authenticated, account.id, {}, {}, {}});
    }
}

void ConnectWatch::cancel(const SessionId &id)
{
    const auto found = m_entries.find(id);
    if (found != m_entries.end())
        tell(*found->second, {AttemptStatus::Cancelled, std::nullopt, {}, {}, {}});
}

void ConnectWatch::stop()
{
    m_stopped = true;
    for (const auto &[id, entry] : m_entries) {
        for (const std::weak_ptr<Waiter> &waiting : entry->waiters) {
            if (const std::shared_ptr<Waiter> waiter = waiting.lock())
                waiter->wake.cancel();
        }
    }
}

void ConnectWatch::refresh(Entry &entry)
{
    if (isFinal(entry.news.status))
        return;
    const ConnectSession &session = entry.started.session;
    if (!session.linkId.empty()) {
        for (const AuthLink &link : m_connect->links()) {
            if (link.id.str() == session.linkId && link.state == AuthLink::State::Used) {
                tell(entry, {AttemptStatus::Authenticated, link.account ? link.account : session.account, {}, {}, {}});
                return;
            }
        }
    }
    if (m_clock->now() >= session.expires)
        tell(entry, {AttemptStatus::Expired, std::nullopt, {}, {}, {}});
}

Task<Result<ConnectNews>> ConnectWatch::wait(SessionId id, std::chrono::seconds limit)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        co_return Error{ErrorCode::NotFound,
                        "There is no connect session " + id.str().substr(0, 64) + " that was started here."};
    const std::shared_ptr<Entry> entry = found->second;
    const auto waiter = std::make_shared<Waiter>(m_executor);
    std::erase_if(entry->waiters, [](const std::weak_ptr<Waiter> &old) { return old.expired(); });
    entry->waiters.push_back(waiter);
    waiter->limit.expires_after(limit);
    waiter->limit.async_wait([weak = std::weak_ptr<Waiter>(waiter)](const boost::system::error_code &) {
        if (const std::shared_ptr<Waiter> waiting = weak.lock()) {
            waiting->over = true;
            waiting->wake.cancel();
        }
    });
    const std::uint64_t seen = entry->told;
    const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
    refresh(*entry);
    while (!isFinal(entry->news.status) && entry->count <= seen && !waiter->over && !m_stopped && limit.count() > 0) {
        waiter->wake.expires_after(kLook);
        const std::tuple<boost::system::error_code> woken = co_await waiter->wake.async_wait(token);
        static_cast<void>(woken);
        refresh(*entry);
    }
    if (!isFinal(entry->news.status) && entry->count <= seen)
        co_return ConnectNews{};
    entry->told = entry->count;
    co_return entry->news;
}

} // namespace hub::control
