#include "tests/support/token_pairs.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

//! What a crash in the middle of a refresh leaves behind.
void leaveIntent(HubParts &hub, const Account &account)
{
    Credential record = pairOf(hub, 1, 1h);
    record.refreshing = true;
    hub.vault.put({account.owner.str(), account.id.str()}, std::string(toLine(record, 900).reveal()));
}

Account keyAccount(HubParts &hub)
{
    Account account = hub.active("initech", "api_key");
    account.setup = {{"subdomain", "contoso"}};
    account = hub.run(hub.accounts->update(account)).value();
    Credential key;
    key.authKey = "api_key";
    key.values.emplace("api_key", Secret("k-1"));
    const Result<void> kept = hub.run(hub.credentials->store(account, std::move(key)));
    if (!kept)
        QTest::qFail("the key was not kept", __FILE__, __LINE__);
    return account;
}

const std::string kWhoAmI = "GET https://contoso.initech.example/api/whoami";

} // namespace

//! Whatever goes wrong while a token is renewed, the account is kept where it can be.
class RefreshFaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void F11_aSpentTokensSuccessorIsHeldUntilItIsKept();
    void F11_theHeldPairIsNotAskedForAgain();
    void C46_F15_aServerInTroubleIsLeftAlone_data();
    void C46_F15_aServerInTroubleIsLeftAlone();
    void C46_theWaitGrowsToAMinute();
    void C46_theWaitIsTheServersNotTheAccounts();
    void F15_eachStepMayFail();
    void F3_aRefreshThatWasCutOffIsTriedOnce_data();
    void F3_aRefreshThatWasCutOffIsTriedOnce();
    void F3_onlyWhatWasCutOffIsTried();
    void recoveringGoesOnAfterAnUnreadableRecord();
    void theAppOfAnAccountMayBeGone();
    void aKeyIsJudgedByTheProbe_data();
    void aKeyIsJudgedByTheProbe();
    void aKeyWithoutAProbeLives();
    void F17_oneProbeForAllWhoWait();
};

void RefreshFaultsTest::F11_aSpentTokensSuccessorIsHeldUntilItIsKept()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.goodWrites = 1; // the intent
    hub.wire.expect(kTokenRequest, grantOf(2));
    const Result<LiveCredential> renewed = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(renewed.error().code, ErrorCode::RefreshUnavailable);
    QCOMPARE(renewed.error().retryAfter.value_or(0s), 1s);
    QCOMPARE(storedToken(hub, account), std::string("at-1"));
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
    hub.vault.goodWrites = 10; // there is room again: the next second's try goes through
    QVERIFY(hub.until([&] { return storedToken(hub, account) == "at-2"; }));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QCOMPARE(stored(hub, account).generation, std::uint64_t(2));
    QVERIFY(!stored(hub, account).refreshing);
}

void RefreshFaultsTest::F11_theHeldPairIsNotAskedForAgain()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.goodWrites = 1;
    hub.wire.expect(kTokenRequest, grantOf(2));
    QVERIFY(!hub.run(hub.credentials->renew(account, 1)).ok());
    for (int i = 0; i < 5; ++i) // the old token is spent: it must never be sent a second time
        QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("refresh_unavailable"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.vault.goodWrites = 10;
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
    QCOMPARE(storedToken(hub, account), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void RefreshFaultsTest::C46_F15_aServerInTroubleIsLeftAlone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("wait");
    QTest::newRow("a 500 rests a second") << 500 << QByteArray() << 1;
    QTest::newRow("a 503 says how long") << 503 << QByteArray("90") << 90;
    QTest::newRow("a 429 says how long") << 429 << QByteArray("7") << 7;
    QTest::newRow("a 503 says until when") << 503 << QByteArray("Tue, 14 Nov 2023 22:14:00 GMT") << 40;
    QTest::newRow("a 503 that says at once rests a second") << 503 << QByteArray("0") << 1;
    QTest::newRow("nobody there rests a second") << 0 << QByteArray() << 1;
}

void RefreshFaultsTest::C46_F15_aServerInTroubleIsLeftAlone()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, wait);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    Headers headers;
    if (!retryAfter.isEmpty())
        headers.add("Retry-After", retryAfter.toStdString());
    if (status == 0)
        hub.wire.failAt(0);
    else
        hub.wire.expect(kTokenRequest, {status, "busy", headers});
    const Result<LiveCredential> first = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(first.error().code, ErrorCode::RefreshUnavailable);
    QCOMPARE(first.error().retryAfter.value_or(0s), std::chrono::seconds(wait));
    hub.clock.advance(std::chrono::seconds(wait) - 1ms);
    QCOMPARE(hub.run(hub.credentials->renew(account, 1)).error().retryAfter.value_or(0s), 1s);
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.clock.advance(1ms);
    hub.wire.expect(kTokenRequest, grantOf(2));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
}

