#include "core/oauth/profile_store.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <QFile>

// resources of a static library are not there until they are asked for
static void initPublicClients()
{
    Q_INIT_RESOURCE(public_clients);
}

namespace hub {
namespace {

constexpr const char *kShipped = "shipped";

VaultKey keyOf(const std::string &connector, const std::string &name)
{
    return {"", "profile:" + connector + ':' + name};
}

Error unknown(std::string_view connector)
{
    return {ErrorCode::NotFound, "There is no app profile for \"" + std::string(connector) + "\" yet."};
}

} // namespace

std::map<std::string, std::string> publicClients()
{
    initPublicClients();
    std::map<std::string, std::string> out;
    QFile file(QStringLiteral(":/public_clients.json"));
    const Result<json::object> clients = file.open(QIODevice::ReadOnly) ? parseObject(file.readAll().toStdString())
                                                                        : Result<json::object>(Error{});
    if (!clients)
        return out;
    for (const auto &client : *clients)
        out[std::string(client.key())] = textOf(client.value());
    return out;
}

ProfileStore::ProfileStore(Database *database, Vault *vault, Clock *clock, std::map<std::string, std::string> shipped)
    : m_database(database), m_vault(vault), m_clock(clock), m_shipped(std::move(shipped))
{
}

Result<void> ProfileStore::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT connector, name, client_id, scopes, has_secret, updated FROM profiles");
    };
    const Result<std::vector<SqlRow>> rows = m_database->runNow(work);
    if (!rows)
        return rows.error();
    for (const SqlRow &row : *rows) {
        Profile profile{row.text(0), row.text(1), row.text(2), {}, row.integer(4) != 0, fromMillis(row.integer(5))};
        const Result<json::value> scopes = parseJson(row.text(3));
        if (scopes && scopes->is_array()) {
            for (const json::value &scope : scopes->get_array())
                profile.scopes.push_back(textOf(scope));
        }
        m_profiles[{profile.connector, profile.name}] = std::move(profile);
    }
    return {};
}

Task<Result<Profile>> ProfileStore::set(Profile profile, std::optional<Secret> clientSecret)
{
    if (profile.name.empty())
        profile.name = "default";
    if (trim(profile.clientId).empty() || !isHeaderValue(profile.clientId))
        co_return Error{ErrorCode::InvalidRequest, "A client id is needed.", "client_id"};
    profile.clientId = std::string(trim(profile.clientId));
    const auto known = m_profiles.find({profile.connector, profile.name});
    profile.hasSecret = known != m_profiles.end() && known->second.hasSecret;
    if (clientSecret) {
        profile.hasSecret = !clientSecret->empty();
        VaultKey key = keyOf(profile.connector, profile.name);
        Secret line = clientSecret->clone();
        const auto generation = static_cast<std::uint64_t>(toMillis(m_clock->now()));
        const Result<void> kept = co_await m_vault->write(std::move(key), std::move(line), generation);
        if (!kept)
            co_return kept.error();
    }
    profile.updated = m_clock->now();
    auto work = [profile](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO profiles (connector, name, client_id, scopes, has_secret, updated) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (connector, name) DO UPDATE SET client_id = excluded.client_id, scopes = excluded.scopes, "
            "has_secret = excluded.has_secret, updated = excluded.updated",
            {profile.connector, profile.name, profile.clientId, json::serialize(json::value_from(profile.scopes)),
             static_cast<std::int64_t>(profile.hasSecret), toMillis(profile.updated)});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    m_profiles[{profile.connector, profile.name}] = profile;
    co_return profile;
}

std::vector<Profile> ProfileStore::list() const
{
    std::vector<Profile> out;
    out.reserve(m_profiles.size());
    for (const auto &[key, profile] : m_profiles)
        out.push_back(profile);
    return out;
}

std::vector<VaultKey> ProfileStore::vaultKeys() const
{
    std::vector<VaultKey> out;
    for (const auto &[key, profile] : m_profiles) {
        if (profile.hasSecret)
            out.push_back(keyOf(profile.connector, profile.name));
    }
    return out;
}

Result<Profile> ProfileStore::find(std::string_view connector, std::string_view name) const
{
    const std::string wanted = name.empty() ? "default" : std::string(name);
    if (const auto found = m_profiles.find({std::string(connector), wanted}); found != m_profiles.end())
        return found->second;
    const Profile *only = nullptr;
    for (const auto &[key, profile] : m_profiles) {
        if (key.first != connector)
            continue;
        if (only != nullptr)
            return unknown(connector);
        only = &profile;
    }
    if (only != nullptr && name.empty())
        return *only;
    const auto shipped = m_shipped.find(std::string(connector));
    if (shipped == m_shipped.end() || (!name.empty() && name != kShipped))
        return unknown(connector);
    return Profile{shipped->first, kShipped, shipped->second, {}, false, {}};
}

Task<Result<Secret>> ProfileStore::clientSecret(Profile profile)
{
    if (!profile.hasSecret)
        co_return Secret();
    VaultKey key = keyOf(profile.connector, profile.name);
    Result<std::optional<Secret>> read = co_await m_vault->read(std::move(key));
    if (!read)
        co_return read.error();
    if (!read->has_value())
        co_return Error{ErrorCode::InvalidRequest,
                        "The client secret of the app is not in the vault any more. Enter it again."};
    co_return std::move(**read);
}

Task<Result<void>> ProfileStore::remove(std::string connector, std::string name)
{
    if (name.empty())
        name = "default";
    const auto found = m_profiles.find({connector, name});
    if (found == m_profiles.end())
        co_return unknown(connector);
    auto work = [connector, name](SqlConnection &connection) {
        return connection.execute("DELETE FROM profiles WHERE connector = ? AND name = ?", {connector, name});
    };
    const Result<std::int64_t> gone = co_await m_database->run(std::move(work));
    if (!gone)
        co_return gone.error();
    m_profiles.erase({connector, name});
    VaultKey key = keyOf(connector, name);
    co_return co_await m_vault->remove(std::move(key));
}

} // namespace hub
