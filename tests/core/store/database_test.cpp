#include "core/store/database.h"

#include "core/store/sqlite_connection.h"

#include "tests/support/run_task.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <limits>
#include <set>
#include <thread>

using namespace hub;

class DatabaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void valuesComeBackAsTheyWere_data();
    void valuesComeBackAsTheyWere();
    void workRunsOnOneThreadAndComesHome();
    void workNobodyWaitsForIsDoneBeforeTheEnd();
    void transactionsHoldAllOrNothing();
    void C17_everyCommitIsOnDisk();
    void errorsSayWhatIsWrong_data();
    void errorsSayWhatIsWrong();
    void F10_aFullDiskLosesNothing();
    void S28_filesAreTheUsersAlone_data();
    void S28_filesAreTheUsersAlone();
    void F12_damagedFilesAreRefused_data();
    void F12_damagedFilesAreRefused();
    void aStartDoesNotReadTheWholeRecord();
    void filesThatCantBeMadeAreRefused_data();
    void filesThatCantBeMadeAreRefused();

private:
    std::string path(const char *name = "hub.db") const { return m_directory->filePath(QString::fromLatin1(name)).toStdString(); }
    std::unique_ptr<Database> open() { return *Database::openSqlite(path()); }
    static Result<std::int64_t> execute(Database &database, const std::string &sql)
    {
        return database.runNow([&](SqlConnection &connection) { return connection.execute(sql); });
    }
    static std::string textOf(Database &database, const std::string &sql)
    {
        const auto rows = database.runNow([&](SqlConnection &connection) { return connection.query(sql); });
        if (!rows || rows->empty())
            return "nothing";
        const SqlRow &row = rows->front();
        return row.text(0).empty() ? std::to_string(row.integer(0)) : row.text(0);
    }
    std::unique_ptr<QTemporaryDir> m_directory;
};

void DatabaseTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
}

void DatabaseTest::valuesComeBackAsTheyWere_data()
{
    QTest::addColumn<int>("kind"); // 0 = NULL, 1 = number, 2 = text
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QByteArray>("text");
    const auto number = [](const char *name, qint64 value) { QTest::newRow(name) << 1 << value << QByteArray(); };
    const auto text = [](const char *name, const QByteArray &value) { QTest::newRow(name) << 2 << qint64(0) << value; };
    QTest::newRow("nothing") << 0 << qint64(0) << QByteArray();
    number("zero", 0);
    number("the smallest number", std::numeric_limits<qint64>::min());
    number("the largest number", std::numeric_limits<qint64>::max());
    text("no text", "");
    text("digits stay text", "0012");
    text("quotes and SQL", "'; DROP TABLE settings; --");
    text("letters of the world", "\xc3\xbc \xe6\xbc\xa2 \xf0\x9f\x98\x80");
    text("lines", "a\r\nb\tc");
    text("a megabyte", QByteArray(1'000'000, 'x'));
}

void DatabaseTest::valuesComeBackAsTheyWere()
{
    QFETCH(int, kind);
    QFETCH(qint64, number);
    QFETCH(QByteArray, text);
    const auto database = open();
    SqlValue value;
    if (kind == 1)
        value = std::int64_t(number);
    else if (kind == 2)
        value = text.toStdString();
    const auto rows = database->runNow([&](SqlConnection &connection) -> Result<std::vector<SqlRow>> {
        const Result<std::int64_t> made = connection.execute("CREATE TABLE t (a, b)");
        const Result<std::int64_t> kept = connection.execute("INSERT INTO t VALUES (?, ?)", {value, std::int64_t(1)});
        if (!made || !kept || *kept != 1)
            return Error{};
        return connection.query("SELECT a, b FROM t WHERE b = ?", {std::int64_t(1)});
    });
    QVERIFY(rows.ok());
    QCOMPARE(rows->size(), std::size_t(1));
    QCOMPARE(rows->front().isNull(0), kind == 0);
    QCOMPARE(rows->front().integer(0), std::int64_t(number));
    QCOMPARE(rows->front().text(0), text.toStdString());
    QCOMPARE(rows->front().integer(1), std::int64_t(1));
}