void RefreshFaultsTest::C46_theWaitGrowsToAMinute()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
        hub.wire.expect(kTokenRequest, {500, ""});
        QCOMPARE(hub.run(hub.credentials->renew(account, 1)).error().retryAfter.value_or(0s), std::chrono::seconds(wait));
        hub.clock.advance(std::chrono::seconds(wait));
    }
    hub.wire.expect(kTokenRequest, grantOf(2));
    QVERIFY(hub.run(hub.credentials->renew(account, 1)).ok());
    hub.wire.expect(kTokenRequest, {500, ""});
    QCOMPARE(hub.run(hub.credentials->renew(account, 2)).error().retryAfter.value_or(0s), 1s); // a success starts anew
}

void RefreshFaultsTest::C46_theWaitIsTheServersNotTheAccounts()
{
    HubParts hub;
    std::string other = kAcme;
    for (std::size_t at = other.find("acme"); at != std::string::npos; at = other.find("acme", at + 1))
        other.replace(at, 4, "evil");
    QVERIFY(hub.catalogue.add(other, "sample", false).ok());
    Profile app;
    app.connector = "evil";
    app.clientId = "c";
    QVERIFY(hub.run(hub.profiles->set(app, Secret("s"))).ok());
    const Account first = signedIn(hub, 1h);
    const Account second = signedIn(hub, 1h);
    const Account elsewhere = hub.active("evil", "oauth2");
    QVERIFY(hub.run(hub.credentials->store(elsewhere, pairOf(hub, 1, 1h))).ok());
    hub.wire.expect(kTokenRequest, {503, "", {{"Retry-After", "30"}}});
    QVERIFY(!hub.run(hub.credentials->renew(first, 1)).ok());
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(second, 1))), std::string("refresh_unavailable"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.wire.expect("POST https://evil.example/token", grantOf(2));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(elsewhere, 1))), std::string("at-2"));
}

void RefreshFaultsTest::F15_eachStepMayFail()
{
    for (int step = 0; step < 3; ++step) { // intent, token endpoint, record
        HubParts hub;
        const Account account = signedIn(hub, 1h);
        if (step == 1)
            hub.wire.failAt(0);
        else
            hub.vault.goodWrites = step / 2;
        if (step == 2)
            hub.wire.expect(kTokenRequest, grantOf(2));
        QVERIFY(!hub.run(hub.credentials->renew(account, 1)).ok());
        QCOMPARE(hub.again(account).status, AccountStatus::Active);
        QCOMPARE(storedToken(hub, account, "refresh_token"), std::string("rt-1"));
        hub.vault.goodWrites = 10;
        hub.clock.advance(2s);
        if (step < 2)
            hub.wire.expect(kTokenRequest, grantOf(2));
        QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
        QCOMPARE(storedToken(hub, account, "refresh_token"), std::string("rt-2"));
        QVERIFY(hub.wire.done());
    }
}

void RefreshFaultsTest::F3_aRefreshThatWasCutOffIsTriedOnce_data()
{
    QTest::addColumn<int>("status"); // 0 = nobody answers
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("account");
    QTest::newRow("the server gives a new pair") << 200 << QByteArray() << QByteArray("at-2") << static_cast<int>(AccountStatus::Active);
    QTest::newRow("the server had rotated already") << 400 << QByteArray("invalid_grant") << QByteArray("at-1") << static_cast<int>(AccountStatus::Expired);
    QTest::newRow("the server is in trouble") << 503 << QByteArray("x") << QByteArray("at-1") << static_cast<int>(AccountStatus::Active);
    QTest::newRow("nobody answers") << 0 << QByteArray() << QByteArray("at-1") << static_cast<int>(AccountStatus::Active);
}

void RefreshFaultsTest::F3_aRefreshThatWasCutOffIsTriedOnce()
{
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, token);
    QFETCH(int, account);
    HubParts hub;
    const Account cut = signedIn(hub, 1h);
    leaveIntent(hub, cut);
    hub.restart();
    if (status == 0)
        hub.wire.failAt(0);
    else
        hub.wire.expect(kTokenRequest, status == 200 ? grantOf(2) : refusalOf(error.toStdString(), status));
    hub.run(hub.credentials->recover());
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QCOMPARE(storedToken(hub, cut), token.toStdString());
    QCOMPARE(static_cast<int>(hub.again(cut).status), account);
    if (status == 400) { // an honest end: nobody asks again
        hub.restart();
        hub.run(hub.credentials->recover());
        QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    }
}

