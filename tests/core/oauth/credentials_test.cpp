#include "tests/support/token_pairs.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

class CredentialsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCredentialIsReadOnce();
    void aCredentialSurvivesARestart();
    void eachSignInCountsUp();
    void whatCanNotBeReadIsTold_data();
    void whatCanNotBeReadIsTold();
    void C38_refreshAheadOfTheEnd_data();
    void C38_refreshAheadOfTheEnd();
    void C38_accountsMadeTogetherDoNotComeTogether();
    void C38_shortLivesMakeNoStorm();
    void C39_aJumpOfTheClockMakesOneRefresh();
    void C29_forgettingRevokesBothTokens();
    void C29_forgettingPurgesWhateverTheProviderSays_data();
    void C29_forgettingPurgesWhateverTheProviderSays();
    void C29_forgettingWaitsForTheRefresh();
    void aLockedVaultForgetsNothing();
    void F13_aLockedVaultHoldsBackWhatWasReadBefore();
    void keysAreForgottenInSilence();
};

void CredentialsTest::aCredentialIsReadOnce()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
    hub.vault.locked = true;
    QVERIFY2(hub.run(hub.credentials->of(account)).ok(), "a call needs no vault");
}

void CredentialsTest::F13_aLockedVaultHoldsBackWhatWasReadBefore()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.locked = hub.vault.told = true;
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("vault_locked"));
    hub.vault.locked = false; // the platform need not tell of the end
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
    QVERIFY(hub.run(hub.vault.remove({"local", account.id.str()})).ok());
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1")); // what is held is not thrown away
    hub.vault.told = false;
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
}

void CredentialsTest::aCredentialSurvivesARestart()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.restart();
    const Result<LiveCredential> live = hub.run(hub.credentials->of(account));
    QCOMPARE(tokenIn(live), std::string("at-1"));
    QCOMPARE((*live)->generation, std::uint64_t(1));
    QCOMPARE((*live)->scope, std::string("items:read"));
    QCOMPARE((*live)->expiresAt.value(), hub.clock.now() + 1h);
}

void CredentialsTest::eachSignInCountsUp()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    QVERIFY(hub.run(hub.credentials->store(account, pairOf(hub, 2, 1h))).ok());
    QCOMPARE(stored(hub, account).generation, std::uint64_t(2));
    QCOMPARE((*hub.run(hub.credentials->of(account)))->generation, std::uint64_t(2));
}

void CredentialsTest::whatCanNotBeReadIsTold_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the item was removed by hand") << QByteArray("gone") << QByteArray("account_inactive");
    QTest::newRow("the vault is locked") << QByteArray("locked") << QByteArray("vault_locked");
    QTest::newRow("the record is damaged") << QByteArray("damaged") << QByteArray("internal");
}

void CredentialsTest::whatCanNotBeReadIsTold()
{
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, code);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    const VaultKey key{"local", account.id.str()};
    const std::string line = *hub.vault.line(key);
    hub.restart();
    if (fault == "gone")
        QVERIFY(hub.run(hub.vault.remove(key)).ok());
    else if (fault == "locked")
        hub.vault.locked = true;
    else
        hub.vault.put(key, line.substr(0, line.size() / 2));
    const std::optional<std::string> before = hub.vault.line(key);
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), code.toStdString());
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), code.toStdString());
    QVERIFY2(hub.vault.line(key) == before, "nothing is made anew because a read failed");
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
    hub.vault.locked = false;
    hub.vault.put(key, line);
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1"));
}

void CredentialsTest::C38_refreshAheadOfTheEnd_data()
{
    QTest::addColumn<int>("lifetime"); // seconds; 0 = not said
    QTest::addColumn<int>("left");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("requests");
    QTest::newRow("an hour, fresh") << 3'600 << 3'600 << QByteArray("at-1") << 0;
    QTest::newRow("an hour, 5 minutes and a second before its end") << 3'600 << 301 << QByteArray("at-1") << 0;
    QTest::newRow("an hour, 4 minutes before its end: beside the call") << 3'600 << 239 << QByteArray("at-1") << 1;
    QTest::newRow("a day: 5 minutes are the most") << 86'400 << 301 << QByteArray("at-1") << 0;
    QTest::newRow("a day, 4 minutes before its end") << 86'400 << 239 << QByteArray("at-1") << 1;
    QTest::newRow("10 minutes: a tenth is a minute") << 600 << 61 << QByteArray("at-1") << 0;
    QTest::newRow("10 minutes, in the last tenth") << 600 << 47 << QByteArray("at-1") << 1;
    QTest::newRow("a minute, in the last tenth") << 60 << 4 << QByteArray("at-1") << 1;
    QTest::newRow("below a minute only on demand") << 59 << 1 << QByteArray("at-1") << 0;
    QTest::newRow("below a minute, ended: the call waits") << 59 << 0 << QByteArray("at-2") << 1;
    QTest::newRow("ended: the call waits") << 3'600 << 0 << QByteArray("at-2") << 1;
    QTest::newRow("ended long ago") << 3'600 << -86'400 << QByteArray("at-2") << 1;
    QTest::newRow("a lifetime that was not said") << 0 << -86'400 << QByteArray("at-1") << 0;
}

void CredentialsTest::C38_refreshAheadOfTheEnd()
{
    QFETCH(int, lifetime);
    QFETCH(int, left);
    QFETCH(QByteArray, token);
    QFETCH(int, requests);
    HubParts hub;
    const std::optional<std::chrono::seconds> said = lifetime > 0 ? std::optional(std::chrono::seconds(lifetime)) : std::nullopt;
    const Account account = signedIn(hub, said);
    hub.clock.advance(std::chrono::seconds(lifetime - left));
    if (requests > 0)
        hub.wire.expect(kTokenRequest, grantOf(2));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), token.toStdString());
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(requests));
    QCOMPARE(storedToken(hub, account), std::string(requests > 0 ? "at-2" : "at-1"));
}

