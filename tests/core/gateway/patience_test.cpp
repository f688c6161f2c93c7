#include "core/gateway/patience.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

class PatienceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheProviderAsks_data();
    void readsWhatTheProviderAsks();
    void repeatsOnlyWhatIsSafe_data();
    void repeatsOnlyWhatIsSafe();
    void anAccountsCallsTakeTurns();
};

void PatienceTest::readsWhatTheProviderAsks_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds"); // -1 = nothing
    QTest::newRow("seconds") << QByteArray("Retry-After") << QByteArray("7") << 7;
    QTest::newRow("a part of a second counts as one") << QByteArray("Retry-After") << QByteArray("0.2") << 1;
    QTest::newRow("a date") << QByteArray("Retry-After") << QByteArray("Tue, 24 Nov 2026 12:00:30 GMT") << 30;
    QTest::newRow("a date that has passed") << QByteArray("Retry-After") << QByteArray("Mon, 23 Nov 2026 12:00:30 GMT") << 0;
    QTest::newRow("the connector's own header, a moment") << QByteArray("X-Reset") << QByteArray("1795521660") << 60;
    QTest::newRow("nonsense") << QByteArray("Retry-After") << QByteArray("soon") << -1;
    QTest::newRow("negative") << QByteArray("Retry-After") << QByteArray("-5") << -1;
    QTest::newRow("not a number") << QByteArray("Retry-After") << QByteArray("nan") << -1;
    QTest::newRow("a year is cut to a day") << QByteArray("Retry-After") << QByteArray("31536000") << 86400;
}

void PatienceTest::readsWhatTheProviderAsks()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(int, seconds);
    const WallTime now = fromMillis(1'795'521'600'000); // 2026-11-24 12:00:00
    const Headers headers{{name.toStdString(), value.toStdString()}};
    const auto asked = retryAfter(headers, "X-Reset", now);
    QCOMPARE(asked ? static_cast<int>(asked->count()) : -1, seconds);
}

void PatienceTest::repeatsOnlyWhatIsSafe_data()
{
    QTest::addColumn<int>("tries");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("reads");
    QTest::addColumn<int>("asked");  // seconds, -1 = not said
    QTest::addColumn<int>("millis"); // -1 = handed on
    QTest::newRow("a read that met a 503") << 1 << 503 << true << -1 << 500;
    QTest::newRow("the second pause is longer") << 2 << 503 << true << -1 << 1000;
    QTest::newRow("three tries are enough") << 3 << 503 << true << -1 << -1;
    QTest::newRow("a write that met a 503 may have been done") << 1 << 503 << false << -1 << -1;
    QTest::newRow("a write that met a 429 was not done") << 1 << 429 << false << 2 << 2000;
    QTest::newRow("a wait that is too long is the caller's") << 1 << 429 << true << 60 << -1;
    QTest::newRow("a 500 is no promise") << 1 << 500 << true << -1 << -1;
    QTest::newRow("a 404 is an answer") << 1 << 404 << true << -1 << -1;
}

void PatienceTest::repeatsOnlyWhatIsSafe()
{
    QFETCH(int, tries);
    QFETCH(int, status);
    QFETCH(bool, reads);
    QFETCH(int, asked);
    QFETCH(int, millis);
    const auto wait = asked < 0 ? std::nullopt : std::optional(std::chrono::seconds(asked));
    const auto pause = pauseBeforeRetry(tries, status, reads ? Effect::Read : Effect::Write, wait);
    QCOMPARE(pause ? static_cast<int>(pause->count()) : -1, millis);
}

void PatienceTest::anAccountsCallsTakeTurns()
{
    Pace pace;
    const MonotonicTime start{};
    const AccountId one("acc_one");
    QCOMPARE(pace.turn(one, 2.0, start)->count(), 0);
    QCOMPARE(pace.turn(one, 2.0, start)->count(), 500);
    QCOMPARE(pace.turn(one, 2.0, start)->count(), 1000);
    QCOMPARE(pace.turn(AccountId("acc_two"), 2.0, start)->count(), 0);
    QCOMPARE(pace.turn(one, 2.0, start + 10s)->count(), 0);
    for (int i = 0; i < 20; ++i)
        QVERIFY(pace.turn(one, 2.0, start + 10s).ok());
    const auto refused = pace.turn(one, 2.0, start + 10s);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::RateLimited);
    QVERIFY(refused.error().retryAfter.has_value());
}

QTEST_APPLESS_MAIN(PatienceTest)
#include "patience_test.moc"
