#include "core/store/migrations.h"

#include "core/store/sqlite_connection.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hub;

namespace {

//! The schema of each version that was given out, frozen: what a person's data directory may hold.
const QList<QList<QByteArray>> kShipped{
    {}, // 0: an empty file
    {
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE accounts (id TEXT PRIMARY KEY, owner TEXT NOT NULL, alias TEXT NOT NULL, data TEXT NOT NULL, "
        "created INTEGER NOT NULL, updated INTEGER NOT NULL, UNIQUE (owner, alias))",
        "CREATE TABLE api_keys (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, data TEXT NOT NULL, created INTEGER "
        "NOT NULL, last_used INTEGER)",
        "CREATE TABLE profiles (connector TEXT NOT NULL, name TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT "
        "NULL, has_secret INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (connector, name))",
        "CREATE TABLE connect_sessions (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, token_hash "
        "TEXT NOT NULL UNIQUE, link_id TEXT NOT NULL, wish TEXT NOT NULL, account TEXT NOT NULL, created INTEGER NOT "
        "NULL, expires INTEGER NOT NULL)",
        "CREATE TABLE auth_links (id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, wish TEXT NOT NULL, account "
        "TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, state TEXT NOT NULL)",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, data TEXT NOT NULL, hash TEXT NOT NULL)",
        "CREATE TABLE vault_items (owner TEXT NOT NULL, item TEXT NOT NULL, generation INTEGER NOT NULL, sealed TEXT "
        "NOT NULL, PRIMARY KEY (owner, item))",
        "CREATE TABLE owner_keys (owner TEXT PRIMARY KEY, wrapped TEXT NOT NULL)",
        "INSERT INTO accounts VALUES ('a1', 'local', 'work', '{}', 1, 2)",
        "INSERT INTO vault_items VALUES ('local', 'a1', 7, 'sealed')",
    },
};

std::string shapeOf(SqlConnection &connection)
{
    std::string all;
    const Result<std::vector<SqlRow>> rows = connection.query("SELECT name, sql FROM sqlite_master ORDER BY name");
    for (const SqlRow &row : *rows)
        all += row.text(0) + ": " + row.text(1) + '\n';
    return all;
}

std::int64_t numberOf(SqlConnection &connection, const char *sql)
{
    const Result<std::vector<SqlRow>> rows = connection.query(sql);
    return rows && !rows->empty() ? rows->front().integer(0) : -1;
}

} // namespace

class MigrationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void F26_eachOlderSchemaBecomesTheNewest_data();
    void F26_eachOlderSchemaBecomesTheNewest();
    void migratingTwiceChangesNothing();
    void F26_aNewerSchemaIsRefused();
    void aStepThatFailsLeavesNothingBehind();

private:
    std::unique_ptr<SqlConnection> open(const char *name) { return *openSqliteConnection(m_directory.filePath(QString::fromLatin1(name)).toStdString()); }
    QTemporaryDir m_directory;
};

void MigrationsTest::F26_eachOlderSchemaBecomesTheNewest_data()
{
    QTest::addColumn<int>("version");
    for (int version = 0; version < kShipped.size(); ++version)
        QTest::addRow("version %d", version) << version;
}

void MigrationsTest::F26_eachOlderSchemaBecomesTheNewest()
{
    QFETCH(int, version);
    const auto fresh = open("fresh.db");
    QVERIFY(migrate(*fresh).ok());
    const auto old = open(QByteArray("old" + QByteArray::number(version)).constData());
    for (const QByteArray &sql : kShipped[version])
        QVERIFY2(old->execute(sql.toStdString()).ok(), sql.constData());
    QVERIFY(old->execute("PRAGMA user_version = " + std::to_string(version)).ok());

    QVERIFY(migrate(*old).ok());
    QCOMPARE(numberOf(*old, "PRAGMA user_version"), numberOf(*fresh, "PRAGMA user_version"));
    if (version > 0) {
        QCOMPARE(numberOf(*old, "SELECT updated FROM accounts WHERE id = 'a1'"), std::int64_t(2));
        QCOMPARE(numberOf(*old, "SELECT generation FROM vault_items"), std::int64_t(7));
    }
    for (const char *table : {"settings", "accounts", "api_keys", "profiles", "connect_sessions", "auth_links", "audit", "vault_items", "owner_keys"})
        QVERIFY2(shapeOf(*old).find(std::string(table) + ": ") != std::string::npos, table);
}

void MigrationsTest::migratingTwiceChangesNothing()
{
    const auto connection = open("twice.db");
    QVERIFY(migrate(*connection).ok());
    QVERIFY(connection->execute("INSERT INTO settings VALUES ('a', 'b')").ok());
    const std::string before = shapeOf(*connection);
    QVERIFY(migrate(*connection).ok());
    QCOMPARE(shapeOf(*connection), before);
    QCOMPARE(numberOf(*connection, "SELECT count(*) FROM settings"), std::int64_t(1));
}

void MigrationsTest::F26_aNewerSchemaIsRefused()
{
    const auto connection = open("newer.db");
    QVERIFY(connection->execute("CREATE TABLE of_the_future (a)").ok());
    QVERIFY(connection->execute("PRAGMA user_version = 1000").ok());
    const std::string before = shapeOf(*connection);
    const Result<void> refused = migrate(*connection);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().message.find("newer version") != std::string::npos);
    QCOMPARE(shapeOf(*connection), before);
    QCOMPARE(numberOf(*connection, "PRAGMA user_version"), std::int64_t(1000));
}

void MigrationsTest::aStepThatFailsLeavesNothingBehind()
{
    const auto connection = open("failing.db");
    QVERIFY(connection->execute("CREATE TABLE audit (taken INTEGER)").ok());
    const std::string before = shapeOf(*connection);
    QVERIFY(!migrate(*connection).ok());
    QCOMPARE(shapeOf(*connection), before);
    QCOMPARE(numberOf(*connection, "PRAGMA user_version"), std::int64_t(0));
}

QTEST_GUILESS_MAIN(MigrationsTest)
#include "migrations_test.moc"