void CredentialsTest::C38_accountsMadeTogetherDoNotComeTogether()
{
    HubParts hub;
    constexpr std::size_t kAccounts = 60;
    std::vector<Account> accounts;
    for (std::size_t i = 0; i < kAccounts; ++i)
        accounts.push_back(signedIn(hub, 1h));
    hub.clock.advance(1h - 270s); // between 80 % and all of the lead
    for (std::size_t i = 0; i < kAccounts; ++i)
        hub.wire.expect(kTokenRequest, grantOf(2));
    for (const Account &account : accounts)
        QVERIFY(hub.run(hub.credentials->of(account)).ok());
    hub.settle();
    QVERIFY(!hub.wire.sent.empty());
    QVERIFY(hub.wire.sent.size() < kAccounts);
}

void CredentialsTest::C38_shortLivesMakeNoStorm()
{
    HubParts hub;
    const Account account = signedIn(hub, 2s);
    hub.wire.expect(kTokenRequest, grantOf(2));
    for (int call = 0; call < 100; ++call) {
        QVERIFY(hub.run(hub.credentials->of(account)).ok());
        hub.clock.advance(20ms);
    }
    hub.settle();
    QVERIFY2(hub.wire.sent.empty(), "nothing ahead of the end");
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-2"));
}

void CredentialsTest::C39_aJumpOfTheClockMakesOneRefresh()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.clock.jump(std::chrono::hours(24 * 3'650));
    hub.wire.expect(kTokenRequest, grantOf(2));
    for (int call = 0; call < 10; ++call)
        QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-2"));
    hub.clock.jump(std::chrono::hours(-24 * 3'650));
    for (int call = 0; call < 10; ++call)
        QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
}

void CredentialsTest::C29_forgettingRevokesBothTokens()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect("POST https://acme.example/revoke", {200, ""});
    hub.wire.expect("POST https://acme.example/revoke", {200, ""});
    std::vector<std::string> purged;
    hub.wire.onSend = [&](const SentRequest &) { purged.push_back(storedToken(hub, account)); };
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QCOMPARE(hub.wire.sent.size(), std::size_t(2));
    QVERIFY(hub.wire.sent[0].body.starts_with("token=rt-1&token_type_hint=refresh_token&"));
    QVERIFY(hub.wire.sent[1].body.starts_with("token=at-1&token_type_hint=access_token&"));
    QCOMPARE(purged, (std::vector<std::string>{"(none)", "(none)"})); // the copy here is gone first
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("account_inactive"));
}

void CredentialsTest::C29_forgettingPurgesWhateverTheProviderSays_data()
{
    QTest::addColumn<int>("fault"); // -1 = none, else the request that finds nobody
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("asked"); // before the rest is kept for later
    QTest::newRow("the server is down for the refresh token") << 0 << 200 << 1;
    QTest::newRow("the server is down for the access token") << 1 << 200 << 2;
    QTest::newRow("the server refuses") << -1 << 400 << 2;
    QTest::newRow("the server is in trouble") << -1 << 503 << 1;
}

void CredentialsTest::C29_forgettingPurgesWhateverTheProviderSays()
{
    QFETCH(int, fault);
    QFETCH(int, status);
    QFETCH(int, asked);
    HubParts hub;
    hub.onWait = [](std::chrono::milliseconds) { return waitFor(1h); }; // nothing is tried again here
    const Account account = signedIn(hub, 1h);
    if (fault >= 0)
        hub.wire.failAt(static_cast<std::size_t>(fault));
    for (int i = fault >= 0 ? 1 : 0; i < asked; ++i)
        hub.wire.expect("POST https://acme.example/revoke", {status, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QCOMPARE(hub.wire.sent.size(), static_cast<std::size_t>(asked));
    QVERIFY(!hub.vault.line({"local", account.id.str()}));
}

void CredentialsTest::C29_forgettingWaitsForTheRefresh()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    const auto renewed = hub.begin(hub.credentials->renew(account, 1));
    QVERIFY(hub.until([&] { return hub.wire.sent.size() == 1; }));
    hub.wire.expect("POST https://acme.example/revoke", {200, ""});
    hub.wire.expect("POST https://acme.example/revoke", {200, ""});
    const auto gone = hub.begin(hub.credentials->forget(account));
    hub.settle();
    QVERIFY(!gone->has_value());
    hub.wire.release();
    QVERIFY(hub.until([&] { return gone->has_value() && renewed->has_value(); }));
    QVERIFY2(hub.wire.sent[1].body.starts_with("token=rt-2&"), "the token that came last is the one to revoke");
    QVERIFY(!hub.vault.line({"local", account.id.str()}));
}

void CredentialsTest::aLockedVaultForgetsNothing()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.locked = true;
    const Result<void> gone = hub.run(hub.credentials->forget(account));
    QVERIFY(!gone.ok());
    QCOMPARE(gone.error().code, ErrorCode::VaultLocked);
    QVERIFY(hub.wire.sent.empty());
    hub.vault.locked = false;
    QCOMPARE(storedToken(hub, account), std::string("at-1"));
}

void CredentialsTest::keysAreForgottenInSilence()
{
    HubParts hub;
    const Account account = hub.active("umbrella", "basic");
    Credential key;
    key.authKey = "basic";
    key.values.emplace("password", Secret("p"));
    QVERIFY(hub.run(hub.credentials->store(account, std::move(key))).ok());
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QVERIFY(hub.wire.sent.empty());
    QVERIFY(!hub.vault.line({"local", account.id.str()}));
}

QTEST_GUILESS_MAIN(CredentialsTest)
#include "credentials_test.moc"
