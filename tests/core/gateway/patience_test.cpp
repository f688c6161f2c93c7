#include "core/gateway/patience.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

class PatienceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repeatsOnlyWhatIsSafe_data();
    void repeatsOnlyWhatIsSafe();
    void anAccountsCallsTakeTurns();
};

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
