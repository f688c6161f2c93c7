#include "core/audit/audit_log.h"

#include "tests/support/manual_clock.h"
#include "tests/support/pump.h"
#include "tests/support/run_task.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

struct Store {
    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    std::unique_ptr<Database> database;
    std::unique_ptr<AuditLog> log;

    Store() { open(); }
    void open()
    {
        log.reset();
        io.restart();
        io.poll();
        database.reset();
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        log = std::make_unique<AuditLog>(database.get(), &clock, io.get_executor());
        QVERIFY(log->load().ok());
    }
    AuditRow row(const std::string &event) const
    {
        AuditRow out;
        out.at = clock.now();
        out.event = event;
        return out;
    }
    Result<void> now(const std::string &event) { return runTask(io, log->recordNow(row(event))); }
    Result<void> flush() { return runTask(io, log->flush()); }
    Result<std::int64_t> verify() { return runTask(io, log->verify()); }
    QByteArray tail(std::size_t count, std::int64_t before)
    {
        QByteArrayList out;
        const Result<std::vector<AuditRow>> rows = runTask(io, log->tail(count, before));
        if (!rows)
            return QByteArray::fromStdString(std::string(wireName(rows.error().code)));
        for (const AuditRow &each : *rows)
            out << QByteArray::fromStdString(each.event);
        return out.join(' ');
    }
    std::int64_t kept()
    {
        return database->runNow([](SqlConnection &connection) { return connection.query("SELECT count(*) FROM audit"); })->front().integer(0);
    }
    void sql(const std::string &text)
    {
        const Result<std::int64_t> done = database->runNow([&](SqlConnection &connection) { return connection.execute(text); });
        QVERIFY(done.ok());
    }
};

} // namespace

class AuditLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfARowComesBack();
    void S23_aWriteIsDurableBeforeItLeaves();
    void S23_aFullDiskRefusesTheWrite();
    void readsAreWrittenInBatches();
    void aFullBatchDoesNotWait();
    void S23_writesAtOnceShareTheirCommits();
    void whatCouldNotBeWrittenWaits();
    void listenersHearEachRowAtOnce();
    void theTailIsNewestFirst_data();
    void theTailIsNewestFirst();
    void theChainGoesOnAfterARestart();
    void tamperingShows_data();
    void tamperingShows();
    void aLongChainIsWalkedInPages();
    void F12_aDamagedRowHidesNoOther();
    void theExportHoldsNoClockOfItsOwn();
};

void AuditLogTest::allOfARowComesBack()
{
    Store store;
    const AuditRow row{0, store.clock.now(), "req-1", "call", "mcp", "key_1", "my \"agent\"", "ann", "acc_1", "acme", "acme_create_item", "write", "POST", "/items", 201, 42, "a\nb"};
    QVERIFY(runTask(store.io, store.log->recordNow(row)).ok());
    store.open();
    const std::vector<AuditRow> rows = runTask(store.io, store.log->tail(1, 0)).value();
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows.front().seq, std::int64_t(1));
    QCOMPARE(rows.front().at, row.at);
    QCOMPARE(rows.front().principalName, row.principalName);
    QCOMPARE(rows.front().status, 201);
    QCOMPARE(rows.front().durationMs, std::int64_t(42));
    AuditRow numbered = row;
    numbered.seq = 1;
    QVERIFY(toJson(rows.front()) == toJson(numbered)); // and all texts
}

