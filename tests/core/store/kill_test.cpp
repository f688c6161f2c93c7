#include "core/store/database.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace hub;

namespace {

//! Writes pairs of rows for ever; says each pair's number once it is committed. For the process that is killed.
int writePairs(const std::string &file)
{
    const Result<std::unique_ptr<Database>> database = Database::openSqlite(file);
    if (!database)
        return 1;
    const auto rows = (*database)->runNow([](SqlConnection &connection) { return connection.query("SELECT count(*) FROM settings"); });
    for (std::int64_t number = rows->front().integer(0) / 2;; ++number) {
        const Result<void> kept = (*database)->runNow([&](SqlConnection &connection) {
            return connection.transaction([&]() -> Result<void> {
                for (const char *half : {"a", "b"}) {
                    const auto done = connection.execute("INSERT INTO settings VALUES (?, ?)", {half + std::to_string(number), std::string(3'000, 'x')});
                    if (!done)
                        return done.error();
                }
                return {};
            });
        });
        if (!kept)
            return 1;
        std::printf("%lld\n", static_cast<long long>(number));
        std::fflush(stdout);
    }
}

} // namespace

class KillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void F1_whatWasCommittedOutlivesAKill();
};

void KillTest::F1_whatWasCommittedOutlivesAKill()
{
    constexpr int rounds = 10;
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("hub.db"));
    std::int64_t told = -1;
    for (int round = 0; round < rounds; ++round) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write-pairs"), file});
        for (int line = 0; line < 5 + 7 * round; ++line) { // killed at another moment each time
            while (!writer.canReadLine())
                QVERIFY(writer.waitForReadyRead(20'000));
            told = writer.readLine().toLongLong();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished(20'000));
        while (writer.canReadLine())
            told = writer.readLine().toLongLong();

        const Result<std::unique_ptr<Database>> database = Database::openSqlite(file.toStdString());
        QVERIFY(database.ok());
        const auto rows = (*database)->runNow([](SqlConnection &connection) {
            return connection.query("SELECT (SELECT count(*) FROM settings WHERE key LIKE 'a%'), (SELECT count(*) "
                                    "FROM settings WHERE key LIKE 'b%'), (SELECT * FROM pragma_integrity_check)");
        });
        QVERIFY(rows.ok());
        const SqlRow &row = rows->front();
        QVERIFY(row.integer(0) > told); // all that was told, and at most one more
        QVERIFY(row.integer(0) <= told + 2);
        QCOMPARE(row.integer(0), row.integer(1));
        QCOMPARE(row.text(2), std::string("ok"));
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == QLatin1String("--write-pairs"))
        return writePairs(application.arguments().value(2).toStdString());
    KillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "kill_test.moc"
