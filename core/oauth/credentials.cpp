#include "core/oauth/credentials.h"

#include "core/base/log.h"
#include "core/oauth/refresh_state.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {
namespace {

constexpr std::chrono::seconds kOnDemandBelow{60};
constexpr std::chrono::minutes kLongestLead{5};

//! How long before its end a token is renewed: a tenth of its life, at most 5 minutes, spread by a fifth so that many
//! accounts made together do not come together. Nothing for short lives: they are renewed when they are asked for.
std::chrono::milliseconds leadOf(std::chrono::milliseconds lifetime, const AccountId &account)
{
    if (lifetime < kOnDemandBelow)
        return std::chrono::milliseconds(0);
    const std::chrono::milliseconds lead = std::min<std::chrono::milliseconds>(lifetime / 10, kLongestLead);
    const auto spread = static_cast<std::int64_t>(std::hash<AccountId>()(account) % 20);
    return lead * (100 - spread) / 100;
}

} // namespace

Credentials::Credentials(boost::asio::any_io_executor executor, Transport *transport, Vault *vault,
                         AccountRepository *accounts, Catalogue *catalogue, ProfileStore *profiles,
                         Revocations *revocations, Clock *clock, Random *random)
    : m_state(std::make_shared<State>())
{
    m_state->executor = std::move(executor);
    m_state->transport = transport;
    m_state->vault = vault;
    m_state->accounts = accounts;
    m_state->catalogue = catalogue;
    m_state->profiles = profiles;
    m_state->revocations = revocations;
    m_state->clock = clock;
    m_state->random = random;
    m_state->signer = RequestSigner(profiles, clock, random);
}

Credentials::~Credentials() = default;

RequestSigner *Credentials::signer()
{
    return &m_state->signer;
}

Task<Result<LiveCredential>> Credentials::State::load(Account account)
{
    // the person who locks the vault means what was read from it, too
    const LiveCredential held = entries[account.id].live;
    if (held && !vault->isLocked())
        co_return held;
    VaultKey key = vaultKeyOf(account);
    const Result<std::optional<Secret>> line = co_await vault->read(std::move(key));
    if (!line)
        co_return line.error();
    if (const LiveCredential newest = entries[account.id].live) // it may not be saved yet
        co_return newest;
    if (!line->has_value())
        co_return Error{ErrorCode::AccountInactive, "The account's sign-in is not in the vault. Sign in again."};
    Result<Credential> record = credentialFromLine(**line);
    if (!record)
        co_return record.error();
    CredentialEntry &entry = entries[account.id];
    entry.live = std::make_shared<const Credential>(std::move(*record));
    co_return entry.live;
}

bool Credentials::State::isRenewable(const Account &account, const Credential &credential) const
{
    if (credential.find("refresh_token") != nullptr)
        return true;
    const std::shared_ptr<const Connector> connector = catalogue->find(account.connector);
    const AuthMethod *method = connector ? methodOf(*connector, account, credential) : nullptr;
    return method != nullptr && method->mintsTokens();
}

std::shared_ptr<Flight> Credentials::State::fly(const Account &account)
{
    CredentialEntry &entry = entries[account.id];
    if (entry.flight)
        return entry.flight;
    const auto flight = std::make_shared<Flight>(executor);
    if (draining) {
        flight->done = true;
        flight->outcome = Error{ErrorCode::RefreshUnavailable, "The hub is stopping.", {}, std::chrono::seconds(5)};
        return flight;
    }
    entry.flight = flight;
    boost::asio::co_spawn(executor, run(shared_from_this(), account, flight), boost::asio::detached);
    return flight;
}

Task<Result<LiveCredential>> Credentials::State::await(std::shared_ptr<Flight> flight)
{
    if (!flight->done) {
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        co_await flight->landed.async_wait(token);
    }
    co_return flight->outcome;
}

Task<Result<LiveCredential>> Credentials::of(Account account)
{
    Account mine = account;
    Result<LiveCredential> live = co_await m_state->load(std::move(mine));
    if (!live)
        co_return live;
    const Credential &credential = **live;
    if (!credential.expiresAt)
        co_return live;
    const WallTime now = m_state->clock->now();
    const auto left = *credential.expiresAt - now;
    const auto lead = leadOf(*credential.expiresAt - credential.issuedAt.value_or(now), account.id);
    if (left > std::max(lead, std::chrono::milliseconds(0)) || !m_state->isRenewable(account, credential))
        co_return live;
    if (left <= std::chrono::milliseconds(0)) {
        std::shared_ptr<Flight> flight = m_state->fly(account);
        co_return co_await m_state->await(std::move(flight));
    }
    m_state->fly(account); // beside the call: this token is still good
    co_return live;
}