void RefreshFaultsTest::F3_onlyWhatWasCutOffIsTried()
{
    HubParts hub;
    const Account whole = signedIn(hub, 1h);
    const Account cut = signedIn(hub, 1h);
    Account suspended = signedIn(hub, 1h);
    leaveIntent(hub, cut);
    leaveIntent(hub, suspended);
    suspended.status = AccountStatus::Suspended;
    QVERIFY(hub.run(hub.accounts->update(suspended)).ok());
    hub.restart();
    hub.wire.expect(kTokenRequest, grantOf(2));
    hub.run(hub.credentials->recover());
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QCOMPARE(storedToken(hub, whole), std::string("at-1"));
    QCOMPARE(storedToken(hub, cut), std::string("at-2"));
    QCOMPARE(storedToken(hub, suspended), std::string("at-1"));
    hub.vault.locked = true;
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(whole))), std::string("at-1")); // recovering read it into memory
}

void RefreshFaultsTest::recoveringGoesOnAfterAnUnreadableRecord()
{
    HubParts hub;
    const Account damaged = signedIn(hub, 1h);
    hub.clock.advance(1ms);
    const Account cut = signedIn(hub, 1h);
    leaveIntent(hub, cut);
    hub.vault.put({"local", damaged.id.str()}, "{");
    hub.restart();
    hub.wire.expect(kTokenRequest, grantOf(2));
    hub.run(hub.credentials->recover());
    QCOMPARE(storedToken(hub, cut), std::string("at-2"));
    QCOMPARE(hub.vault.line({"local", damaged.id.str()}).value_or(""), std::string("{"));
}

void RefreshFaultsTest::theAppOfAnAccountMayBeGone()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    QVERIFY(hub.run(hub.profiles->remove("acme", "")).ok());
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("refresh_unavailable"));
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
}

void RefreshFaultsTest::aKeyIsJudgedByTheProbe_data()
{
    QTest::addColumn<int>("status"); // 0 = nobody answers
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("dead");
    QTest::newRow("the key works: the call was forbidden") << 200 << QByteArray("{}") << false;
    QTest::newRow("the key is dead") << 401 << QByteArray("{}") << true;
    QTest::newRow("the key is dead, as this provider says it") << 200 << QByteArray(R"({"ok":false})") << true;
    QTest::newRow("even the probe is forbidden") << 403 << QByteArray("{}") << false;
    QTest::newRow("the provider is in trouble") << 500 << QByteArray("{}") << false;
    QTest::newRow("nobody answers") << 0 << QByteArray() << false;
}

void RefreshFaultsTest::aKeyIsJudgedByTheProbe()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, dead);
    HubParts hub;
    const Account account = keyAccount(hub);
    if (status == 0)
        hub.wire.failAt(0);
    else
        hub.wire.expect(kWhoAmI, {status, body.toStdString()});
    const Result<LiveCredential> judged = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(judged.ok(), !dead);
    if (dead)
        QCOMPARE(judged.error().code, ErrorCode::AccountExpired);
    else
        QCOMPARE((*judged)->generation, std::uint64_t(1));
    QCOMPARE(hub.again(account).status, dead ? AccountStatus::Expired : AccountStatus::Active);
    QCOMPARE(storedToken(hub, account, "api_key"), std::string("k-1"));
}

void RefreshFaultsTest::aKeyWithoutAProbeLives()
{
    HubParts hub;
    const Account account = hub.active("umbrella", "basic");
    Credential key;
    key.authKey = "basic";
    key.values.emplace("password", Secret("p"));
    QVERIFY(hub.run(hub.credentials->store(account, std::move(key))).ok());
    QVERIFY(hub.run(hub.credentials->renew(account, 1)).ok());
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
    QVERIFY(hub.wire.sent.empty());
}

void RefreshFaultsTest::F17_oneProbeForAllWhoWait()
{
    HubParts hub;
    const Account account = keyAccount(hub);
    hub.wire.expect(kWhoAmI, {401, "{}", {}, true});
    std::vector<std::shared_ptr<std::optional<Result<LiveCredential>>>> waiting;
    for (int i = 0; i < 20; ++i)
        waiting.push_back(hub.begin(hub.credentials->renew(account, 1)));
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.wire.release();
    for (const auto &one : waiting) {
        QVERIFY(hub.until([&] { return one->has_value(); }));
        QCOMPARE(tokenIn(**one), std::string("account_expired"));
    }
}

QTEST_GUILESS_MAIN(RefreshFaultsTest)
#include "refresh_faults_test.moc"
