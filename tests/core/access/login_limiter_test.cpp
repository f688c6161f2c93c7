#include "core/access/login_limiter.h"

#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

class LoginLimiterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S20_tenFailuresAMinuteAreFree();
    void S20_theMinuteSlides();
    void S20_aFloodIsSlowedAndForgotten();
};

void LoginLimiterTest::S20_tenFailuresAMinuteAreFree()
{
    ManualClock clock;
    LoginLimiter limiter;
    for (int i = 0; i < 10; ++i)
        QCOMPARE(limiter.failed(clock.monotonic()), 0ms);
    QVERIFY(limiter.failed(clock.monotonic()) > 0ms);
    QVERIFY(limiter.failed(clock.monotonic()) > 0ms);
    clock.advance(61s);
    QCOMPARE(limiter.failed(clock.monotonic()), 0ms);
}

void LoginLimiterTest::S20_theMinuteSlides()
{
    ManualClock clock;
    LoginLimiter limiter;
    for (int i = 0; i < 100; ++i) { // one each 6.1 seconds: never more than ten in a minute
        QCOMPARE(limiter.failed(clock.monotonic()), 0ms);
        clock.advance(6'100ms);
    }
    for (int i = 0; i < 10; ++i)
        static_cast<void>(limiter.failed(clock.monotonic()));
    QVERIFY(limiter.failed(clock.monotonic()) > 0ms);
    clock.jump(24h); // the wall clock has no say
    QVERIFY(limiter.failed(clock.monotonic()) > 0ms);
}

void LoginLimiterTest::S20_aFloodIsSlowedAndForgotten()
{
    ManualClock clock;
    LoginLimiter limiter;
    for (int i = 0; i < 10; ++i)
        static_cast<void>(limiter.failed(clock.monotonic()));
    for (int i = 0; i < 10'000; ++i) {
        const std::chrono::milliseconds wait = limiter.failed(clock.monotonic());
        QVERIFY2(wait > 0ms && wait <= 1s, "slowed down, not shut out");
        clock.advance(1ms);
    }
    clock.advance(61s);
    QCOMPARE(limiter.failed(clock.monotonic()), 0ms);
}

QTEST_GUILESS_MAIN(LoginLimiterTest)
#include "login_limiter_test.moc"
