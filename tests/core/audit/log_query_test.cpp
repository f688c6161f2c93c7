#include "core/audit/audit_log.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hub;

namespace {

AuditRow rowOf(const char *event, const char *owner, const char *account, int status, std::int64_t atMs)
{
    AuditRow row;
    row.event = event;
    row.owner = owner;
    row.account = account;
    row.status = status;
    row.at = fromMillis(atMs);
    row.requestId = "r" + std::to_string(atMs);
    row.connector = "c" + std::to_string(status);
    row.durationMs = 1'000 - atMs;
    return row;
}

} // namespace

//! Questions to a record of calls, their beginnings and events of two owners.
class LogQueryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void S8_whatIsSeen_data();
    void S8_whatIsSeen();
    void fieldsNarrow_data();
    void fieldsNarrow();
    void pagesAreBlindToWhatComesLater();
    void whatWaitsIsWrittenFirst();

private:
    QByteArray timesOf(LogQuery query);
    QTemporaryDir m_directory;
    boost::asio::io_context m_io;
    ManualClock m_clock;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<AuditLog> m_log;
};

void LogQueryTest::initTestCase()
{
    m_database = Database::openSqlite(m_directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
    m_log = std::make_unique<AuditLog>(m_database.get(), &m_clock, m_io.get_executor());
    for (const AuditRow &row : {rowOf("call", "ana", "a1", 200, 1), rowOf("call.begin", "ana", "a2", 0, 2), rowOf("call", "ana", "a2", 404, 3), rowOf("call", "bob", "b1", 200, 4),
                                rowOf("account.deleted", "ana", "a1", 0, 5), rowOf("key.created", "", "", 0, 6), rowOf("call", "ana", "a1", 503, 7)})
        m_log->record(row);
    QVERIFY(runTask(m_io, m_log->flush()).ok());
}

QByteArray LogQueryTest::timesOf(LogQuery query)
{
    QByteArray times;
    const Result<LogPage> page = runTask(m_io, m_log->find(std::move(query)));
    if (!page)
        return QByteArray::fromStdString(page.error().message);
    for (const AuditRow &row : page->rows)
        times += QByteArray::number(qint64(toMillis(row.at))) + ' ';
    return times.trimmed();
}

void LogQueryTest::S8_whatIsSeen_data()
{
    QTest::addColumn<bool>("events");
    QTest::addColumn<QByteArray>("owner"); // empty = all
    QTest::addColumn<QByteArray>("account");
    QTest::addColumn<QByteArray>("times");
    const auto row = [](const char *name, bool events, const char *owner, const char *account, const char *times) {
        QTest::newRow(name) << events << QByteArray(owner) << QByteArray(account) << QByteArray(times);
    };
    row("all calls, once they are finished", false, "", "", "7 4 3 1");
    row("one owner's", false, "ana", "", "7 3 1");
    row("one account's", false, "", "a1", "7 1");
    row("one account of an owner", false, "ana", "a2", "3");
    row("an account of another owner", false, "bob", "a1", "");
    row("all events", true, "", "", "6 5");
    row("an owner's events", true, "ana", "", "5");
    row("an account's events", true, "", "a1", "5");
    row("an owner without", true, "bob", "", "");
}

void LogQueryTest::S8_whatIsSeen()
{
    QFETCH(bool, events);
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, account);
    LogQuery query;
    query.kind = events ? LogQuery::Kind::Events : LogQuery::Kind::Calls;
    if (!owner.isEmpty())
        query.owner = owner.toStdString();
    if (!account.isEmpty())
        query.accounts = {account.toStdString()};
    QTEST(timesOf(std::move(query)), "times");
}

void LogQueryTest::fieldsNarrow_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("times");
    const auto row = [](const char *name, LogField field, const char *value, const char *times) { QTest::newRow(name) << int(field) << QByteArray(value) << QByteArray(times); };
    row("a request", LogField::RequestId, "r3", "3");
    row("an account", LogField::Account, "b1", "4");
    row("a status", LogField::Status, "404", "3");
    row("a connector", LogField::Connector, "c200", "4 1");
    row("a value that is none", LogField::Status, "' OR 1=1 --", "");
    row("what no row has", LogField::None, "x", "");
}

void LogQueryTest::fieldsNarrow()
{
    QFETCH(int, field);
    QFETCH(QByteArray, value);
    LogQuery query;
    query.oneOf[static_cast<LogField>(field)] = {value.toStdString(), "never"};
    QTEST(timesOf(std::move(query)), "times");
}

void LogQueryTest::pagesAreBlindToWhatComesLater()
{
    LogQuery query;
    query.count = 3;
    query.order = LogOrder::Duration;
    query.descending = false;
    const LogPage first = runTask(m_io, m_log->find(query)).value();
    QVERIFY(first.more);
    QCOMPARE(first.upTo, std::int64_t(7));
    m_log->record(rowOf("call", "ana", "a1", 200, 900));
    query.upTo = first.upTo;
    query.skip = 3;
    QCOMPARE(timesOf(query), QByteArray("1"));
}

void LogQueryTest::whatWaitsIsWrittenFirst()
{
    m_log->record(rowOf("call", "cem", "c1", 200, 10));
    LogQuery query;
    query.owner = "cem";
    QCOMPARE(timesOf(std::move(query)), QByteArray("10"));
}

QTEST_GUILESS_MAIN(LogQueryTest)
#include "log_query_test.moc"
