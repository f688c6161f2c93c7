#include "tests/support/token_pairs.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

const std::string kRevoke = "POST https://acme.example/revoke";

std::vector<VaultKey> waiting(const HubParts &hub)
{
    return hub.revocations->vaultKeys();
}

//! Waits that never end, so that only a start tries again.
Task<void> forever(boost::asio::io_context *io)
{
    boost::asio::steady_timer timer(*io, boost::asio::steady_timer::time_point::max());
    co_await timer.async_wait(boost::asio::use_awaitable);
}

} // namespace

//! Ending a sign-in at the provider, when it does not answer at once.
class RevocationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C29_refreshTokenFirst();
    void C29_aFailureIsQueuedAndThePurgeHappensAnyway_data();
    void C29_aFailureIsQueuedAndThePurgeHappensAnyway();
    void C29_aRestartTriesAgain();
    void C29_aCrashBesideThePurgeLosesNothing();
    void C29_withoutRoomToKeepItTheAccountStays();
    void C29_afterSevenDaysItIsGivenUp();
    void aRefusalIsNotAskedAgain();
};

void RevocationsTest::C29_refreshTokenFirst()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kRevoke, {200, ""});
    hub.wire.expect(kRevoke, {200, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QVERIFY(hub.wire.sent[0].body.find("token=rt-1") != std::string::npos);
    QVERIFY(hub.wire.sent[1].body.find("token=at-1") != std::string::npos);
    QVERIFY(waiting(hub).empty());
}

void RevocationsTest::C29_aFailureIsQueuedAndThePurgeHappensAnyway_data()
{
    QTest::addColumn<int>("status"); // 0 = nobody there
    QTest::newRow("nobody is there") << 0;
    QTest::newRow("the provider is in trouble") << 503;
    QTest::newRow("too many requests") << 429;
}

void RevocationsTest::C29_aFailureIsQueuedAndThePurgeHappensAnyway()
{
    QFETCH(int, status);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    if (status == 0)
        hub.wire.failAt(0);
    else
        hub.wire.expect(kRevoke, {status, ""});
    for (const int answer : {500, 200, 200}) // a second failure, then both tokens
        hub.wire.expect(kRevoke, {answer, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QVERIFY(!hub.vault.line({account.owner.str(), account.id.str()}));
    QVERIFY(hub.until([&] { return waiting(hub).empty(); }));
    hub.settle();
    QVERIFY(hub.wire.done());
    QCOMPARE(hub.waited, (std::vector<std::chrono::milliseconds>{1min, 2min})); // growing pauses
}

void RevocationsTest::C29_aRestartTriesAgain()
{
    HubParts hub;
    hub.onWait = [&hub](std::chrono::milliseconds) { return forever(&hub.io); };
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kRevoke, {503, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QCOMPARE(waiting(hub).size(), std::size_t(1));
    const VaultKey kept = waiting(hub).front();
    QVERIFY(hub.vault.line(kept));
    hub.restart();
    QCOMPARE(waiting(hub), std::vector<VaultKey>{kept});
    hub.wire.expect(kRevoke, {200, ""});
    hub.wire.expect(kRevoke, {200, ""});
    hub.revocations->start();
    QVERIFY(hub.until([&] { return waiting(hub).empty() && !hub.vault.line(kept); }));
    QVERIFY(hub.wire.done());
    hub.restart();
    QVERIFY(waiting(hub).empty());
}

void RevocationsTest::C29_aCrashBesideThePurgeLosesNothing()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kRevoke, {200, "", {}, true}); // held: the hub dies while the provider thinks
    hub.begin(hub.credentials->forget(account));
    QVERIFY(hub.until([&] { return hub.wire.sent.size() == 1; }));
    QVERIFY(!hub.vault.line({account.owner.str(), account.id.str()}));
    hub.restart();
    QCOMPARE(waiting(hub).size(), std::size_t(1));
    hub.wire.expect(kRevoke, {200, ""});
    hub.wire.expect(kRevoke, {200, ""});
    hub.revocations->start();
    QVERIFY(hub.until([&] { return waiting(hub).empty(); }));
    QVERIFY(hub.wire.sent.back().body.find("token=at-1") != std::string::npos);
}

void RevocationsTest::C29_withoutRoomToKeepItTheAccountStays()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.goodWrites = 0;
    QVERIFY(!hub.run(hub.credentials->forget(account)).ok());
    QVERIFY(hub.vault.line({account.owner.str(), account.id.str()}));
    QVERIFY(waiting(hub).empty() && hub.wire.sent.empty());
}

void RevocationsTest::C29_afterSevenDaysItIsGivenUp()
{
    HubParts hub;
    hub.onWait = [&hub](std::chrono::milliseconds) { return forever(&hub.io); };
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kRevoke, {503, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    const VaultKey kept = waiting(hub).front();
    hub.restart();
    hub.clock.advance(std::chrono::days(7));
    hub.revocations->start();
    QVERIFY(hub.until([&] { return waiting(hub).empty() && !hub.vault.line(kept); }));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void RevocationsTest::aRefusalIsNotAskedAgain()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kRevoke, {400, R"({"error":"unsupported_token_type"})"});
    hub.wire.expect(kRevoke, {200, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    hub.settle();
    QVERIFY(waiting(hub).empty());
}

QTEST_GUILESS_MAIN(RevocationsTest)
#include "revocations_test.moc"