void AuditLogTest::S23_aWriteIsDurableBeforeItLeaves()
{
    Store store;
    const Result<void> done = store.now("call.begin");
    QVERIFY(done.ok());
    // another connection, as another process would have: it sees only what is committed
    const std::unique_ptr<Database> other = Database::openSqlite(store.directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
    const auto rows = other->runNow([](SqlConnection &connection) { return connection.query("SELECT data FROM audit"); });
    QCOMPARE(rows->size(), std::size_t(1));
    QVERIFY(rows->front().text(0).find("call.begin") != std::string::npos);
    const auto pragma = store.database->runNow([](SqlConnection &connection) { return connection.query("PRAGMA synchronous"); });
    QCOMPARE(pragma->front().integer(0), std::int64_t(2)); // FULL: on the disk, not in a cache
}

void AuditLogTest::S23_aFullDiskRefusesTheWrite()
{
    Store store;
    store.sql("PRAGMA query_only = 1");
    const Result<void> done = store.now("call.begin");
    QVERIFY(!done.ok());
    QCOMPARE(done.error().code, ErrorCode::StorageFull);
    store.sql("PRAGMA query_only = 0");
    QCOMPARE(store.verify().value(), std::int64_t(0));
}

void AuditLogTest::readsAreWrittenInBatches()
{
    Store store;
    for (int i = 0; i < 10; ++i)
        store.log->record(store.row("call"));
    QCOMPARE(store.kept(), std::int64_t(0));
    store.io.restart();
    int idle = 0;
    while (store.kept() == 0 && idle < 100) // the batch's own time, with a limit
        idle += store.io.run_one_for(100ms) == 0 ? 1 : 0;
    QCOMPARE(store.kept(), std::int64_t(10));
    QCOMPARE(store.verify().value(), std::int64_t(10));
}

void AuditLogTest::aFullBatchDoesNotWait()
{
    Store store;
    for (int i = 0; i < 499; ++i)
        store.log->record(store.row("call"));
    pumpReady(store.io);
    QCOMPARE(store.kept(), std::int64_t(0));
    store.log->record(store.row("call"));
    pumpReady(store.io);
    QCOMPARE(store.kept(), std::int64_t(500));
    QVERIFY2(store.flush().ok(), "nothing waits any more");
    QCOMPARE(store.kept(), std::int64_t(500));
}

void AuditLogTest::S23_writesAtOnceShareTheirCommits()
{
    Store store;
    const auto frames = [&] { return store.database->runNow([](SqlConnection &connection) { return connection.query("PRAGMA wal_checkpoint(TRUNCATE)"); })->front().integer(1); };
    const auto during = [&](auto work) {
        frames();
        store.sql("PRAGMA wal_autocheckpoint = 0");
        work();
        return store.database->runNow([](SqlConnection &connection) { return connection.query("PRAGMA wal_checkpoint(PASSIVE)"); })->front().integer(1);
    };
    const std::int64_t apart = during([&] {
        for (int i = 0; i < 100; ++i)
            QVERIFY(store.now("call.begin").ok());
    });
    int done = 0;
    const std::int64_t together = during([&] {
        for (int i = 0; i < 100; ++i)
            boost::asio::co_spawn(store.io, store.log->recordNow(store.row("call.begin")), [&](std::exception_ptr, const Result<void> &kept) { done += kept.ok() ? 1 : 0; });
        QVERIFY(pumpUntil(store.io, [&] { return done == 100; }));
    });
    QVERIFY2(together * 5 < apart, qPrintable(QStringLiteral("%1 pages, %2 when each has its own commit").arg(together).arg(apart)));
    QCOMPARE(store.verify().value(), std::int64_t(200));
}

void AuditLogTest::whatCouldNotBeWrittenWaits()
{
    Store store;
    store.log->record(store.row("one"));
    store.log->record(store.row("two"));
    store.sql("PRAGMA query_only = 1");
    QCOMPARE(store.flush().error().code, ErrorCode::StorageFull);
    QCOMPARE(store.tail(10, 0), QByteArray("storage_full"));
    store.log->record(store.row("three"));
    store.sql("PRAGMA query_only = 0");
    QVERIFY(store.flush().ok());
    QCOMPARE(store.tail(10, 0), QByteArray("three two one")); // in their order, none lost
    QCOMPARE(store.verify().value(), std::int64_t(3));
}

void AuditLogTest::listenersHearEachRowAtOnce()
{
    Store store;
    std::vector<std::string> heard;
    store.log->onRow([&](const AuditRow &row) { heard.push_back(row.event); });
    store.log->record(store.row("one"));
    QCOMPARE(heard, std::vector<std::string>{"one"});
    QVERIFY(store.now("two").ok());
    QCOMPARE(heard, (std::vector<std::string>{"one", "two"}));
}

void AuditLogTest::theTailIsNewestFirst_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("before");
    QTest::addColumn<QByteArray>("events");
    QTest::newRow("the newest") << 2 << 0 << QByteArray("e5 e4");
    QTest::newRow("the page before") << 2 << 4 << QByteArray("e3 e2");
    QTest::newRow("the last page") << 2 << 2 << QByteArray("e1");
    QTest::newRow("before the first") << 2 << 1 << QByteArray();
    QTest::newRow("more than there are") << 100 << 0 << QByteArray("e5 e4 e3 e2 e1");
    QTest::newRow("none") << 0 << 0 << QByteArray();
}

void AuditLogTest::theTailIsNewestFirst()
{
    QFETCH(int, count);
    QFETCH(int, before);
    QFETCH(QByteArray, events);
    Store store;
    for (int i = 1; i <= 5; ++i)
        store.log->record(store.row("e" + std::to_string(i))); // not flushed: the tail sees them all the same
    QCOMPARE(store.tail(static_cast<std::size_t>(count), before), events);
}

void AuditLogTest::theChainGoesOnAfterARestart()
{
    Store store;
    QVERIFY(store.now("one").ok());
    store.open();
    QVERIFY(store.now("two").ok());
    store.log->record(store.row("three"));
    QVERIFY(store.flush().ok());
    QCOMPARE(store.verify().value(), std::int64_t(3));
    const auto hashes = store.database->runNow([](SqlConnection &connection) { return connection.query("SELECT DISTINCT hash FROM audit"); });
    QCOMPARE(hashes->size(), std::size_t(3));
}