Task<Result<LiveCredential>> Credentials::renew(Account account, std::uint64_t seenGeneration)
{
    Account mine = account;
    Result<LiveCredential> live = co_await m_state->load(std::move(mine));
    if (!live || (*live)->generation > seenGeneration)
        co_return live;
    std::shared_ptr<Flight> flight = m_state->fly(account);
    co_return co_await m_state->await(std::move(flight));
}

Task<Result<void>> Credentials::store(Account account, Credential credential)
{
    // a refresh under way would put the successor of the old pair over the new sign-in
    while (std::shared_ptr<Flight> flight = m_state->entries[account.id].flight) {
        const Result<LiveCredential> ended = co_await m_state->await(std::move(flight));
        static_cast<void>(ended);
    }
    VaultKey key = vaultKeyOf(account);
    const Result<std::optional<Secret>> line = co_await m_state->vault->read(key);
    if (!line)
        co_return line.error();
    const Result<Credential> before = line->has_value() ? credentialFromLine(**line) : Result<Credential>(Error{});
    credential.generation = before ? before->generation + 1 : 1;
    credential.refreshing = false;
    Secret text = toLine(credential);
    const Result<void> kept = co_await m_state->vault->write(std::move(key), std::move(text), credential.generation);
    if (!kept)
        co_return kept.error();
    CredentialEntry &entry = m_state->entries[account.id];
    entry.live = std::make_shared<const Credential>(std::move(credential));
    entry.unsaved.reset();
    co_return Result<void>();
}

Task<Result<void>> Credentials::forget(Account account)
{
    if (std::shared_ptr<Flight> flight = m_state->entries[account.id].flight) {
        const Result<LiveCredential> ended = co_await m_state->await(std::move(flight));
        static_cast<void>(ended);
    }
    VaultKey key = vaultKeyOf(account);
    const Result<std::optional<Secret>> line = co_await m_state->vault->read(key);
    if (!line && line.error().code == ErrorCode::VaultLocked)
        co_return line.error();
    Result<Credential> record = line && line->has_value() ? credentialFromLine(**line) : Result<Credential>(Error{});
    // what the provider has to hear is kept first: a crash beside the purge loses nothing
    Result<std::string> ending = std::string();
    if (record) {
        Account mine = account;
        Credential last = std::move(*record);
        ending = co_await m_state->revocations->keep(std::move(mine), std::move(last));
    }
    if (!ending)
        co_return ending.error();
    const Result<void> purged = co_await m_state->vault->remove(std::move(key));
    if (!purged) {
        co_await m_state->revocations->drop(std::move(*ending));
        co_return purged.error();
    }
    m_state->entries.erase(account.id);
    co_await m_state->revocations->tell(std::move(*ending));
    co_return Result<void>();
}

Task<Result<void>> Credentials::refreshNow(Account account)
{
    Account mine = account;
    const Result<LiveCredential> live = co_await m_state->load(std::move(mine));
    if (!live)
        co_return live.error();
    std::shared_ptr<Flight> flight = m_state->fly(account);
    const Result<LiveCredential> outcome = co_await m_state->await(std::move(flight));
    co_return outcome ? Result<void>() : Result<void>(outcome.error());
}

Task<void> Credentials::recover()
{
    AccountFilter active;
    active.statuses = {AccountStatus::Active};
    for (const Account &account : m_state->accounts->list(active)) {
        Account mine = account;
        const Result<LiveCredential> live = co_await m_state->load(std::move(mine));
        if (!live)
            qCWarning(logOauth, "a sign-in could not be read at start: %s", live.error().message.c_str());
        if (!live || !(*live)->refreshing)
            continue;
        qCInfo(logOauth, "a refresh that was cut off is finished");
        std::shared_ptr<Flight> flight = m_state->fly(account);
        const Result<LiveCredential> outcome = co_await m_state->await(std::move(flight));
        static_cast<void>(outcome); // told by the refresh itself
    }
}

Task<void> Credentials::drain(std::chrono::milliseconds limit)
{
    m_state->draining = true;
    const MonotonicTime end = m_state->clock->monotonic() + limit;
    boost::asio::steady_timer timer(m_state->executor);
    const auto busy = [this] {
        return std::any_of(m_state->entries.begin(), m_state->entries.end(),
                           [](const auto &item) { return item.second.flight || item.second.unsaved; });
    };
    while (busy() && m_state->clock->monotonic() < end) {
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        timer.expires_after(std::chrono::milliseconds(20));
        co_await timer.async_wait(token);
    }
}

} // namespace hub
