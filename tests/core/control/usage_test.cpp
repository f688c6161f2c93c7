#include "core/control/usage.h"

#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hub;
using namespace hub::control;

namespace {

AuditRow callAt(WallTime at, const std::string &account, const std::string &event = "call")
{
    AuditRow row;
    row.at = at;
    row.event = event;
    row.account = account;
    row.principalName = "agent";
    return row;
}

} // namespace

class UsageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void callsOfTodayAreCounted();
    void rowsMayComeInAnyOrder();
    void whatIsNoCallIsPassedOver();
};

void UsageTest::callsOfTodayAreCounted()
{
    ManualClock clock;
    Usage usage(&clock);
    const AccountId account("a");
    QVERIFY(!usage.lastCall(account));
    QCOMPARE(usage.callsToday(account), 0);
    usage.see(callAt(clock.now(), "a"));
    usage.see(callAt(clock.now(), "a"));
    usage.see(callAt(clock.now(), "b"));
    QCOMPARE(usage.callsToday(account), 2);
    QCOMPARE(usage.lastCall(account)->name, std::string("agent"));
    clock.advance(std::chrono::hours(24));
    QCOMPARE(usage.callsToday(account), 0);
    QVERIFY(usage.lastCall(account).has_value());
    usage.see(callAt(clock.now(), "a"));
    QCOMPARE(usage.callsToday(account), 1);
    usage.forget(account);
    QVERIFY(!usage.lastCall(account));
}

void UsageTest::rowsMayComeInAnyOrder()
{
    ManualClock clock;
    Usage usage(&clock);
    const AccountId account("a");
    usage.see(callAt(clock.now(), "a"));
    usage.see(callAt(clock.now() - std::chrono::hours(48), "a"));
    QCOMPARE(usage.callsToday(account), 1);
    QCOMPARE(usage.lastCall(account)->at, clock.now());
}

void UsageTest::whatIsNoCallIsPassedOver()
{
    ManualClock clock;
    Usage usage(&clock);
    usage.see(callAt(clock.now(), "a", "call.begin"));
    usage.see(callAt(clock.now(), "", "call"));
    QCOMPARE(usage.callsToday(AccountId("a")), 0);
    QVERIFY(!usage.lastCall(AccountId("")));
}

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
