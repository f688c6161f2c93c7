#include "core/connect/session_store.h"

#include "core/base/encoding.h"
#include "core/connect/wish_json.h"

namespace hub {
namespace {

constexpr std::size_t kSecretSize = 43; // 256 bits in base62

std::string_view stateName(AuthLink::State state)
{
    switch (state) {
    case AuthLink::State::Open: return "open";
    case AuthLink::State::Used: return "used";
    case AuthLink::State::Expired: return "expired";
    case AuthLink::State::Revoked: return "revoked";
    }
    return {};
}

AuthLink::State stateFrom(std::string_view name)
{
    for (const AuthLink::State state : {AuthLink::State::Open, AuthLink::State::Used, AuthLink::State::Revoked}) {
        if (stateName(state) == name)
            return state;
    }
    return AuthLink::State::Expired;
}

std::string hashOf(std::string_view secret)
{
    return hex(sha256(secret));
}

std::string textOrNone(const std::optional<AccountId> &account)
{
    return account ? account->str() : std::string();
}

//! A link that is taken back takes the sessions with it that it minted. \param used the account, or nothing
Result<std::int64_t> writeLinkState(SqlConnection &connection, const std::string &id, AuthLink::State state,
                                    const std::string &used)
{
    if (state == AuthLink::State::Revoked) {
        const Result<std::int64_t> ended = connection.execute("DELETE FROM connect_sessions WHERE link_id = ?", {id});
        if (!ended)
            return ended;
    }
    if (!used.empty()) { // the sessions beside it are for what was connected
        const Result<std::int64_t> told = connection.execute(
            "UPDATE connect_sessions SET account = ? WHERE link_id = ?", {used, id});
        if (!told)
            return told;
    }
    return connection.execute(
        "UPDATE auth_links SET state = ?, account = CASE WHEN ? = '' THEN account ELSE ? END WHERE id = ?",
        {std::string(stateName(state)), used, used, id});
}

} // namespace

Result<void> SessionStore::load()
{
    const std::int64_t now = toMillis(m_clock->now());
    const auto sessionsWork = [now](SqlConnection &connection) {
        return connection.query(
            "SELECT id, number, token_hash, link_id, wish, account, created, expires FROM connect_sessions WHERE expires > ?",
            {now});
    };
    const Result<std::vector<SqlRow>> sessions = m_database->runNow(sessionsWork);
    if (!sessions)
        return sessions.error();
    for (const SqlRow &row : *sessions) {
        ConnectSession session{
            SessionId(row.text(0)),     row.integer(1), wishFrom(row.text(4)), {}, fromMillis(row.integer(6)),
            fromMillis(row.integer(7)), row.text(3)};
        if (!row.text(5).empty())
            session.account = AccountId(row.text(5));
        m_sessions[row.text(2)] = std::move(session);
    }
    const auto linksWork = [](SqlConnection &connection) {
        return connection.query("SELECT id, secret_hash, wish, account, created, expires, state FROM auth_links");
    };
    const Result<std::vector<SqlRow>> links = m_database->runNow(linksWork);
    if (!links)
        return links.error();
    for (const SqlRow &row : *links) {
        AuthLink link{LinkId(row.text(0)),        wishFrom(row.text(2)),  fromMillis(row.integer(4)),
                      fromMillis(row.integer(5)), stateFrom(row.text(6)), {}};
        if (!row.text(3).empty())
            link.account = AccountId(row.text(3));
        m_links[row.text(1)] = std::move(link);
    }
    return {};
}

Task<Result<std::pair<ConnectSession, Secret>>> SessionStore::addSession(
    ConnectWish wish, std::optional<AccountId> account, std::string linkId)
{
    const WallTime now = m_clock->now();
    std::erase_if(m_sessions, [&](const auto &item) { return item.second.expires <= now; });
    ConnectSession session{
        SessionId("cs_" + randomBase62(*m_random, 22)), 0, std::move(wish), account, now, {}, std::move(linkId)};
    session.expires = now + session.wish.expiresIn;
    Secret token("cst_" + randomBase62(*m_random, kSecretSize));
    const std::string hash = hashOf(token.reveal());
    auto work = [session, hash](SqlConnection &connection) -> Result<std::int64_t> {
        const Result<std::int64_t> swept = connection.execute("DELETE FROM connect_sessions WHERE expires <= ?",
                                                              {toMillis(session.created)});
        if (!swept)
            return swept.error();
        const Result<std::int64_t> kept = connection.execute(
            "INSERT INTO connect_sessions (id, token_hash, link_id, wish, account, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
            {session.id.str(), hash, session.linkId, wishData(session.wish), textOrNone(session.account),
             toMillis(session.created), toMillis(session.expires)});
        if (!kept)
            return kept.error();
        const Result<std::vector<SqlRow>> rows = connection.query("SELECT number FROM connect_sessions WHERE id = ?",
                                                                  {session.id.str()});
        return rows ? Result<std::int64_t>(rows->front().integer(0)) : Result<std::int64_t>(rows.error());
    };
    const Result<std::int64_t> number = co_await m_database->run(std::move(work));
    if (!number)
        co_return number.error();
    session.number = *number;
    m_sessions[hash] = session;
    co_return std::pair<ConnectSession, Secret>(std::move(session), std::move(token));
}

Result<ConnectSession> SessionStore::bySecret(std::string_view token) const
{
    const auto found = m_sessions.find(hashOf(token));
    if (found == m_sessions.end() || found->second.expires <= m_clock->now())
        return Error{ErrorCode::KeyInvalid, "The session has ended."};
    return found->second;
}

Result<ConnectSession> SessionStore::byId(const SessionId &id) const
{
    for (const auto &[hash, session] : m_sessions) {
        if (session.id == id || std::to_string(session.number) == id.str())
            return session;
    }
    return Error{ErrorCode::NotFound, "There is no such session."};
}

Task<Result<void>> SessionStore::removeSession(SessionId id)
{
    auto work = [id = id.str()](SqlConnection &connection) {
        return connection.execute("DELETE FROM connect_sessions WHERE id = ?", {id});
    };
    const Result<std::int64_t> gone = co_await m_database->run(std::move(work));
    if (!gone)
        co_return gone.error();
    std::erase_if(m_sessions, [&](const auto &item) { return item.second.id == id; });
    co_return Result<void>();
}

void SessionStore::setAccount(const SessionId &id, const AccountId &account)
{
    for (auto &[hash, session] : m_sessions) {
        if (session.id == id)
            session.account = account;
    }
}

AuthLink::State SessionStore::stateNow(const AuthLink &link) const
{
    return link.state == AuthLink::State::Open && link.expires <= m_clock->now() ? AuthLink::State::Expired
                                                                                 : link.state;
}

Task<Result<std::pair<AuthLink, Secret>>> SessionStore::addLink(ConnectWish wish, std::optional<AccountId> account,
                                                                std::chrono::days life)
{
    const WallTime now = m_clock->now();
    AuthLink link{LinkId("link_" + randomBase36(*m_random, 10)),
                  std::move(wish),
                  now,
                  now + life,
                  AuthLink::State::Open,
                  account};
    Secret secret(randomBase62(*m_random, kSecretSize));
    const std::string hash = hashOf(secret.reveal());
    auto work = [link, hash](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO auth_links (id, secret_hash, wish, account, created, expires, state) VALUES (?, ?, ?, ?, ?, ?, 'open')",
            {link.id.str(), hash, wishData(link.wish), textOrNone(link.account), toMillis(link.created),
             toMillis(link.expires)});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    m_links[hash] = link;
    co_return std::pair<AuthLink, Secret>(std::move(link), std::move(secret));
}

std::vector<AuthLink> SessionStore::links() const
{
    std::vector<AuthLink> out;
    for (const auto &[hash, link] : m_links) {
        out.push_back(link);
        out.back().state = stateNow(link);
    }
    std::sort(out.begin(), out.end(), [](const AuthLink &a, const AuthLink &b) {
        return std::tie(b.created, b.id) < std::tie(a.created, a.id);
    });
    return out;
}

Result<AuthLink> SessionStore::openLink(std::string_view secret) const
{
    const auto found = m_links.find(hashOf(secret));
    if (found == m_links.end())
        return Error{ErrorCode::NotFound, "There is no such link. Ask for a new one."};
    switch (stateNow(found->second)) {
    case AuthLink::State::Open: return found->second;
    case AuthLink::State::Used:
        return Error{ErrorCode::LinkGone, "This link was used already. Ask for a new one to connect another account."};
    case AuthLink::State::Expired: return Error{ErrorCode::LinkGone, "This link has expired. Ask for a new one."};
    case AuthLink::State::Revoked: return Error{ErrorCode::LinkGone, "This link was revoked. Ask for a new one."};
    }
    return Error{ErrorCode::Internal, "a link has an unknown state"};
}

Task<Result<void>> SessionStore::setLinkState(LinkId id, AuthLink::State state, std::optional<AccountId> account)
{
    const bool endsSessions = state == AuthLink::State::Revoked;
    auto work = [id = id.str(), state, used = textOrNone(account)](SqlConnection &connection) {
        return writeLinkState(connection, id, state, used);
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    if (endsSessions)
        std::erase_if(m_sessions, [&](const auto &item) { return item.second.linkId == id.str(); });
    for (auto &[hash, session] : m_sessions) {
        if (account && session.linkId == id.str())
            session.account = account;
    }
    for (auto &[hash, link] : m_links) {
        if (link.id != id)
            continue;
        link.state = state;
        if (account)
            link.account = account;
    }
    co_return *kept > 0 ? Result<void>() : Result<void>(Error{ErrorCode::NotFound, "There is no such link."});
}

} // namespace hub
