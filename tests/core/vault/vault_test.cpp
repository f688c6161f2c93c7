#include "core/vault/keychain_vault.h"
#include "core/vault/sealed_vault.h"

#include "tests/support/pump.h"
#include "tests/support/run_task.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace hub;

//! One suite, whatever the vault. The keychain takes part where tests/support/with_keyring.sh gives it a keyring of its
//! own: a person's real one is never touched.
class VaultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNotThereIsNoError_data() { kinds(); }
    void whatIsNotThereIsNoError();
    void linesComeBackAsTheyWere_data();
    void linesComeBackAsTheyWere();
    void aLaterLineReplacesTheOneBefore_data() { kinds(); }
    void aLaterLineReplacesTheOneBefore();
    void S8_ownersAreKeptApart_data() { kinds(); }
    void S8_ownersAreKeptApart();
    void whatIsRemovedIsGone_data() { kinds(); }
    void whatIsRemovedIsGone();
    void anotherHubFindsIt_data() { kinds(); }
    void anotherHubFindsIt();
    void itSaysWhatItIs_data() { kinds(); }
    void itSaysWhatItIs();
    void itemsAreNamedSoThatNoneIsTakenForAnother_data();
    void itemsAreNamedSoThatNoneIsTakenForAnother();

private:
    static void kinds();
    //! False when this kind can't run here.
    bool open();

    template <typename T>
    T done(Task<T> task)
    {
        std::optional<T> out;
        bool ended = false;
        boost::asio::co_spawn(m_io, keepResult(std::move(task), &out), [&](std::exception_ptr) { ended = true; });
        // the keychain's jobs run on the main thread's loop
        pumpUntil(m_io, [&] {
            QCoreApplication::processEvents();
            return ended;
        });
        if (!ended)
            qFatal("the vault did not answer");
        return std::move(*out);
    }
    std::string read(const VaultKey &key)
    {
        const Result<std::optional<Secret>> line = done(m_vault->read(key));
        return !line ? "error" : !*line ? "nothing" : std::string((*line)->reveal());
    }
    bool write(const VaultKey &key, const std::string &line, std::uint64_t generation = 1) { return done(m_vault->write(key, Secret(line), generation)).ok(); }

    boost::asio::io_context m_io;
    SystemRandom m_random;
    QTemporaryDir m_directory;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Vault> m_vault;
};

void VaultTest::kinds()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("sealed") << QByteArray("sealed");
    QTest::newRow("keychain") << QByteArray("keychain");
}

bool VaultTest::open()
{
    if (QByteArray(QTest::currentDataTag()).startsWith("keychain")) {
        m_vault = std::make_unique<KeychainVault>();
        return qEnvironmentVariableIsSet("HUB_TEST_KEYRING");
    }
    if (!m_database)
        m_database = *Database::openSqlite(m_directory.filePath(QStringLiteral("hub.db")).toStdString());
    m_vault = *SealedVault::open(m_database.get(), Secret(std::string(32, 'm')), &m_random);
    return true;
}

#define OPEN_OR_SKIP()                                                                                                                                                                       \
    if (!open())                                                                                                                                                                             \
    QSKIP("no keyring of its own here: see vault_test.keychain")

void VaultTest::whatIsNotThereIsNoError()
{
    OPEN_OR_SKIP();
    QCOMPARE(read({"local", "never written"}), std::string("nothing"));
    QVERIFY(done(m_vault->remove({"local", "never written"})).ok());
    QVERIFY(done(m_vault->check()).ok());
}

