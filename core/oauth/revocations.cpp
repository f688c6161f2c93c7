#include "core/oauth/revocations.h"

#include "core/base/log.h"
#include "core/oauth/placement.h"
#include "core/oauth/requests.h"
#include "core/oauth/token_endpoint.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace hub {
namespace {

constexpr std::chrono::minutes kFirstPause{1};
constexpr std::chrono::hours kLongestPause{6};
constexpr std::chrono::days kLongest{7};

VaultKey vaultKeyOf(const std::string &id)
{
    return {"", "revocation:" + id};
}

//! What of an account its request is made of.
std::string dataOf(const Account &account)
{
    json::object setup;
    for (const auto &[name, value] : account.setup)
        setup[name] = value;
    return json::serialize(json::object{
        {"connector", account.connector}, {"auth", account.authKey}, {"setup", std::move(setup)}});
}

Account accountFrom(std::string_view data)
{
    Account account;
    const Result<json::object> read = parseObject(data);
    if (!read)
        return account;
    account.connector = stringOf(*read, "connector");
    account.authKey = stringOf(*read, "auth");
    if (const json::value *setup = read->if_contains("setup"); setup != nullptr && setup->is_object()) {
        for (const auto &member : setup->get_object())
            account.setup[std::string(member.key())] = textOf(member.value());
    }
    return account;
}

} // namespace

struct Revocations::State {
    struct Waiting {
        Account account;
        WallTime created{};
    };
    enum class Outcome { Over, Later };

    boost::asio::any_io_executor executor;
    Transport *transport = nullptr;
    Vault *vault = nullptr;
    Database *database = nullptr;
    Catalogue *catalogue = nullptr;
    ProfileStore *profiles = nullptr;
    Clock *clock = nullptr;
    Random *random = nullptr;
    Wait wait;
    std::map<std::string, Waiting> waiting; //!< by id
    bool running = false, closed = false;

    //! Null where there is nothing to tell.
    const AuthMethod *methodOf(const Account &account, const Credential &credential) const;
    //! The pointers live until it returns.
    Task<Outcome> ask(const Account *account, const Credential *credential);
    Task<Outcome> tell(std::string id);
    Task<void> drop(std::string id);
    void run(const std::shared_ptr<State> &self, std::chrono::milliseconds first);
    static Task<void> loop(std::shared_ptr<State> self, std::chrono::milliseconds first);
};

Revocations::Revocations(boost::asio::any_io_executor executor, Transport *transport, Vault *vault, Database *database,
                         Catalogue *catalogue, ProfileStore *profiles, Clock *clock, Random *random, Wait wait)
    : m_state(std::make_shared<State>())
{
    m_state->executor = std::move(executor);
    m_state->transport = transport;
    m_state->vault = vault;
    m_state->database = database;
    m_state->catalogue = catalogue;
    m_state->profiles = profiles;
    m_state->clock = clock;
    m_state->random = random;
    m_state->wait = std::move(wait);
}

Revocations::~Revocations()
{
    m_state->closed = true;
}

Result<void> Revocations::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT id, data, created FROM revocations");
    };
    const Result<std::vector<SqlRow>> rows = m_state->database->runNow(work);
    if (!rows)
        return rows.error();
    for (const SqlRow &row : *rows)
        m_state->waiting[row.text(0)] = {accountFrom(row.text(1)), fromMillis(row.integer(2))};
    return {};
}

void Revocations::start()
{
    m_state->run(m_state, std::chrono::milliseconds(0));
}

std::vector<VaultKey> Revocations::vaultKeys() const
{
    std::vector<VaultKey> out;
    for (const auto &[id, one] : m_state->waiting)
        out.push_back(vaultKeyOf(id));
    return out;
}

Task<Result<std::string>> Revocations::keep(Account account, Credential credential)
{
    if (m_state->methodOf(account, credential) == nullptr)
        co_return std::string();
    std::string id = randomBase62(*m_state->random, 22);
    const WallTime now = m_state->clock->now();
    VaultKey key = vaultKeyOf(id);
    Secret line = toLine(credential);
    auto work = [id, data = dataOf(account), created = toMillis(now)](SqlConnection &connection) {
        return connection.execute("INSERT INTO revocations (id, data, created) VALUES (?, ?, ?)", {id, data, created});
    };
    Result<void> kept = co_await m_state->vault->write(std::move(key), std::move(line), 1);
    if (kept) {
        const Result<std::int64_t> row = co_await m_state->database->run(std::move(work));
        kept = row ? Result<void>() : Result<void>(row.error());
    }
    if (!kept) {
        std::string mine = id;
        co_await m_state->drop(std::move(mine));
        co_return kept.error();
    }
    m_state->waiting[id] = {std::move(account), now};
    co_return id;
}