void DatabaseTest::workRunsOnOneThreadAndComesHome()
{
    const auto database = open();
    boost::asio::io_context io;
    const std::thread::id here = std::this_thread::get_id();
    std::set<std::thread::id> there;
    for (int i = 0; i < 3; ++i) {
        auto ask = [&](SqlConnection &) {
            there.insert(std::this_thread::get_id());
            return Result<int>(i);
        };
        const Result<int> answer = runTask(io, database->run(ask));
        QCOMPARE(*answer, i);
    }
    QCOMPARE(there.size(), std::size_t(1));
    QVERIFY(!there.contains(here));
}

void DatabaseTest::workNobodyWaitsForIsDoneBeforeTheEnd()
{
    auto database = open();
    for (int i = 0; i < 100; ++i)
        database->later([i](SqlConnection &connection) {
            const auto kept = connection.execute("INSERT INTO settings VALUES (?, '')", {std::to_string(i)});
            (void)kept;
        });
    database.reset();
    QCOMPARE(textOf(*open(), "SELECT count(*) FROM settings"), std::string("100"));
}

void DatabaseTest::transactionsHoldAllOrNothing()
{
    const auto database = open();
    const auto both = [&](bool fails) {
        return database->runNow([&](SqlConnection &connection) {
            return connection.transaction([&]() -> Result<void> {
                const auto first = connection.execute("INSERT INTO settings VALUES ('first', '')");
                const auto second = connection.execute("INSERT INTO settings VALUES ('second', '')");
                if (fails || !first || !second)
                    return Error{ErrorCode::RateLimited, "the body's own"};
                return {};
            });
        });
    };
    const Result<void> undone = both(true);
    QVERIFY(!undone.ok());
    QCOMPARE(undone.error().code, ErrorCode::RateLimited);
    QCOMPARE(textOf(*database, "SELECT count(*) FROM settings"), std::string("0"));
    QVERIFY(both(false).ok());
    QVERIFY(!both(false).ok()); // they exist already
    QCOMPARE(textOf(*database, "SELECT count(*) FROM settings"), std::string("2"));
}

void DatabaseTest::C17_everyCommitIsOnDisk()
{
    const auto database = open();
    QCOMPARE(textOf(*database, "PRAGMA journal_mode"), std::string("wal"));
    QCOMPARE(textOf(*database, "PRAGMA synchronous"), std::string("2")); // FULL
    QCOMPARE(textOf(*database, "PRAGMA foreign_keys"), std::string("1"));
}

void DatabaseTest::errorsSayWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("status");
    QTest::newRow("exists already") << QByteArray() << QByteArray("INSERT INTO settings VALUES ('a', 'c')") << 409;
    QTest::newRow("needs a value") << QByteArray() << QByteArray("INSERT INTO settings VALUES ('b', NULL)") << 409;
    QTest::newRow("no SQL") << QByteArray() << QByteArray("SELEKT 1") << 500;
    QTest::newRow("no such table") << QByteArray() << QByteArray("DELETE FROM nowhere") << 500;
    QTest::newRow("F12 read-only") << QByteArray("PRAGMA query_only = ON") << QByteArray("DELETE FROM settings") << 507;
}

void DatabaseTest::errorsSayWhatIsWrong()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, sql);
    QFETCH(int, status);
    const auto database = open();
    QVERIFY(execute(*database, "INSERT INTO settings VALUES ('a', 'b')").ok());
    if (!before.isEmpty())
        QVERIFY(execute(*database, before.toStdString()).ok());
    const Result<std::int64_t> done = execute(*database, sql.toStdString());
    QVERIFY(!done.ok());
    QCOMPARE(httpStatus(done.error().code), status);
    // S22: neither SQL nor a path is told
    QVERIFY(done.error().message.find(path()) == std::string::npos);
    QVERIFY(done.error().message.find("settings") == std::string::npos);
    QCOMPARE(textOf(*database, "SELECT value FROM settings"), std::string("b"));
}

