#include "core/connect/connect_service.h"

#include "core/base/log.h"
#include "core/connect/connect_state.h"

namespace hub {
namespace {

constexpr std::chrono::days kLinkLife{30};
constexpr std::size_t kMostAttempts = 5'000;

} // namespace

std::string_view wireName(AttemptStatus status)
{
    switch (status) {
    case AttemptStatus::Pending: return "pending";
    case AttemptStatus::Authenticated: return "authenticated";
    case AttemptStatus::Failed: return "error";
    case AttemptStatus::Cancelled: return "cancelled";
    case AttemptStatus::Expired: return "expired";
    }
    return {};
}

ConnectService::ConnectService(boost::asio::any_io_executor executor, Transport *transport, Database *database,
                               Catalogue *catalogue, AccountRepository *accounts, ProfileStore *profiles,
                               Credentials *credentials, Clock *clock, Random *random, Wait wait)
    : m_state(std::make_shared<State>(database, clock, random))
{
    m_state->transport = transport;
    m_state->catalogue = catalogue;
    m_state->accounts = accounts;
    m_state->profiles = profiles;
    m_state->credentials = credentials;
    m_state->executor = std::move(executor);
    m_state->wait = std::move(wait);
}

ConnectService::~ConnectService()
{
    m_state->closed = true;
}

Result<void> ConnectService::load()
{
    return m_state->sessions.load();
}

void ConnectService::setBaseUrl(std::string url)
{
    m_state->baseUrl = std::move(url);
}

void ConnectService::onAttempt(std::function<void(const Attempt &)> listener)
{
    m_state->listeners.push_back(std::move(listener));
}

void ConnectService::State::finish(Attempt attempt)
{
    attempt.updated = clock->now();
    Attempt &known = attempts[attempt.id];
    if (known.status != AttemptStatus::Pending)
        return;
    known = attempt;
    for (const auto &listener : listeners)
        listener(attempt);
}

//! Consents whose time is over take their attempts with them.
void ConnectService::State::sweep()
{
    const MonotonicTime now = clock->monotonic();
    std::erase_if(choices, [&](const auto &item) { return item.second.expires <= now; });
    std::vector<AttemptId> late;
    std::erase_if(consents, [&](const auto &item) {
        if (item.second.expires > now)
            return false;
        late.push_back(item.second.attempt);
        return true;
    });
    for (const AttemptId &id : late) {
        Attempt attempt = attempts[id];
        attempt.status = AttemptStatus::Expired;
        attempt.errorCode = "expired";
        attempt.errorText = "The sign-in took longer than 10 minutes. Start again.";
        finish(std::move(attempt));
    }
    while (attempts.size() > kMostAttempts) { // the oldest of those that have ended, else the oldest
        const auto rank = [](const auto &item) {
            return std::pair(item.second.status == AttemptStatus::Pending, item.second.created);
        };
        attempts.erase(std::min_element(attempts.begin(), attempts.end(),
                                        [&](const auto &a, const auto &b) { return rank(a) < rank(b); }));
    }
}

Task<Result<Account>> ConnectService::State::accountFor(ConnectSession session, std::string connector)
{
    const ConnectWish &wish = session.wish;
    const std::optional<AccountId> wanted = wish.account ? wish.account : session.account;
    if (wanted) {
        Result<Account> account = accounts->find(wish.owner, wanted->str());
        if (account && account->connector == connector)
            co_return account;
        if (wish.account)
            co_return account
                ? Result<Account>(Error{ErrorCode::InvalidRequest, "The account is one of another provider."})
                : account;
    }
    AccountFilter same;
    same.owner = wish.owner;
    same.connectors = {connector};
    for (const Account &account : accounts->list(same)) {
        if (!wish.multiple && account.ownerName == wish.ownerName)
            co_return account;
    }
    Account account;
    account.owner = wish.owner;
    account.ownerName = wish.ownerName;
    account.ownerUsername = wish.ownerUsername;
    account.connector = connector;
    account.alias = wish.alias;
    account.label = wish.label;
    account.metadata = wish.metadata;
    account.type = wish.type;
    account.status = AccountStatus::Inactive;
    account.reasons = {{"pending", "Nobody has signed in yet.", clock->now()}};
    Result<Account> added = co_await accounts->add(std::move(account));
    if (added) // the next try of the same session is for it, too
        sessions.setAccount(session.id, added->id);
    co_return added;
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): what is kept of the account before, and what is not
Task<Result<Account>> ConnectService::State::activate(Account account, Credential credential, ProbeOutcome who,
                                                      ConnectSession session, bool accepted)
{
    const bool somebodyElse = !account.identityId.empty() && !who.identityId.empty()
        && account.identityId != who.identityId;
    if (somebodyElse && !accepted)
        co_return Error{ErrorCode::Conflict,
                        "This sign-in is " + (who.identityLabel.empty() ? who.identityId : who.identityLabel)
                            + ", but the account belongs to "
                            + (account.identityLabel.empty() ? account.identityId : account.identityLabel)
                            + ". Nothing was changed. Sign in as that person, or connect this one as another account."};
    const std::shared_ptr<const Connector> connector = catalogue->find(account.connector);
    const bool asked = connector && connector->probe && !connector->probe->identityId.empty();
    const bool unchecked = !account.identityId.empty() && who.identityId.empty() && asked;
    const bool down = who.status == 0 || who.status >= 500;
    if (unchecked && !down)
        co_return Error{ErrorCode::UpstreamFailed,
                        connector->name + " did not say who signed in, so nothing was changed. Try again in a while."};
    Account owner = account;
    const Result<void> kept = co_await credentials->store(std::move(owner), std::move(credential));
    if (!kept)
        co_return kept.error();
    account.status = AccountStatus::Active;
    account.reasons.clear();
    if (unchecked) {
        account.reasons.push_back({"identity_unchecked",
                                   connector->name + " did not answer when it was asked who signed in.", clock->now()});
        qCWarning(logConnect, "a sign-in was kept without asking whose it is: the provider's test call did not answer");
    }
    if (!who.identityId.empty())
        account.identityId = who.identityId;
    if (accepted || !who.identityLabel.empty())
        account.identityLabel = who.identityLabel;
    if (!session.wish.label.empty())
        account.label = session.wish.label;
    if (!session.wish.ownerUsername.empty())
        account.ownerUsername = session.wish.ownerUsername;
    if (!session.wish.metadata.empty())
        account.metadata = session.wish.metadata;
    Result<Account> active = co_await accounts->update(std::move(account));
    if (!active)
        co_return active.error();
    sessions.setAccount(session.id, active->id);
    reconnects.erase(active->id);
    if (!session.linkId.empty()) {
        LinkId link(session.linkId);
        std::optional<AccountId> connected = active->id;
        const Result<void> used = co_await sessions.setLinkState(std::move(link), AuthLink::State::Used,
                                                                 std::move(connected));
        if (!used)
            qCWarning(logConnect, "a used link could not be marked: %s", used.error().message.c_str());
    }
    co_return active;
}

Task<Result<NewSession>> ConnectService::createSession(ConnectWish wish)
{
    if (!wish.connector.empty() && !m_state->catalogue->find(wish.connector))
        co_return Error{ErrorCode::NotFound, "There is no connector \"" + wish.connector + "\"."};
    std::optional<Account> record;
    if (wish.account) {
        Result<Account> account = m_state->accounts->find(wish.owner, wish.account->str());
        if (!account)
            co_return account.error();
        wish.connector = account->connector;
        record = std::move(*account);
    } else if (!wish.connector.empty()) {
        ConnectWish copy = wish;
        Result<Account> account = co_await accountFor(std::move(copy));
        if (!account)
            co_return account.error();
        record = std::move(*account);
    }
    const std::optional<AccountId> account = record ? std::optional<AccountId>(record->id) : std::nullopt;
    // without account ids, a session that may call is for the account that it connects
    if (wish.callsAllowed && wish.accounts.empty() && account)
        wish.accounts.push_back(*account);
    ConnectWish forLink = wish;
    Result<std::pair<AuthLink, Secret>> link = co_await m_state->sessions.addLink(std::move(forLink), account,
                                                                                  kLinkLife);
    if (!link)
        co_return link.error();
    std::string linkId = link->first.id.str();
    Result<std::pair<ConnectSession, Secret>> session = co_await m_state->sessions.addSession(std::move(wish), account,
                                                                                              std::move(linkId));
    if (!session)
        co_return session.error();
    co_return NewSession{std::move(session->first), std::move(session->second), std::move(link->second),
                         std::move(record)};
}

Task<Result<Account>> ConnectService::accountFor(ConnectWish wish)
{
    if (!m_state->catalogue->find(wish.connector))
        co_return Error{ErrorCode::NotFound, "There is no connector \"" + wish.connector + "\"."};
    std::string connector = wish.connector;
    ConnectSession fresh;
    fresh.wish = std::move(wish);
    co_return co_await m_state->accountFor(std::move(fresh), std::move(connector));
}

Result<ConnectSession> ConnectService::authenticate(std::string_view token) const
{
    return m_state->sessions.bySecret(token);
}

Result<std::shared_ptr<const Principal>> ConnectService::principal(std::string_view token) const
{
    const Result<ConnectSession> session = m_state->sessions.bySecret(token);
    if (!session)
        return session.error();
    const ConnectWish &wish = session->wish;
    std::vector<AccountId> accounts = wish.accounts;
    if (accounts.empty() && session->account) // none named, no connector: the one that the person picked
        accounts.push_back(*session->account);
    // a list of accounts that is empty would mean all of them
    if (!wish.callsAllowed || accounts.empty())
        return Error{ErrorCode::KeyInvalid, "This token connects accounts; it can't call."};
    Principal out;
    out.kind = Principal::Kind::Session;
    out.id = session->id.str();
    out.name = wish.ownerName;
    out.madeBy = wish.madeBy;
    out.owner = wish.owner;
    out.scopes = {Scope::Actions};
    out.accounts = std::move(accounts);
    out.actions = wish.actions;
    out.effects = wish.effects;
    out.expires = session->expires;
    return std::make_shared<const Principal>(std::move(out));
}

Result<ConnectSession> ConnectService::session(const SessionId &id, const std::optional<OwnerId> &owner) const
{
    Result<ConnectSession> session = m_state->sessions.byId(id);
    if (session && owner && *owner != session->wish.owner)
        return Error{ErrorCode::NotFound, "There is no such session."};
    return session;
}

Task<Result<void>> ConnectService::deleteSession(SessionId id, std::optional<OwnerId> owner)
{
    const Result<ConnectSession> session = this->session(id, owner);
    if (!session)
        co_return session.error();
    LinkId link(session->linkId);
    if (!link.empty()) {
        std::optional<AccountId> none;
        const Result<void> revoked = co_await m_state->sessions.setLinkState(std::move(link), AuthLink::State::Revoked,
                                                                             std::move(none));
        if (!revoked)
            co_return revoked.error();
    }
    SessionId own = session->id;
    co_return co_await m_state->sessions.removeSession(std::move(own));
}

Task<Result<std::pair<AuthLink, Secret>>> ConnectService::createLink(ConnectWish wish, std::chrono::days life)
{
    if (!wish.connector.empty() && !m_state->catalogue->find(wish.connector))
        co_return Error{ErrorCode::NotFound, "There is no connector \"" + wish.connector + "\"."};
    const std::optional<AccountId> account = wish.account;
    co_return co_await m_state->sessions.addLink(std::move(wish), account, life);
}

std::vector<AuthLink> ConnectService::links() const
{
    return m_state->sessions.links();
}

Task<Result<void>> ConnectService::revokeLink(LinkId id)
{
    return m_state->sessions.setLinkState(std::move(id), AuthLink::State::Revoked, std::nullopt);
}

Task<Result<std::pair<ConnectSession, Secret>>> ConnectService::openLink(std::string secret)
{
    const Result<AuthLink> link = m_state->sessions.openLink(secret);
    if (!link)
        co_return link.error();
    ConnectWish wish = link->wish;
    std::string linkId = link->id.str();
    const std::optional<AccountId> account = link->account;
    co_return co_await m_state->sessions.addSession(std::move(wish), account, std::move(linkId));
}

Task<Result<std::string>> ConnectService::reconnectUrl(Account account)
{
    const auto known = m_state->reconnects.find(account.id);
    if (known != m_state->reconnects.end() && m_state->sessions.openLink(known->second.second))
        co_return m_state->baseUrl + "/connect/" + known->second.second;
    ConnectWish wish;
    wish.owner = account.owner;
    wish.ownerName = account.ownerName;
    wish.connector = account.connector;
    wish.account = account.id;
    const Result<std::pair<AuthLink, Secret>> link = co_await m_state->sessions.addLink(std::move(wish), account.id,
                                                                                        kLinkLife);
    if (!link)
        co_return link.error();
    const std::string secret(link->second.reveal());
    m_state->reconnects.insert_or_assign(account.id, std::pair(link->first.id, secret));
    co_return m_state->baseUrl + "/connect/" + secret;
}

Result<Attempt> ConnectService::startAttempt(const ConnectSession &session)
{
    m_state->sweep();
    Attempt attempt;
    attempt.id = AttemptId("att_" + randomBase62(*m_state->random, 22));
    attempt.session = session.id;
    attempt.link = session.linkId;
    attempt.created = attempt.updated = m_state->clock->now();
    m_state->attempts[attempt.id] = attempt;
    return attempt;
}

Result<Attempt> ConnectService::attempt(const ConnectSession &session, const AttemptId &id) const
{
    m_state->sweep();
    const auto found = m_state->attempts.find(id);
    if (found == m_state->attempts.end() || found->second.session != session.id)
        return Error{ErrorCode::NotFound, "There is no such attempt."};
    return found->second;
}

void ConnectService::cancelAttempt(const ConnectSession &session, const AttemptId &id)
{
    const auto found = m_state->attempts.find(id);
    if (found == m_state->attempts.end() || found->second.session != session.id)
        return;
    std::erase_if(m_state->consents, [&](const auto &item) { return item.second.attempt == id; });
    m_state->choices.erase(id);
    found->second.canAccept = false;
    Attempt attempt = found->second;
    attempt.status = AttemptStatus::Cancelled;
    attempt.errorCode = "cancelled";
    attempt.errorText = "The sign-in was cancelled.";
    m_state->finish(std::move(attempt));
}

} // namespace hub
