#include "core/vault/vault_factory.h"

#include "core/vault/secret_service.h"

#include "tests/support/counting_random.h"
#include "tests/support/run_task.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace hub;

class VaultFactoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void F13_withoutAKeychainNothingElseIsTaken_data();
    void F13_withoutAKeychainNothingElseIsTaken();
    void theSealedVaultOpensWithItsKeyOnly();
    void theKindThatRecordsAreInIsKept_data();
    void theKindThatRecordsAreInIsKept();
    void aMoveReplacesTheKind();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Database> m_database;
    CountingRandom m_random;
};

void VaultFactoryTest::init()
{
    m_database.reset();
    m_directory = std::make_unique<QTemporaryDir>();
    m_database = *Database::openSqlite(m_directory->filePath(QStringLiteral("hub.db")).toStdString());
}

void VaultFactoryTest::F13_withoutAKeychainNothingElseIsTaken_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("as the vault") << QByteArray("keychain");
    QTest::newRow("for the master key") << QByteArray("sealed");
}

void VaultFactoryTest::F13_withoutAKeychainNothingElseIsTaken()
{
    QFETCH(QByteArray, kind);
    QVERIFY(secretServiceState() == SecretServiceState::Absent);
    const auto vault = makeVault(kind.toStdString(), "keychain", m_database.get(), &m_random);
    QVERIFY(!vault.ok());
    QCOMPARE(vault.error().code, ErrorCode::VaultLocked);
    QVERIFY(vault.error().message.find("--vault sealed") != std::string::npos); // what to do
    const auto rows = m_database->runNow([](SqlConnection &connection) { return connection.query("SELECT count(*) FROM settings"); });
    QCOMPARE(rows->front().integer(0), std::int64_t(0));
}

void VaultFactoryTest::theSealedVaultOpensWithItsKeyOnly()
{
    for (const char letter : {'a', 'b'}) {
        QFile file(m_directory->filePath(QString(QLatin1Char(letter))));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(32, letter)) == 32);
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
    }
    const std::string right = "file:" + m_directory->filePath(QStringLiteral("a")).toStdString();
    const std::string wrong = "file:" + m_directory->filePath(QStringLiteral("b")).toStdString();
    const auto first = makeVault("sealed", right, m_database.get(), &m_random);
    QVERIFY(first.ok());
    QCOMPARE((*first)->kind(), std::string_view("sealed"));
    const auto refused = makeVault("sealed", wrong, m_database.get(), &m_random);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
    QVERIFY(makeVault("sealed", right, m_database.get(), &m_random).ok());
}

void VaultFactoryTest::theKindThatRecordsAreInIsKept_data()
{
    QTest::addColumn<QByteArray>("kept");
    QTest::addColumn<QByteArray>("used"); // what stands in the store
    QTest::addColumn<QByteArray>("wished");
    QTest::addColumn<QByteArray>("kind"); // empty = refused
    const QByteArray none, sealed("sealed"), keychain("keychain"), account("INSERT INTO accounts VALUES ('a', 'local', 'work', '{}', 0, 0)"),
        profile("INSERT INTO profiles VALUES ('acme', 'default', 'id', '', 1, 0)");
    QTest::newRow("nothing said, at the first start") << none << none << none << keychain;
    QTest::newRow("as wished, at the first start") << none << none << sealed << sealed;
    QTest::newRow("nothing said, later") << sealed << account << none << sealed;
    QTest::newRow("nothing said, and nothing kept but sealed rows") << none << QByteArray("INSERT INTO vault_items VALUES ('local', 'a', 1, 'x')") << none << sealed;
    QTest::newRow("the same again") << sealed << account << sealed << sealed;
    QTest::newRow("another one, with an account") << sealed << account << keychain << none;
    QTest::newRow("another one, with an app's secret") << keychain << profile << sealed << none;
    QTest::newRow("another one, with nothing to lose") << sealed << none << keychain << keychain;
}

void VaultFactoryTest::theKindThatRecordsAreInIsKept()
{
    QFETCH(QByteArray, kept);
    QFETCH(QByteArray, used);
    QFETCH(QByteArray, wished);
    QFETCH(QByteArray, kind);
    if (!kept.isEmpty())
        QVERIFY(keepVaultKindNow(m_database.get(), kept.toStdString()).ok());
    if (!used.isEmpty())
        QVERIFY(m_database->runNow([&](SqlConnection &connection) { return connection.execute(used.toStdString()); }).ok());
    const auto found = vaultKind(m_database.get(), wished.isEmpty() ? std::nullopt : std::optional(wished.toStdString()));
    QCOMPARE(found.ok(), !kind.isEmpty());
    if (found) {
        QCOMPARE(*found, kind.toStdString());
        return;
    }
    QCOMPARE(found.error().code, ErrorCode::InvalidRequest);
    QVERIFY(found.error().message.find("vault migrate " + wished.toStdString()) != std::string::npos);
}

void VaultFactoryTest::aMoveReplacesTheKind()
{
    boost::asio::io_context io;
    QVERIFY(keepVaultKindNow(m_database.get(), "keychain").ok());
    QVERIFY(runTask(io, keepVaultKind(m_database.get(), "sealed")).ok());
    QCOMPARE(vaultKind(m_database.get(), std::nullopt).value(), std::string("sealed"));
}

int main(int argc, char **argv)
{
    // before the first question to the bus: there is none
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    QCoreApplication application(argc, argv);
    VaultFactoryTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "vault_factory_test.moc"