void DatabaseTest::F10_aFullDiskLosesNothing()
{
    const auto database = open();
    QVERIFY(execute(*database, "INSERT INTO settings VALUES ('a', 'kept')").ok());
    const std::string pages = textOf(*database, "PRAGMA page_count");
    QCOMPARE(textOf(*database, "PRAGMA max_page_count = " + pages), pages); // no page more: full
    const std::string large(100'000, 'x');
    const auto fill = [&] {
        return database->runNow([&](SqlConnection &connection) {
            return connection.transaction([&]() -> Result<void> {
                const auto done = connection.execute("INSERT INTO settings VALUES ('b', ?)", {large});
                return done ? Result<void>() : Result<void>(done.error());
            });
        });
    };
    const Result<void> full = fill();
    QVERIFY(!full.ok());
    QCOMPARE(full.error().code, ErrorCode::StorageFull);
    QCOMPARE(textOf(*database, "SELECT value FROM settings"), std::string("kept"));
    QVERIFY(execute(*database, "PRAGMA max_page_count = 100000").ok());
    QVERIFY(fill().ok());
    QCOMPARE(textOf(*database, "SELECT count(*) FROM settings"), std::string("2"));
}

void DatabaseTest::S28_filesAreTheUsersAlone_data()
{
    QTest::addColumn<bool>("there");
    QTest::newRow("a new file") << false;
    QTest::newRow("a file that all could read") << true;
}

void DatabaseTest::S28_filesAreTheUsersAlone()
{
    QFETCH(bool, there);
    if (there) {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFileDevice::Permissions(0x6644)));
    }
    const auto database = open();
    QVERIFY(execute(*database, "INSERT INTO settings VALUES ('a', 'b')").ok());
    const QFileDevice::Permissions others(0x0077);
    for (const char *name : {"hub.db", "hub.db-wal", "hub.db-shm"}) {
        const QFileInfo file(QString::fromStdString(path(name)));
        QVERIFY2(file.exists(), name);
        QVERIFY2((file.permissions() & others) == QFileDevice::Permissions(), name);
    }
}

void DatabaseTest::F12_damagedFilesAreRefused_data()
{
    QTest::addColumn<int>("at"); // where bytes are exchanged; -1 = all of them
    QTest::addColumn<int>("size"); // of the file afterwards; 0 = as it was
    QTest::newRow("another file") << -1 << 0;
    QTest::newRow("its header is gone") << 0 << 0;
    QTest::newRow("a page is gone") << 8192 << 0;
    QTest::newRow("cut in a page") << 0 << 5'000;
}

void DatabaseTest::F12_damagedFilesAreRefused()
{
    QFETCH(int, at);
    QFETCH(int, size);
    {
        const auto database = open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(execute(*database, "INSERT INTO settings VALUES ('" + std::to_string(i) + "', '" + std::string(1'000, 'x') + "')").ok());
    } // the log is written back when it closes
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (size > 0)
        QVERIFY(file.resize(size));
    else
        file.seek(std::max(at, 0)), file.write(QByteArray(at < 0 ? int(file.size()) : 4'000, '\x5a'));
    file.seek(0);
    const QByteArray before = file.readAll();
    file.close();
    const Result<std::unique_ptr<Database>> database = Database::openSqlite(path());
    QVERIFY(!database.ok());
    QCOMPARE(database.error().code, ErrorCode::InvalidRequest);
    QVERIFY(database.error().message.find("damaged") != std::string::npos);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll() == before); // for whoever mends it
}

void DatabaseTest::aStartDoesNotReadTheWholeRecord()
{
    {
        const auto database = open();
        for (int i = 1; i <= 50; ++i)
            QVERIFY(execute(*database, "INSERT INTO audit VALUES (" + std::to_string(i) + R"(, '{"request_id":"r"}', ')" + std::string(1'000, 'x') + "')").ok());
    }
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() - 4'096); // a page of the record
    file.write(QByteArray(4'000, '\x5a'));
    file.close();
    const auto database = open(); // it could not, if it looked
    QVERIFY(!execute(*database, "DELETE FROM audit").ok());
}

void DatabaseTest::filesThatCantBeMadeAreRefused_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("in a folder that is not there") << QByteArray("nowhere/hub.db");
    QTest::newRow("where a folder is") << QByteArray(".");
}

void DatabaseTest::filesThatCantBeMadeAreRefused()
{
    QFETCH(QByteArray, name);
    const Result<std::unique_ptr<Database>> database = Database::openSqlite(path(name.constData()));
    QVERIFY(!database.ok());
    QCOMPARE(database.error().code, ErrorCode::StorageFull);
}

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
