#include "core/vault/vault_factory.h"

#include "core/vault/keychain_vault.h"
#include "core/vault/master_key.h"
#include "core/vault/sealed_vault.h"

#include <QCoreApplication>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {
namespace {

constexpr std::string_view kKindName = "vault_kind";

} // namespace

Result<std::unique_ptr<Vault>> makeVault(const std::string &kind, const std::string &masterKey, Database *database,
                                         Random *random)
{
    if (kind == "keychain") {
        if (const Result<void> there = KeychainVault::available(); !there)
            return there.error();
        return std::unique_ptr<Vault>(std::make_unique<KeychainVault>());
    }
    Result<Secret> key = masterKeyFrom(masterKey, database, random);
    if (!key)
        return key.error();
    Result<std::unique_ptr<SealedVault>> vault = SealedVault::open(database, std::move(*key), random);
    if (!vault)
        return vault.error();
    return std::unique_ptr<Vault>(std::move(*vault));
}

Task<Result<std::unique_ptr<Vault>>> openVault(std::string kind, std::string masterKey, Database *database,
                                               Random *random)
{
    const auto home = co_await boost::asio::this_coro::executor;
    const auto opened = std::make_shared<std::optional<Result<std::unique_ptr<Vault>>>>();
    auto start = [=](auto handler) {
        const auto done = std::make_shared<decltype(handler)>(std::move(handler));
        const auto work = [=] {
            opened->emplace(makeVault(kind, masterKey, database, random));
            boost::asio::post(home, std::move(*done));
        };
        QMetaObject::invokeMethod(qApp, work, Qt::QueuedConnection);
    };
    auto token = boost::asio::use_awaitable;
    co_await boost::asio::async_initiate<decltype(token), void()>(start, token);
    co_return std::move(**opened);
}

Result<std::string> vaultKind(Database *database, const std::optional<std::string> &wished)
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT value FROM settings WHERE key = ?", {std::string(kKindName)});
    };
    const Result<std::vector<SqlRow>> rows = database->runNow(work);
    if (!rows)
        return rows.error();
    const std::string kept = rows->empty() ? std::string() : rows->front().text(0);
    if (kept.empty() || !wished || *wished == kept)
        return kept.empty() ? wished.value_or("keychain") : kept;
    return Error{ErrorCode::InvalidRequest,
                 "The credentials were moved to the " + kept + " vault. Start with --vault " + kept
                     + ", or without --vault; to move them back: connect-hubctl vault migrate " + *wished};
}

Task<Result<void>> keepVaultKind(Database *database, std::string kind)
{
    auto work = [kind](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            {std::string(kKindName), kind});
    };
    const Result<std::int64_t> kept = co_await database->run(std::move(work));
    co_return kept ? Result<void>() : Result<void>(kept.error());
}

} // namespace hub
