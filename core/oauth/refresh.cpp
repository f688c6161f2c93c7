#include "core/oauth/refresh_state.h"

#include "core/base/log.h"
#include "core/http/retry_after.h"
#include "core/oauth/dpop.h"
#include "core/oauth/id_token.h"
#include "core/oauth/probe.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {
namespace {

constexpr std::size_t kGrowth = 512; // a new pair may be longer than the old one
constexpr std::chrono::seconds kLongestBackoff{60};

Error unsavedError()
{
    return {ErrorCode::RefreshUnavailable,
            "The sign-in was renewed but could not be kept yet. It is tried each second; nothing is lost.",
            {},
            std::chrono::seconds(1)};
}

} // namespace

VaultKey vaultKeyOf(const Account &account)
{
    return {account.owner.str(), account.id.str()};
}

Error Credentials::State::leaveAlone(const std::string &issuer, std::optional<std::chrono::seconds> asked,
                                     const std::string &why)
{
    Backoff &backoff = backoffs[issuer];
    const auto doubled = std::chrono::seconds(1LL << std::min(backoff.failures++, 6));
    const std::chrono::seconds wait = std::max(asked.value_or(std::chrono::seconds(0)),
                                               std::min(doubled, kLongestBackoff));
    backoff.until = clock->monotonic() + wait;
    return {ErrorCode::RefreshUnavailable, why + " The account stays connected; it is tried again.", {}, wait};
}

Task<Error> Credentials::State::expire(Account account, std::string code, std::string description)
{
    const Error gone{ErrorCode::AccountExpired, description + " Sign in again."};
    Result<Account> current = accounts->find(account.owner, account.id.str());
    if (!current || current->status != AccountStatus::Active)
        co_return gone;
    Account changed = std::move(*current);
    changed.status = AccountStatus::Expired;
    changed.reasons = {{std::move(code), std::move(description), clock->now()}};
    const Result<Account> kept = co_await accounts->update(std::move(changed));
    if (!kept)
        qCCritical(logOauth, "an account's end could not be recorded: %s", kept.error().message.c_str());
    co_return gone;
}

Task<Result<Credentials::State::Stored>> Credentials::State::reread(Account account)
{
    VaultKey key = vaultKeyOf(account);
    const Result<std::optional<Secret>> line = co_await vault->read(std::move(key));
    if (!line)
        co_return line.error();
    if (!line->has_value())
        co_return Error{ErrorCode::AccountInactive, "The account's sign-in is not in the vault. Sign in again."};
    Stored out;
    Result<Credential> record = credentialFromLine(**line);
    if (!record)
        co_return record.error();
    out.record = std::move(*record);
    CredentialEntry &entry = entries[account.id];
    if (entry.live && out.record.generation > entry.live->generation) {
        entry.live = std::make_shared<const Credential>(out.record.clone()); // somebody else has renewed it
        out.newer = entry.live;
        co_return out;
    }
    out.connector = catalogue->find(account.connector);
    out.method = out.connector ? hub::methodOf(*out.connector, account, out.record) : nullptr;
    const Result<Account> current = accounts->find(account.owner, account.id.str());
    if (const std::optional<Error> refused = current ? refusal(*current) : std::optional<Error>(current.error()))
        co_return *refused;
    co_return out;
}

std::string Credentials::State::issuerOf(const Account &account, const OauthMethod &method,
                                         const Credential &record) const
{
    // one connector may have a server for each tenant
    const Result<std::string> url = expand(method.tokenUrl, valuesOf(account, &record), Place::Url);
    return url ? *url : method.tokenUrl;
}

std::optional<Error> Credentials::State::restOf(const std::string &issuer) const
{
    const auto rest = backoffs.find(issuer);
    if (rest == backoffs.end() || clock->monotonic() >= rest->second.until)
        return std::nullopt;
    return Error{ErrorCode::RefreshUnavailable,
                 "The authorization server did not answer well a moment ago; it is left alone for a while.",
                 {},
                 std::chrono::ceil<std::chrono::seconds>(rest->second.until - clock->monotonic())};
}

//! The order is what keeps an account: re-read, prove that the vault can be written, ask, keep, and only then hand out.
Task<Result<LiveCredential>> Credentials::State::refresh(Account account)
{
    Account mine = account;
    Result<Stored> stored = co_await reread(std::move(mine));
    if (!stored)
        co_return stored.error();
    if (stored->newer)
        co_return stored->newer;
    const AuthMethod *method = stored->method;
    const Secret *token = stored->record.find("refresh_token");
    if (method == nullptr || token == nullptr) {
        std::string code = "no_refresh_token";
        std::string description = "The provider ended this sign-in and gave no way to renew it.";
        co_return co_await expire(account, std::move(code), std::move(description));
    }
    if (const std::optional<Error> rest = restOf(issuerOf(account, method->oauth, stored->record)))
        co_return *rest;
    Moment moment = momentOf(*clock, *random);
    const Result<ClientApp> client = co_await clientAppOf(profiles, &account, &stored->record, std::move(moment));
    if (!client)
        co_return client.error();
    Result<EndpointRequest> request = refreshRequest(method->oauth, *client, *token,
                                                     valuesOf(account, &stored->record));
    if (!request)
        co_return request.error();
    Credential spent = std::move(stored->record);
    EndpointRequest asked = std::move(*request);
    co_return co_await spend(account, std::move(spent), stored->connector, std::move(asked));
}

