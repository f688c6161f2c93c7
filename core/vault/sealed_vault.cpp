#include "core/vault/sealed_vault.h"

#include "core/base/log.h"
#include "core/vault/sealing.h"

namespace hub {
namespace {

constexpr std::string_view kCheckName = "vault_check";
constexpr std::string_view kCheckText = "connect-hub vault 1";

//! What a row is bound to: it opens nowhere else.
std::string bindingOf(const VaultKey &key, std::uint64_t generation)
{
    return "connect-hub 1\n" + toString(key) + '\n' + std::to_string(generation);
}

Result<void> checkMaster(SqlConnection &connection, const Secret &master, Random &random)
{
    const Result<std::vector<SqlRow>> rows = connection.query("SELECT value FROM settings WHERE key = ?",
                                                              {std::string(kCheckName)});
    if (!rows)
        return rows.error();
    if (rows->empty()) {
        const std::string sealed = seal(master, kCheckText, kCheckName, random);
        const Result<std::int64_t> kept = connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)",
                                                             {std::string(kCheckName), sealed});
        return kept ? Result<void>() : Result<void>(kept.error());
    }
    const Result<Secret> opened = unseal(master, rows->front().text(0), kCheckName);
    if (opened && opened->reveal() == kCheckText)
        return {};
    return Error{
        ErrorCode::InvalidRequest,
        "The master key is not the one this vault was sealed with. Nothing was changed; start with the right one."};
}

} // namespace

SealedVault::SealedVault(Database *database, Secret masterKey, Random *random)
    : m_database(database), m_masterKey(std::move(masterKey)), m_random(random)
{
}

Result<std::unique_ptr<SealedVault>> SealedVault::open(Database *database, Secret masterKey, Random *random)
{
    const Result<void> fits = database->runNow([&](SqlConnection &connection) {
        return checkMaster(connection, masterKey, *random);
    });
    if (!fits)
        return fits.error();
    return std::unique_ptr<SealedVault>(new SealedVault(database, std::move(masterKey), random));
}

Task<Result<const Secret *>> SealedVault::ownerKey(std::string owner, bool make)
{
    if (const auto known = m_ownerKeys.find(owner); known != m_ownerKeys.end())
        co_return &known->second;
    auto look = [owner](SqlConnection &connection) {
        return connection.query("SELECT wrapped FROM owner_keys WHERE owner = ?", {owner});
    };
    const Result<std::vector<SqlRow>> rows = co_await m_database->run(std::move(look));
    if (!rows)
        co_return rows.error();
    const std::string binding = "connect-hub owner key 1\n" + owner;
    if (!rows->empty()) {
        Result<Secret> key = unseal(m_masterKey, rows->front().text(0), binding);
        if (!key)
            co_return key.error();
        co_return &m_ownerKeys.insert_or_assign(owner, std::move(*key)).first->second;
    }
    if (!make)
        co_return static_cast<const Secret *>(nullptr);
    Secret key(m_random->bytes(32));
    auto keep = [owner, wrapped = seal(m_masterKey, key.reveal(), binding, *m_random)](SqlConnection &connection) {
        return connection.execute("INSERT OR IGNORE INTO owner_keys (owner, wrapped) VALUES (?, ?)", {owner, wrapped});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(keep));
    if (!kept)
        co_return kept.error();
    if (*kept == 0) // another call made it meanwhile
        co_return co_await ownerKey(std::move(owner), false);
    co_return &m_ownerKeys.insert_or_assign(owner, std::move(key)).first->second;
}

Task<Result<std::optional<Secret>>> SealedVault::read(VaultKey key)
{
    auto look = [key](SqlConnection &connection) {
        return connection.query("SELECT generation, sealed FROM vault_items WHERE owner = ? AND item = ?",
                                {key.owner, key.item});
    };
    const Result<std::vector<SqlRow>> rows = co_await m_database->run(std::move(look));
    if (!rows)
        co_return rows.error();
    if (rows->empty())
        co_return std::optional<Secret>();
    const Result<const Secret *> owner = co_await ownerKey(key.owner, false);
    if (!owner)
        co_return owner.error();
    const Error damaged{ErrorCode::Internal, "A record in the vault is damaged or was exchanged."};
    if (*owner == nullptr)
        co_return damaged;
    const auto generation = static_cast<std::uint64_t>(rows->front().integer(0));
    const auto newest = m_newest.find(key);
    if (newest != m_newest.end() && generation < newest->second) {
        qCCritical(logVault, "a record was rolled back from outside; it is refused");
        co_return damaged;
    }
    Result<Secret> line = unseal(deriveKey(**owner, key.item), rows->front().text(1), bindingOf(key, generation));
    if (!line) {
        qCCritical(logVault, "a record can't be opened: it was changed from outside, or the disk is failing");
        co_return line.error();
    }
    m_newest[key] = generation;
    co_return std::optional<Secret>(std::move(*line));
}

Task<Result<void>> SealedVault::write(VaultKey key, Secret line, std::uint64_t generation)
{
    const Result<const Secret *> owner = co_await ownerKey(key.owner, true);
    if (!owner)
        co_return owner.error();
    const std::string sealed = seal(deriveKey(**owner, key.item), line.reveal(), bindingOf(key, generation), *m_random);
    auto keep = [key, generation, sealed](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO vault_items (owner, item, generation, sealed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (owner, item) DO UPDATE SET generation = excluded.generation, sealed = excluded.sealed",
            {key.owner, key.item, static_cast<std::int64_t>(generation), sealed});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(keep));
    if (!kept)
        co_return kept.error();
    m_newest[key] = generation;
    co_return Result<void>();
}

Task<Result<void>> SealedVault::remove(VaultKey key)
{
    auto work = [key](SqlConnection &connection) {
        return connection.execute("DELETE FROM vault_items WHERE owner = ? AND item = ?", {key.owner, key.item});
    };
    const Result<std::int64_t> gone = co_await m_database->run(std::move(work));
    if (!gone)
        co_return gone.error();
    m_newest.erase(key);
    co_return Result<void>();
}

Task<Result<void>> SealedVault::check()
{
    auto work = [](SqlConnection &connection) {
        return connection.query("SELECT 1 FROM settings WHERE key = ?", {std::string(kCheckName)});
    };
    const Result<std::vector<SqlRow>> rows = co_await m_database->run(std::move(work));
    co_return rows ? Result<void>() : Result<void>(rows.error());
}

} // namespace hub
