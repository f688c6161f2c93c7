#include "core/vault/sealed_vault.h"

#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace hub;

//! What the sealed vault refuses when somebody was at its rows.
class SealedVaultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void theWrongMasterKeyChangesNothing();
    void A37_noRowHoldsItsText();
    void A39_changedRowsAreRefused_data();
    void A39_changedRowsAreRefused();
    void A39_aRowRolledBackIsRefused();
    void anOwnerWithoutHisKeyIsUnreadable();
    void firstWritesAtOnceShareTheOwnersKey();
    void F10_aFullDiskKeepsTheRecordBefore();

private:
    void reopen() { m_vault = *SealedVault::open(m_database.get(), Secret(std::string(32, 'm')), &m_random); }
    Result<std::vector<SqlRow>> sql(const std::string &text)
    {
        return m_database->runNow([&](SqlConnection &connection) { return connection.query(text); });
    }
    std::string read(const VaultKey &key)
    {
        const Result<std::optional<Secret>> line = runTask(m_io, m_vault->read(key));
        if (!line)
            return std::string(wireName(line.error().code));
        return *line ? std::string((*line)->reveal()) : "nothing";
    }
    Result<void> write(const VaultKey &key, const std::string &line, std::uint64_t generation = 1) { return runTask(m_io, m_vault->write(key, Secret(line), generation)); }

    boost::asio::io_context m_io;
    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<SealedVault> m_vault;
    const VaultKey m_first{"alice", "a1"};
    const VaultKey m_second{"alice", "a2"};
    const VaultKey m_other{"bob", "b1"};
};

void SealedVaultTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_database = *Database::openSqlite(m_directory->filePath(QStringLiteral("hub.db")).toStdString());
    reopen();
    QVERIFY(write(m_first, "first").ok() && write(m_second, "second").ok() && write(m_other, "other").ok());
}

void SealedVaultTest::cleanup()
{
    m_vault.reset();
    m_database.reset();
}

void SealedVaultTest::theWrongMasterKeyChangesNothing()
{
    const auto wrong = SealedVault::open(m_database.get(), Secret(std::string(32, 'n')), &m_random);
    QVERIFY(!wrong.ok());
    QCOMPARE(wrong.error().code, ErrorCode::InvalidRequest);
    reopen();
    QCOMPARE(read(m_first), std::string("first"));
}

void SealedVaultTest::A37_noRowHoldsItsText()
{
    const std::string marker = "seeded-marker-0123456789";
    QVERIFY(write(m_first, marker).ok());
    m_vault.reset();
    m_database.reset(); // the log is written back
    QFile file(m_directory->filePath(QStringLiteral("hub.db")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("vault_items"));
    QVERIFY(!bytes.contains(marker.c_str()));
    QVERIFY(!bytes.contains(QByteArray(marker.c_str()).toBase64().left(20)));
}

void SealedVaultTest::A39_changedRowsAreRefused_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("others"); // what the other account of the same owner answers
    const QByteArray first = " WHERE item = 'a1'";
    QTest::newRow("a character was changed") << "UPDATE vault_items SET sealed = (CASE substr(sealed, 1, 1) WHEN 'A' THEN 'B' ELSE 'A' END) || "
                                                "substr(sealed, 2)"
            + first << QByteArray("second");
    QTest::newRow("its end is gone") << "UPDATE vault_items SET sealed = substr(sealed, 1, 40)" + first << QByteArray("second");
    QTest::newRow("it is empty") << "UPDATE vault_items SET sealed = ''" + first << QByteArray("second");
    QTest::newRow("another account's row stands there") << "UPDATE vault_items SET sealed = (SELECT sealed FROM vault_items WHERE item = 'a2')" + first << QByteArray("second");
    QTest::newRow("another owner's row stands there") << "UPDATE vault_items SET sealed = (SELECT sealed FROM vault_items WHERE item = 'b1')" + first << QByteArray("second");
    QTest::newRow("it says that it is newer") << "UPDATE vault_items SET generation = 2" + first << QByteArray("second");
    QTest::newRow("the owners' keys were swapped") << QByteArray("UPDATE owner_keys SET wrapped = (SELECT wrapped FROM owner_keys AS o WHERE o.owner <> "
                                                                 "owner_keys.owner)")
                                                   << QByteArray("internal");
    QTest::newRow("the owner's key was changed") << QByteArray("UPDATE owner_keys SET wrapped = substr(wrapped, 5) WHERE owner = 'alice'") << QByteArray("internal");
}

void SealedVaultTest::A39_changedRowsAreRefused()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, others);
    reopen(); // as after a start: nothing is known but the rows
    QVERIFY2(sql(change.toStdString()).ok(), change.constData());
    QCOMPARE(read(m_first), std::string("internal"));
    QCOMPARE(read(m_second), others.toStdString());
    if (others == "second")
        QCOMPARE(read(m_other), std::string("other"));
    QCOMPARE(sql("SELECT count(*) FROM vault_items")->front().integer(0), std::int64_t(3)); // nothing is thrown away
}

void SealedVaultTest::A39_aRowRolledBackIsRefused()
{
    QVERIFY(sql("CREATE TABLE kept AS SELECT * FROM vault_items").ok());
    QVERIFY(write(m_first, "first, refreshed", 2).ok());
    QVERIFY(sql("INSERT OR REPLACE INTO vault_items SELECT * FROM kept").ok());
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("rolled back")));
    QCOMPARE(read(m_first), std::string("internal"));
    QCOMPARE(read(m_second), std::string("second"));
    QVERIFY(write(m_first, "first, signed in again", 3).ok());
    QCOMPARE(read(m_first), std::string("first, signed in again"));
}

void SealedVaultTest::anOwnerWithoutHisKeyIsUnreadable()
{
    QVERIFY(sql("DELETE FROM owner_keys WHERE owner = 'alice'").ok());
    reopen();
    QCOMPARE(read(m_first), std::string("internal"));
    QCOMPARE(read(m_other), std::string("other"));
    QVERIFY(write(m_second, "after").ok()); // a new key, that opens none of the old rows
    QCOMPARE(read(m_second), std::string("after"));
    QCOMPARE(read(m_first), std::string("internal"));
}

void SealedVaultTest::firstWritesAtOnceShareTheOwnersKey()
{
    std::vector<std::optional<Result<void>>> written(20);
    for (std::size_t i = 0; i < written.size(); ++i) {
        Task<Result<void>> task = m_vault->write({"new", std::to_string(i)}, Secret(std::to_string(i)), 1);
        boost::asio::co_spawn(m_io, keepResult(std::move(task), &written[i]), boost::asio::detached);
    }
    QVERIFY(write({"new", "last"}, "last").ok()); // the database answers in order
    reopen();
    for (std::size_t i = 0; i < written.size(); ++i) {
        QVERIFY(written[i] && written[i]->ok());
        QCOMPARE(read({"new", std::to_string(i)}), std::to_string(i));
    }
}

void SealedVaultTest::F10_aFullDiskKeepsTheRecordBefore()
{
    QVERIFY(sql("PRAGMA query_only = ON").ok());
    const Result<void> written = write(m_first, "first, refreshed", 2);
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::StorageFull);
    QCOMPARE(read(m_first), std::string("first"));
    QVERIFY(sql("PRAGMA query_only = OFF").ok());
    QVERIFY(write(m_first, "first, refreshed", 2).ok());
    QCOMPARE(read(m_first), std::string("first, refreshed"));
}

QTEST_GUILESS_MAIN(SealedVaultTest)
#include "sealed_vault_test.moc"