void VaultTest::linesComeBackAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *kind : {"sealed", "keychain"}) {
        const auto row = [kind](const char *name, const QByteArray &line) { QTest::addRow("%s: %s", kind, name) << line; };
        row("a record", R"({"v":1,"values":{"access_token":"at \"1\" \u00fc"}})");
        row("blanks at its end", "{}   ");
        row("over the limit of some platforms", QByteArray(2'561, 'x'));
        row("100 KB", QByteArray(100'000, 'x'));
    }
}

void VaultTest::linesComeBackAsTheyWere()
{
    QFETCH(QByteArray, line);
    OPEN_OR_SKIP();
    QVERIFY(write({"local", "line"}, line.toStdString()));
    QCOMPARE(read({"local", "line"}), line.toStdString());
}

void VaultTest::aLaterLineReplacesTheOneBefore()
{
    OPEN_OR_SKIP();
    const VaultKey key{"local", "replaced"};
    for (std::uint64_t generation = 1; generation <= 3; ++generation) {
        QVERIFY(write(key, "line " + std::to_string(generation), generation));
        QCOMPARE(read(key), "line " + std::to_string(generation));
    }
    QVERIFY(write(key, "the same generation, with the refresh begun", 3));
    QCOMPARE(read(key), std::string("the same generation, with the refresh begun"));
}

void VaultTest::S8_ownersAreKeptApart()
{
    OPEN_OR_SKIP();
    QVERIFY(write({"alice", "a1"}, "alice's"));
    QCOMPARE(read({"bob", "a1"}), std::string("nothing"));
    QCOMPARE(read({"", "a1"}), std::string("nothing"));
    QVERIFY(write({"bob", "a1"}, "bob's"));
    QVERIFY(write({"", "a1"}, "the hub's"));
    QCOMPARE(read({"alice", "a1"}), std::string("alice's"));
    QVERIFY(done(m_vault->remove({"bob", "a1"})).ok());
    QCOMPARE(read({"alice", "a1"}), std::string("alice's"));
    QCOMPARE(read({"", "a1"}), std::string("the hub's"));
    // slashes in a name don't move its border
    QVERIFY(write({"a/b", "c"}, "one"));
    QCOMPARE(read({"a", "b/c"}), std::string("nothing"));
}

void VaultTest::whatIsRemovedIsGone()
{
    OPEN_OR_SKIP();
    const VaultKey key{"local", "removed"};
    QVERIFY(write(key, "line", 5));
    QVERIFY(done(m_vault->remove(key)).ok());
    QCOMPARE(read(key), std::string("nothing"));
    QVERIFY(write(key, "another account's", 1)); // its generations begin again
    QCOMPARE(read(key), std::string("another account's"));
}

void VaultTest::anotherHubFindsIt()
{
    OPEN_OR_SKIP();
    QVERIFY(write({"local", "kept"}, "line", 2));
    QVERIFY(open());
    QCOMPARE(read({"local", "kept"}), std::string("line"));
}

void VaultTest::itSaysWhatItIs()
{
    QFETCH(QByteArray, kind);
    open();
    QCOMPARE(m_vault->kind(), std::string_view(kind.constData()));
}

void VaultTest::itemsAreNamedSoThatNoneIsTakenForAnother_data()
{
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("an account") << QByteArray("local") << QByteArray("acme-1") << QByteArray("local/acme-1");
    QTest::newRow("the hub's own") << QByteArray() << QByteArray("master-key") << QByteArray("/master-key");
    QTest::newRow("a slash in the owner") << QByteArray("a/b") << QByteArray("c") << QByteArray("a%2Fb/c");
    QTest::newRow("a slash in the item") << QByteArray("a") << QByteArray("b/c") << QByteArray("a/b%2Fc");
    QTest::newRow("a percent sign") << QByteArray("a%2Fb") << QByteArray("c") << QByteArray("a%252Fb/c");
    QTest::newRow("letters beyond ASCII") << QByteArray("\xc3\xbc") << QByteArray("c") << QByteArray("%C3%BC/c");
}

void VaultTest::itemsAreNamedSoThatNoneIsTakenForAnother()
{
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, item);
    QFETCH(QByteArray, name);
    QCOMPARE(toString(VaultKey{owner.toStdString(), item.toStdString()}), name.toStdString());
}

QTEST_GUILESS_MAIN(VaultTest)
#include "vault_test.moc"