void AuditLogTest::tamperingShows_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("row"); // the first that does not fit; empty = none
    QTest::newRow("nothing was touched") << QByteArray("UPDATE audit SET data = data") << QByteArray();
    QTest::newRow("a row was edited") << QByteArray("UPDATE audit SET data = replace(data, 'e3', 'e9') WHERE seq = 3") << QByteArray("row 3");
    QTest::newRow("one bit of a hash") << QByteArray("UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 2") << QByteArray("row 2");
    QTest::newRow("a row was taken out") << QByteArray("DELETE FROM audit WHERE seq = 3") << QByteArray("row 3");
    QTest::newRow("the first row was taken out") << QByteArray("DELETE FROM audit WHERE seq = 1") << QByteArray("row 1");
    QTest::newRow("a row was taken out and the others moved up") << QByteArray("DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3") << QByteArray("row 3");
    QTest::newRow("two rows changed places") << QByteArray("UPDATE audit SET seq = -seq WHERE seq IN (2, 3); UPDATE audit SET seq = 5 + seq WHERE seq < 0") << QByteArray("row 2");
    QTest::newRow("a row was put in at the end") << QByteArray("INSERT INTO audit SELECT 6, data, hash FROM audit WHERE seq = 5") << QByteArray("row 6");
    QTest::newRow("a row was put in before the first") << QByteArray("INSERT INTO audit SELECT 0, data, hash FROM audit WHERE seq = 1") << QByteArray("row 1");
    QTest::newRow("an edited row with a hash of its own") << QByteArray(
        "UPDATE audit SET data = (SELECT data FROM audit WHERE seq = 4), hash = (SELECT hash FROM audit WHERE seq = 4) WHERE seq = 2")
                                                          << QByteArray("row 2");
}

void AuditLogTest::tamperingShows()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, row);
    Store store;
    for (int i = 1; i <= 5; ++i)
        store.log->record(store.row("e" + std::to_string(i)));
    QCOMPARE(store.verify().value(), std::int64_t(5));
    for (const QByteArray &statement : sql.split(';'))
        store.sql(statement.toStdString());
    const Result<std::int64_t> seen = store.verify();
    QCOMPARE(seen.ok(), row.isEmpty());
    if (!row.isEmpty()) {
        QCOMPARE(seen.error().code, ErrorCode::Conflict);
        QVERIFY2(QByteArray::fromStdString(seen.error().message).contains(QByteArray("from " + row + " on")), seen.error().message.c_str());
    }
}

void AuditLogTest::aLongChainIsWalkedInPages()
{
    Store store;
    for (int i = 1; i <= 2'500; ++i)
        store.log->record(store.row("call"));
    QCOMPARE(store.verify().value(), std::int64_t(2'500));
    store.sql("UPDATE audit SET data = replace(data, 'call', 'cull') WHERE seq = 2400");
    const std::string message = store.verify().error().message;
    QVERIFY2(message.find("2400") != std::string::npos, message.c_str());
}

void AuditLogTest::F12_aDamagedRowHidesNoOther()
{
    Store store;
    for (int i = 1; i <= 5; ++i)
        store.log->record(store.row("e" + std::to_string(i)));
    QVERIFY(store.flush().ok());
    store.sql("DROP INDEX IF EXISTS audit_requests"); // it would not let the next one in
    store.sql("UPDATE audit SET data = '{' WHERE seq = 2");
    store.sql("UPDATE audit SET data = '{}' WHERE seq = 3");
    store.sql(R"(UPDATE audit SET data = '{"at_ms":"x","status":[],"duration_ms":1e300}' WHERE seq = 4)");
    const QByteArray events = store.tail(10, 0);
    QVERIFY2(events.startsWith("e5") && events.endsWith("e1"), events.constData());
    QCOMPARE(store.verify().error().code, ErrorCode::Conflict);
}

void AuditLogTest::theExportHoldsNoClockOfItsOwn()
{
    AuditRow row;
    row.seq = 7;
    row.at = fromMillis(1'700'000'000'123);
    row.event = "call";
    const json::object out = toJson(row);
    QCOMPARE(stringOf(out, "at"), std::string("2023-11-14T22:13:20.123Z"));
    QCOMPARE(out.at("seq").to_number<int>(), 7);
    QVERIFY(!out.contains("at_ms"));
    for (const char *name : {"request_id", "event", "protocol", "principal", "owner", "account", "connector", "action", "effect", "method", "path", "status", "duration_ms", "detail"})
        QVERIFY2(out.contains(name), name);
}

QTEST_GUILESS_MAIN(AuditLogTest)
#include "audit_log_test.moc"