//! From here on the stored token may be spent at any moment.
Task<Result<LiveCredential>> Credentials::State::spend(
    Account account, Credential record, std::shared_ptr<const Connector> connector, EndpointRequest request)
{
    const OauthMethod &method = hub::methodOf(*connector, account, record)->oauth;
    const std::string issuer = issuerOf(account, method, record);
    VaultKey key = vaultKeyOf(account);
    record.refreshing = true;
    Secret intent = toLine(record, toLine(record).size() + kGrowth);
    const Result<void> proven = co_await vault->write(key, std::move(intent), record.generation);
    if (!proven)
        co_return proven.error();
    Secret proofKey = dpopKeyOf(method, record);
    const Result<EndpointAnswer> answer = co_await postWithProof(transport, connector, std::move(request),
                                                                 std::move(proofKey), clock, random);
    if (!answer)
        co_return leaveAlone(issuer, {}, "The authorization server can't be reached.");
    TokenAnswer read = readTokenAnswer(method, answer->status, answer->contentType, answer->body);
    if (auto *set = std::get_if<TokenSet>(&read)) {
        backoffs.erase(issuer);
        // OpenID Connect Core 1.0, section 12.2: an ID token at a refresh keeps issuer and subject
        const std::string subject = record.subject.empty() ? std::string() : subjectIn(set->idToken);
        if (!subject.empty() && subject != record.subject) {
            std::string code = "different_identity";
            std::string description = connector->name + " renewed this sign-in for somebody else.";
            co_return co_await expire(account, std::move(code), std::move(description));
        }
        TokenSet tokens = std::move(*set);
        co_return co_await take(account, std::move(record), std::move(tokens));
    }
    const TokenFailure failure = std::get<TokenFailure>(read);
    qCWarning(logOauth, "a refresh failed: status %d %s", failure.status, failure.code.c_str());
    if (!failure.deadGrant)
        co_return leaveAlone(issuer, retryAfter(answer->headers, {}, clock->now()),
                             "The authorization server could not renew the sign-in.");
    // the pair may have been renewed beside us: believe the refusal only for what is stored now
    Result<std::optional<Secret>> again = co_await vault->read(key);
    const Result<Credential> stored = again && again->has_value() ? credentialFromLine(**again)
                                                                  : Result<Credential>(Error{});
    if (stored && stored->generation > record.generation) {
        entries[account.id].live = std::make_shared<const Credential>(stored->clone());
        co_return entries[account.id].live;
    }
    std::string description = connector->name + " ended this sign-in.";
    co_return co_await expire(account, failure.code, std::move(description));
}

Task<Result<LiveCredential>> Credentials::State::take(Account account, Credential record, TokenSet set)
{
    apply(std::move(set), clock->now(), &record);
    record.refreshing = false;
    record.generation += 1;
    entries[account.id].unsaved = std::make_shared<const Credential>(std::move(record));
    Result<LiveCredential> saved = co_await save(account);
    if (saved)
        co_return saved;
    qCCritical(logVault, "a renewed sign-in could not be kept: %s It is held in memory and tried each second.",
               saved.error().message.c_str());
    boost::asio::co_spawn(executor, saveUntilDone(shared_from_this(), account), boost::asio::detached);
    co_return unsavedError();
}

Task<Result<LiveCredential>> Credentials::State::save(Account account)
{
    const LiveCredential waiting = entries[account.id].unsaved;
    if (!waiting)
        co_return entries[account.id].live ? Result<LiveCredential>(entries[account.id].live)
                                           : Result<LiveCredential>(unsavedError());
    VaultKey key = vaultKeyOf(account);
    Secret line = toLine(*waiting);
    const Result<void> kept = co_await vault->write(std::move(key), std::move(line), waiting->generation);
    if (!kept)
        co_return unsavedError();
    CredentialEntry &entry = entries[account.id];
    if (entry.unsaved == waiting)
        entry.unsaved.reset();
    entry.live = waiting;
    co_return waiting;
}

Task<void> Credentials::State::saveUntilDone(std::shared_ptr<State> self, Account account)
{
    boost::asio::steady_timer timer(self->executor);
    while (self->entries[account.id].unsaved) {
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(token);
        const Result<LiveCredential> saved = co_await self->save(account);
        if (saved)
            qCWarning(logVault, "a renewed sign-in that could not be kept before is kept now");
    }
}

//! A key can't be renewed; the connector's probe tells a forbidden call from a dead key.
Task<Result<LiveCredential>> Credentials::State::probeKey(Account account, LiveCredential live)
{
    const std::shared_ptr<const Connector> connector = catalogue->find(account.connector);
    if (!connector || !connector->probe)
        co_return live;
    const Result<ProbeOutcome> outcome = co_await probe(transport, &signer, connector, &account, live.get());
    if (outcome && outcome->dead) {
        std::string code = "key_refused";
        std::string description = connector->name + " does not accept this key any more.";
        co_return co_await expire(account, std::move(code), std::move(description));
    }
    co_return live;
}

Task<void> Credentials::State::run(std::shared_ptr<State> self, Account account, std::shared_ptr<Flight> flight)
{
    const LiveCredential live = self->entries[account.id].live;
    const std::shared_ptr<const Connector> connector = self->catalogue->find(account.connector);
    const AuthMethod *method = live && connector ? hub::methodOf(*connector, account, *live) : nullptr;
    if (self->entries[account.id].unsaved)
        flight->outcome = co_await self->save(account);
    else if (method != nullptr && method->mintsTokens())
        flight->outcome = co_await self->mint(account);
    else if (method != nullptr && method->type == "oauth2")
        flight->outcome = co_await self->refresh(account);
    else if (live)
        flight->outcome = co_await self->probeKey(account, live);
    flight->done = true;
    self->entries[account.id].flight.reset();
    flight->landed.cancel();
}

} // namespace hub
