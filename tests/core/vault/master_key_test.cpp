#include "core/vault/master_key.h"

#include "core/base/encoding.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace hub;

class MasterKeyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void A38_onlyTheUsersOwnFileIsTaken_data();
    void A38_onlyTheUsersOwnFileIsTaken();
    void whatTheFileHolds_data();
    void whatTheFileHolds();
    void aPassphraseGivesTheSameKeyInTheSameStore();
    void credentialsAreFoundByTheirName_data();
    void credentialsAreFoundByTheirName();
    void otherSourcesAreRefused_data();
    void otherSourcesAreRefused();

private:
    std::string write(const char *name, const QByteArray &content, mode_t mode)
    {
        const QString path = m_directory->filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("the test can't write");
        file.close();
        ::chmod(qPrintable(path), mode);
        return path.toStdString();
    }
    Result<Secret> keyFrom(const std::string &source) { return masterKeyFrom(source, m_database.get(), &m_random); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Database> m_database;
    SystemRandom m_random;
};

void MasterKeyTest::init()
{
    m_database.reset();
    m_directory = std::make_unique<QTemporaryDir>();
    m_database = *Database::openSqlite(m_directory->filePath(QStringLiteral("hub.db")).toStdString());
    qunsetenv("CREDENTIALS_DIRECTORY");
}

void MasterKeyTest::A38_onlyTheUsersOwnFileIsTaken_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("taken");
    for (const int mode : {0600, 0400})
        QTest::addRow("mode %04o is taken", mode) << mode << true;
    for (const int mode : {0640, 0620, 0604, 0602, 0644, 0660, 0666, 0777})
        QTest::addRow("mode %04o is refused", mode) << mode << false;
}

void MasterKeyTest::A38_onlyTheUsersOwnFileIsTaken()
{
    QFETCH(int, mode);
    QFETCH(bool, taken);
    const Result<Secret> key = keyFrom("file:" + write("key", QByteArray(32, 'k'), mode_t(mode)));
    QCOMPARE(key.ok(), taken);
    if (!taken) {
        QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
        QVERIFY(key.error().message.find("chmod 600") != std::string::npos);
    }
}

void MasterKeyTest::whatTheFileHolds_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<bool>("asItIs");
    QTest::newRow("32 bytes are the key") << QByteArray("0123456789abcdef\0\xff\n3456789abcdef", 32) << true << true;
    QTest::newRow("a passphrase becomes one") << QByteArray("correct horse battery staple\n") << true << false;
    QTest::newRow("the shortest passphrase") << QByteArray("12345678") << true << false;
    QTest::newRow("a passphrase too short") << QByteArray("1234567") << false << false;
    QTest::newRow("one made long by its line's end") << QByteArray("1234567\r\n") << false << false;
    QTest::newRow("nothing") << QByteArray() << false << false;
}

void MasterKeyTest::whatTheFileHolds()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, taken);
    QFETCH(bool, asItIs);
    const Result<Secret> key = keyFrom("file:" + write("key", content, 0600));
    QCOMPARE(key.ok(), taken);
    if (taken) {
        QCOMPARE(key->size(), std::size_t(32));
        QCOMPARE(key->reveal() == content.toStdString(), asItIs);
    } else {
        QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
        QVERIFY(content.isEmpty() || key.error().message.find("1234567") == std::string::npos);
    }
}

void MasterKeyTest::aPassphraseGivesTheSameKeyInTheSameStore()
{
    const std::string plain = "file:" + write("plain", "correct horse", 0600);
    const std::string line = "file:" + write("line", "correct horse\r\n", 0600);
    const std::string first(keyFrom(plain)->reveal());
    QCOMPARE(keyFrom(plain)->reveal(), std::string_view(first));
    QCOMPARE(keyFrom(line)->reveal(), std::string_view(first));
    init(); // another store has a salt of its own
    QVERIFY(keyFrom("file:" + write("plain", "correct horse", 0600))->reveal() != first);
}

void MasterKeyTest::credentialsAreFoundByTheirName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("directory");
    QTest::addColumn<bool>("found");
    QTest::newRow("its name") << QByteArray("hub-key") << true << true;
    QTest::newRow("another name") << QByteArray("hub-kex") << true << false;
    QTest::newRow("no name") << QByteArray("") << true << false;
    QTest::newRow("not started by systemd") << QByteArray("hub-key") << false << false;
}

void MasterKeyTest::credentialsAreFoundByTheirName()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, directory);
    QFETCH(bool, found);
    write("hub-key", QByteArray(32, 'k'), 0440); // as systemd makes them
    if (directory)
        qputenv("CREDENTIALS_DIRECTORY", m_directory->path().toLocal8Bit());
    const Result<Secret> key = keyFrom("credential:" + name.toStdString());
    QCOMPARE(key.ok(), found);
    if (!found)
        QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
}

void MasterKeyTest::otherSourcesAreRefused_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("an unknown kind") << QByteArray("env:KEY");
    QTest::newRow("a path alone") << QByteArray("/tmp/key");
    QTest::newRow("no path") << QByteArray("file:");
    QTest::newRow("a file that is not there") << QByteArray("file:/nowhere/key");
    QTest::newRow("a folder") << QByteArray("file:/tmp");
}

void MasterKeyTest::otherSourcesAreRefused()
{
    QFETCH(QByteArray, source);
    const Result<Secret> key = keyFrom(source.toStdString());
    QVERIFY(!key.ok());
    QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
}

QTEST_GUILESS_MAIN(MasterKeyTest)
#include "master_key_test.moc"
