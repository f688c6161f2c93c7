#include "core/access/origin_list.h"

#include "tests/support/run_task.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hub;

class OriginListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void originsAreRead_data();
    void originsAreRead();
    void theListIsKept();

private:
    QTemporaryDir m_directory;
    boost::asio::io_context m_io;
};

void OriginListTest::originsAreRead_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("kept"); // empty = refused
    const auto row = [](const char *name, const char *given, const char *kept) { QTest::newRow(name) << QByteArray(given) << QByteArray(kept); };
    row("a host", "https://app.example", "https://app.example");
    row("in capitals, with blanks around", " HTTPS://App.Example ", "https://app.example");
    row("a port", "https://app.example:8443", "https://app.example:8443");
    row("the scheme's own port", "https://app.example:443", "https://app.example");
    row("this machine", "http://localhost:5173", "http://localhost:5173");
    row("this machine by number", "http://127.0.0.1:80", "http://127.0.0.1");
    row("this machine, IPv6", "http://[::1]:3000", "http://[::1]:3000");
    row("everybody", "*", "");
    row("nobody in particular", "null", "");
    row("another machine without TLS", "http://app.example", "");
    row("a machine that begins like this one", "http://localhost.evil.example", "");
    row("a path", "https://app.example/", "");
    row("a query", "https://app.example?x", "");
    row("a user", "https://localhost@evil.example", "");
    row("many hosts", "https://*.example", "");
    row("no host", "https://", "");
    row("an empty port", "https://app.example:", "");
    row("a port of letters", "https://app.example:x", "");
    row("another scheme", "chrome-extension://abc", "");
    row("nothing", "", "");
}

void OriginListTest::originsAreRead()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, kept);
    const auto database = Database::openSqlite(m_directory.filePath(QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".db")).toStdString()).value();
    OriginList list(database.get());
    const Result<void> allowed = runTask(m_io, list.allow(given.toStdString()));
    QCOMPARE(allowed.ok(), !kept.isEmpty());
    if (!allowed) {
        QCOMPARE(allowed.error().code, ErrorCode::SchemaViolation);
        QVERIFY(list.all().empty());
        return;
    }
    QCOMPARE(list.all(), std::vector<std::string>{kept.toStdString()});
    QVERIFY(list.contains(kept.toStdString()));
    QVERIFY(!list.contains(kept.toStdString() + '1'));
}

void OriginListTest::theListIsKept()
{
    const auto database = Database::openSqlite(m_directory.filePath(QStringLiteral("kept.db")).toStdString()).value();
    OriginList list(database.get());
    QVERIFY(list.load().ok());
    for (const char *origin : {"https://b.example", "https://a.example", "https://b.example"})
        QVERIFY(runTask(m_io, list.allow(origin)).ok());
    OriginList again(database.get());
    QVERIFY(again.load().ok());
    QCOMPARE(again.all(), (std::vector<std::string>{"https://a.example", "https://b.example"}));
    QVERIFY(runTask(m_io, again.remove("https://A.example")).ok());
    QCOMPARE(runTask(m_io, again.remove("https://a.example")).error().code, ErrorCode::NotFound);
    QVERIFY(list.load().ok());
    QCOMPARE(list.all(), std::vector<std::string>{"https://b.example"});
}

QTEST_GUILESS_MAIN(OriginListTest)
#include "origin_list_test.moc"