Task<void> Revocations::tell(std::string id)
{
    if (id.empty())
        co_return;
    std::string mine = id;
    const State::Outcome outcome = co_await m_state->tell(std::move(mine));
    if (outcome == State::Outcome::Over)
        co_return co_await m_state->drop(std::move(id));
    qCInfo(logOauth, "the provider does not answer: a sign-in is ended there later");
    m_state->run(m_state, kFirstPause);
}

Task<void> Revocations::drop(std::string id)
{
    if (!id.empty())
        co_await m_state->drop(std::move(id));
}

const AuthMethod *Revocations::State::methodOf(const Account &account, const Credential &credential) const
{
    const std::shared_ptr<const Connector> connector = catalogue->find(account.connector);
    const AuthMethod *method = connector ? hub::methodOf(*connector, account, credential) : nullptr;
    return method != nullptr && !method->oauth.revocationUrl.empty() ? method : nullptr;
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): each token can fail by itself
Task<Revocations::State::Outcome> Revocations::State::ask(const Account *account, const Credential *credential)
{
    const std::shared_ptr<const Connector> connector = catalogue->find(account->connector);
    const AuthMethod *method = methodOf(*account, *credential);
    if (method == nullptr)
        co_return Outcome::Over;
    for (const char *kind : {"refresh_token", "access_token"}) {
        const Secret *token = credential->find(kind);
        if (token == nullptr)
            continue;
        Moment moment = momentOf(*clock, *random); // an assertion is used once
        const Result<ClientApp> client = co_await clientAppOf(profiles, account, credential, std::move(moment));
        if (!client && client.error().code == ErrorCode::VaultLocked)
            co_return Outcome::Later;
        Result<EndpointRequest> request = client
            ? revokeRequest(method->oauth, *client, *token, kind, valuesOf(*account, credential))
            : Result<EndpointRequest>(client.error());
        if (!request) {
            qCWarning(logOauth, "a sign-in can't be ended at the provider: its app or address is gone");
            co_return Outcome::Over;
        }
        EndpointRequest asked = std::move(*request);
        const Result<EndpointAnswer> answer = co_await post(transport, connector, std::move(asked));
        if (!answer || answer->status >= 500 || answer->status == 429)
            co_return Outcome::Later;
        if (answer->status >= 300)
            qCWarning(logOauth, "the provider did not confirm that a sign-in was ended: status %d", answer->status);
    }
    co_return Outcome::Over;
}

Task<void> Revocations::State::drop(std::string id)
{
    waiting.erase(id);
    VaultKey key = vaultKeyOf(id);
    const Result<void> removed = co_await vault->remove(std::move(key));
    auto work = [id](SqlConnection &connection) {
        return connection.execute("DELETE FROM revocations WHERE id = ?", {id});
    };
    const Result<std::int64_t> gone = co_await database->run(std::move(work));
    if (!removed || !gone)
        qCWarning(logOauth, "what was kept to end a sign-in could not be removed: %s",
                  (removed ? gone.error() : removed.error()).message.c_str());
}

Task<Revocations::State::Outcome> Revocations::State::tell(std::string id)
{
    const auto found = waiting.find(id);
    if (found == waiting.end())
        co_return Outcome::Over;
    const Waiting one = found->second;
    if (one.created + kLongest <= clock->now()) {
        qCWarning(logOauth, "a sign-in could not be ended at the provider in 7 days; it is given up");
        co_return Outcome::Over;
    }
    VaultKey key = vaultKeyOf(id);
    const Result<std::optional<Secret>> line = co_await vault->read(std::move(key));
    if (!line)
        co_return Outcome::Later;
    const Result<Credential> credential = line->has_value() ? credentialFromLine(**line) : Result<Credential>(Error{});
    if (!credential)
        co_return Outcome::Over;
    co_return co_await ask(&one.account, &*credential);
}

void Revocations::State::run(const std::shared_ptr<State> &self, std::chrono::milliseconds first)
{
    if (running || waiting.empty())
        return;
    running = true;
    boost::asio::co_spawn(executor, loop(self, first), boost::asio::detached);
}

//! A new one that comes meanwhile is tried with the others.
Task<void> Revocations::State::loop(std::shared_ptr<State> self, std::chrono::milliseconds first)
{
    std::chrono::milliseconds pause = first;
    while (!self->waiting.empty()) {
        std::chrono::milliseconds next = pause;
        if (next > std::chrono::milliseconds(0))
            co_await self->wait(next);
        if (self->closed)
            co_return;
        pause = std::clamp<std::chrono::milliseconds>(pause * 2, kFirstPause, kLongestPause);
        std::vector<std::string> ids;
        for (const auto &[id, one] : self->waiting)
            ids.push_back(id);
        for (const std::string &each : ids) {
            std::string id = each;
            const Outcome outcome = co_await self->tell(std::move(id));
            if (self->closed)
                co_return;
            std::string over = each;
            if (outcome == Outcome::Over)
                co_await self->drop(std::move(over));
        }
    }
    self->running = false;
}

} // namespace hub
