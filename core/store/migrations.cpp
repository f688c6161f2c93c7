#include "core/store/migrations.h"

namespace hub {
namespace {

using Step = std::vector<std::string_view>;

//! Never edit a step that has shipped: add one.
const std::vector<Step> &steps()
{
    static const std::vector<Step> all{
        {
            "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
            // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one statement in two lines
            "CREATE TABLE accounts (id TEXT PRIMARY KEY, owner TEXT NOT NULL, alias TEXT NOT NULL, data TEXT NOT NULL, "
            "created INTEGER NOT NULL, updated INTEGER NOT NULL, UNIQUE (owner, alias))",
            "CREATE TABLE api_keys (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, data TEXT NOT NULL, created INTEGER NOT NULL, "
            "last_used INTEGER)",
            "CREATE TABLE profiles (connector TEXT NOT NULL, name TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT NULL, "
            "has_secret INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (connector, name))",
            "CREATE TABLE connect_sessions (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, token_hash TEXT NOT NULL UNIQUE, "
            "link_id TEXT NOT NULL, wish TEXT NOT NULL, account TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL)",
            "CREATE TABLE auth_links (id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, wish TEXT NOT NULL, account TEXT NOT NULL, "
            "created INTEGER NOT NULL, expires INTEGER NOT NULL, state TEXT NOT NULL)",
            "CREATE TABLE audit (seq INTEGER PRIMARY KEY, data TEXT NOT NULL, hash TEXT NOT NULL)",
            "CREATE TABLE vault_items (owner TEXT NOT NULL, item TEXT NOT NULL, generation INTEGER NOT NULL, sealed TEXT NOT NULL, "
            "PRIMARY KEY (owner, item))",
            "CREATE TABLE owner_keys (owner TEXT PRIMARY KEY, wrapped TEXT NOT NULL)",
        },
        {
            // a request is looked up by its id in a record of any length
            "CREATE INDEX audit_requests ON audit (json_extract(data, '$.request_id'))",
        },
        {
            "CREATE TABLE revocations (id TEXT PRIMARY KEY, data TEXT NOT NULL, created INTEGER NOT NULL)",
        },
    };
    return all;
}

Result<void> run(SqlConnection &connection, const Step &step, std::size_t version)
{
    return connection.transaction([&]() -> Result<void> {
        for (const std::string_view sql : step) {
            const Result<std::int64_t> done = connection.execute(sql);
            if (!done)
                return done.error();
        }
        const Result<std::int64_t> marked = connection.execute("PRAGMA user_version = " + std::to_string(version));
        return marked ? Result<void>() : Result<void>(marked.error());
    });
}

} // namespace

Result<void> migrate(SqlConnection &connection)
{
    const Result<std::vector<SqlRow>> rows = connection.query("PRAGMA user_version");
    if (!rows)
        return rows.error();
    const auto version = static_cast<std::size_t>(rows->front().integer(0));
    if (version > steps().size())
        return Error{
            ErrorCode::Conflict,
            "The data directory was written by a newer version of Connect Hub. Use that version, or another data directory."};
    for (std::size_t next = version; next < steps().size(); ++next) {
        const Result<void> done = run(connection, steps()[next], next + 1);
        if (!done)
            return done;
    }
    return {};
}

} // namespace hub
