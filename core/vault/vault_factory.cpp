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

Result<void> writeKind(SqlConnection &connection, const std::string &kind)
{
    const Result<std::int64_t> kept = connection.execute(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {std::string(kKindName), kind});
    return kept ? Result<void>() : Result<void>(kept.error());
}

struct KeptKind {
    std::string kind;    //!< empty before the first start
    bool isUsed = false; //!< somebody's credentials may be there
};

Result<KeptKind> keptKind(Database *database)
{
    // sealed rows of a hub from before kinds were kept tell by themselves
    constexpr std::string_view sql = "SELECT COALESCE((SELECT value FROM settings WHERE key = ?), "
                                     "(SELECT 'sealed' FROM vault_items LIMIT 1), ''), "
                                     "(SELECT count(*) FROM accounts) + (SELECT count(*) FROM profiles)";
    const auto work = [&](SqlConnection &connection) { return connection.query(sql, {std::string(kKindName)}); };
    const Result<std::vector<SqlRow>> rows = database->runNow(work);
    if (!rows)
        return rows.error();
    return KeptKind{rows->front().text(0), rows->front().integer(1) > 0};
}

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
    const Result<KeptKind> kept = keptKind(database);
    if (!kept)
        return kept.error();
    if (kept->kind.empty())
        return wished.value_or("keychain");
    if (!wished || *wished == kept->kind)
        return kept->kind;
    if (!kept->isUsed)
        return *wished;
    return Error{ErrorCode::InvalidRequest,
                 "The credentials are in the " + kept->kind + " vault. Start with --vault " + kept->kind
                     + ", or without --vault; to move them: connect-hubctl vault migrate " + *wished};
}

Result<void> keepVaultKindNow(Database *database, const std::string &kind)
{
    return database->runNow([&](SqlConnection &connection) { return writeKind(connection, kind); });
}

Task<Result<void>> keepVaultKind(Database *database, std::string kind)
{
    auto work = [kind](SqlConnection &connection) { return writeKind(connection, kind); };
    co_return co_await database->run(std::move(work));
}

} // namespace hub
