#include "tests/support/token_pairs.h"

#include "core/base/encoding.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

using Waiting = std::shared_ptr<std::optional<Result<LiveCredential>>>;

bool haveAll(const std::vector<Waiting> &waiting)
{
    return std::all_of(waiting.begin(), waiting.end(), [](const Waiting &one) { return one->has_value(); });
}

} // namespace

//! One refresh for all who wait, in the order that keeps the account.
class RefreshTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C16_oneRefreshForFiftyCallers_data();
    void C16_oneRefreshForFiftyCallers();
    void C16_aNewerGenerationIsHandedOutAtOnce();
    void C16_whatSomebodyElseRenewedIsBelieved();
    void C17_theOrderThatKeepsAnAccount();
    void F10_withoutRoomForTheIntentNothingIsSpent_data();
    void F10_withoutRoomForTheIntentNothingIsSpent();
    void C15_theOldRefreshTokenStays_data();
    void C15_theOldRefreshTokenStays();
    void C35_aRefreshSaysAndTakesNoScope();
    void C34_anIdTokenNamesTheSamePerson_data();
    void C34_anIdTokenNamesTheSamePerson();
    void C18_whatEndsAnAccount_data();
    void C18_whatEndsAnAccount();
    void C18_aRefusalOfAnOldPairIsNotBelieved();
    void C18_withoutARefreshTokenTheSignInIsOver();
    void onlyActiveAccountsAreRefreshed_data();
    void onlyActiveAccountsAreRefreshed();
    void twoAccountsAreRefreshedSideBySide();
    void whoGoesAwayTakesNobodyAlong();
    void S31_stoppingWaitsForTheRefresh();
    void aSignInDuringARefreshWins();
};

void RefreshTest::C16_oneRefreshForFiftyCallers_data()
{
    QTest::addColumn<bool>("expired");
    QTest::newRow("all come with an expired token") << true;
    QTest::newRow("all come back with a 401") << false;
}

void RefreshTest::C16_oneRefreshForFiftyCallers()
{
    QFETCH(bool, expired);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    if (expired)
        hub.clock.advance(2h);
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    std::vector<Waiting> waiting;
    for (int i = 0; i < 50; ++i)
        waiting.push_back(hub.begin(expired ? hub.credentials->of(account) : hub.credentials->renew(account, 1)));
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QVERIFY(std::none_of(waiting.begin(), waiting.end(), [](const Waiting &one) { return one->has_value(); }));
    hub.wire.release();
    QVERIFY(hub.until([&] { return haveAll(waiting); }));
    for (const Waiting &one : waiting)
        QCOMPARE(tokenIn(**one), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    QCOMPARE(stored(hub, account).generation, std::uint64_t(2));
}

void RefreshTest::C16_aNewerGenerationIsHandedOutAtOnce()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2")); // a 401 to the old token came late
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.wire.expect(kTokenRequest, grantOf(3));
    const Result<LiveCredential> third = hub.run(hub.credentials->renew(account, 2));
    QCOMPARE(tokenIn(third), std::string("at-3"));
    QCOMPARE((*third)->generation, std::uint64_t(3));
}

void RefreshTest::C16_whatSomebodyElseRenewedIsBelieved()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    Credential newer = pairOf(hub, 2, 1h);
    newer.generation = 2;
    hub.vault.put({"local", account.id.str()}, std::string(toLine(newer).reveal()));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
    QVERIFY(hub.wire.sent.empty());
}

void RefreshTest::C17_theOrderThatKeepsAnAccount()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    std::vector<std::string> happened;
    std::size_t intentSize = 0;
    hub.vault.onWrite = [&](const VaultKey &, const std::string &line) {
        const Credential record = credentialFromLine(Secret(line)).value();
        happened.push_back(std::string(record.refreshing ? "intent" : "record") + ' ' + std::to_string(record.generation) + ' ' + std::string(record.find("refresh_token")->reveal()));
        if (record.refreshing)
            intentSize = line.size();
        else
            QVERIFY2(line.size() <= intentSize, "the intent proved that there is room");
    };
    hub.wire.onSend = [&](const SentRequest &request) { happened.push_back("asks with " + request.body.substr(0, request.body.find("&client_id"))); };
    hub.wire.expect(kTokenRequest, grantOf(2));
    const Result<LiveCredential> renewed = hub.run(hub.credentials->renew(account, 1));
    happened.push_back("hands out " + tokenIn(renewed));
    const std::vector<std::string> expected{"intent 1 rt-1", "asks with grant_type=refresh_token&refresh_token=rt-1", "record 2 rt-2", "hands out at-2"};
    QCOMPARE(happened, expected);
    QCOMPARE((*renewed)->issuedAt.value(), hub.clock.now());
    QCOMPARE((*renewed)->expiresAt.value(), hub.clock.now() + 1h);
    QVERIFY(!(*renewed)->refreshing);
}

void RefreshTest::F10_withoutRoomForTheIntentNothingIsSpent_data()
{
    QTest::addColumn<bool>("locked");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the disk is full") << false << QByteArray("storage_full");
    QTest::newRow("the vault is locked") << true << QByteArray("vault_locked");
}

void RefreshTest::F10_withoutRoomForTheIntentNothingIsSpent()
{
    QFETCH(bool, locked);
    QFETCH(QByteArray, code);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.vault.locked = locked;
    hub.vault.goodWrites = 0;
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), code.toStdString());
    QVERIFY(hub.wire.sent.empty());
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1")); // still good for calls
    hub.vault.locked = false;
    hub.vault.goodWrites = 10;
    hub.wire.expect(kTokenRequest, grantOf(2));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
}

void RefreshTest::C15_theOldRefreshTokenStays_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("none in the answer") << QByteArray() << QByteArray("rt-1");
    QTest::newRow("an empty one") << QByteArray(R"(,"refresh_token":"")") << QByteArray("rt-1");
    QTest::newRow("null") << QByteArray(R"(,"refresh_token":null)") << QByteArray("rt-1");
    QTest::newRow("a new one") << QByteArray(R"(,"refresh_token":"rt-9")") << QByteArray("rt-9");
}

void RefreshTest::C15_theOldRefreshTokenStays()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, token);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, {200, R"({"access_token":"at-2")" + member.toStdString() + '}'});
    const Result<LiveCredential> renewed = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(tokenIn(renewed), std::string("at-2"));
    QCOMPARE(storedToken(hub, account, "refresh_token"), token.toStdString());
    QVERIFY2(!(*renewed)->expiresAt, "the old token's end is not the new one's");
}

void RefreshTest::C35_aRefreshSaysAndTakesNoScope()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2));
    QVERIFY(hub.run(hub.credentials->renew(account, 1)).ok());
    QVERIFY(hub.wire.sent.front().body.find("scope") == std::string::npos);
    QCOMPARE(stored(hub, account).scope, std::string("items:read"));
    hub.wire.expect(kTokenRequest, {200, R"({"access_token":"at-3","scope":"offline"})"});
    QVERIFY(hub.run(hub.credentials->renew(account, 2)).ok());
    QCOMPARE(stored(hub, account).scope, std::string("offline"));
}

void RefreshTest::C34_anIdTokenNamesTheSamePerson_data()
{
    QTest::addColumn<QByteArray>("idToken");
    QTest::addColumn<bool>("kept");
    const auto token = [](const char *issuer, const char *subject) {
        return QByteArray::fromStdString("e30." + base64Url(json::serialize(json::object{{"iss", issuer}, {"sub", subject}})) + ".c2ln");
    };
    QTest::newRow("none") << QByteArray() << true;
    QTest::newRow("the same") << token("https://acme.example", "7") << true;
    QTest::newRow("unreadable") << QByteArray("x") << true;
    QTest::newRow("another person") << token("https://acme.example", "8") << false;
    QTest::newRow("another server") << token("https://evil.example", "7") << false;
}

void RefreshTest::C34_anIdTokenNamesTheSamePerson()
{
    QFETCH(QByteArray, idToken);
    QFETCH(bool, kept);
    HubParts hub;
    const Account account = hub.active("acme", "oauth2");
    Credential first = pairOf(hub, 1, 1h);
    first.subject = "https://acme.example 7";
    QVERIFY(hub.run(hub.credentials->store(account, std::move(first))).ok());
    hub.wire.expect(kTokenRequest, {200, json::serialize(json::object{{"access_token", "at-2"}, {"id_token", idToken.toStdString()}})});
    const Result<LiveCredential> renewed = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(tokenIn(renewed), std::string(kept ? "at-2" : "account_expired"));
    QCOMPARE(stored(hub, account).subject, std::string("https://acme.example 7"));
    QCOMPARE(hub.again(account).reasons.empty() ? std::string() : hub.again(account).reasons.front().code, std::string(kept ? "" : "different_identity"));
}

void RefreshTest::C18_whatEndsAnAccount_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("dead");
    QTest::newRow("invalid_grant") << 400 << QByteArray(R"({"error":"invalid_grant"})") << true;
    QTest::newRow("the connector's own code") << 400 << QByteArray(R"({"error":"token_revoked"})") << true;
    QTest::newRow("invalid_client") << 401 << QByteArray(R"({"error":"invalid_client"})") << false;
    QTest::newRow("a 401 without a word") << 401 << QByteArray() << false;
    QTest::newRow("a 403") << 403 << QByteArray("{}") << false;
    QTest::newRow("a 404") << 404 << QByteArray("not here") << false;
    QTest::newRow("a 429") << 429 << QByteArray(R"({"error":"slow_down"})") << false;
    QTest::newRow("a 429 that says invalid_grant") << 429 << QByteArray(R"({"error":"invalid_grant"})") << false;
    QTest::newRow("a 500 that says invalid_grant") << 500 << QByteArray(R"({"error":"invalid_grant"})") << false;
    QTest::newRow("HTML") << 200 << QByteArray("<html>") << false;
    QTest::newRow("cut short") << 200 << QByteArray(R"({"access_token":"at)") << false;
    QTest::newRow("a token with a line break") << 200 << QByteArray(R"({"access_token":"a\r\nb"})") << false;
    QTest::newRow("another kind of token") << 200 << QByteArray(R"({"access_token":"a","token_type":"mac"})") << false;
    QTest::newRow("more than 1 MiB") << 200 << QByteArray(1'048'577, ' ') << false;
}

void RefreshTest::C18_whatEndsAnAccount()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, dead);
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, {status, body.toStdString()});
    const Result<LiveCredential> renewed = hub.run(hub.credentials->renew(account, 1));
    QVERIFY(!renewed.ok());
    QCOMPARE(renewed.error().code, dead ? ErrorCode::AccountExpired : ErrorCode::RefreshUnavailable);
    QCOMPARE(renewed.error().retryAfter.has_value(), !dead);
    QCOMPARE(hub.again(account).status, dead ? AccountStatus::Expired : AccountStatus::Active);
    QCOMPARE(storedToken(hub, account, "refresh_token"), std::string("rt-1")); // nothing is deleted, dead or not
    // nothing asks again until somebody signs in (dead), or the wait is over
    const Result<LiveCredential> again = hub.run(hub.credentials->renew(account, 1));
    QCOMPARE(again.error().code, dead ? ErrorCode::AccountExpired : ErrorCode::RefreshUnavailable);
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
    hub.clock.advance(1h);
    if (dead) {
        QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("account_expired"));
        QCOMPARE(hub.again(account).reasons.front().code, body.contains("token_revoked") ? std::string("token_revoked") : std::string("invalid_grant"));
    } else {
        hub.wire.expect(kTokenRequest, grantOf(2));
        QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
    }
}

void RefreshTest::C18_aRefusalOfAnOldPairIsNotBelieved()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.onSend = [&](const SentRequest &) { // another machine was faster
        Credential newer = pairOf(hub, 2, 1h);
        newer.generation = 2;
        hub.vault.put({"local", account.id.str()}, std::string(toLine(newer).reveal()));
    };
    hub.wire.expect(kTokenRequest, refusalOf("invalid_grant"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("at-2"));
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
}

void RefreshTest::C18_withoutARefreshTokenTheSignInIsOver()
{
    HubParts hub;
    const Account account = hub.active("acme", "oauth2");
    Credential only = pairOf(hub, 1, 1h);
    only.values.erase("refresh_token");
    QVERIFY(hub.run(hub.credentials->store(account, std::move(only))).ok());
    hub.clock.advance(2h);
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-1")); // the provider has the last word
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("account_expired"));
    QCOMPARE(hub.again(account).reasons.front().code, std::string("no_refresh_token"));
    QVERIFY(hub.wire.sent.empty());
}

void RefreshTest::onlyActiveAccountsAreRefreshed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("suspended") << static_cast<int>(AccountStatus::Suspended) << QByteArray("account_suspended");
    QTest::newRow("expired") << static_cast<int>(AccountStatus::Expired) << QByteArray("account_expired");
    QTest::newRow("inactive") << static_cast<int>(AccountStatus::Inactive) << QByteArray("account_inactive");
    QTest::newRow("archived") << static_cast<int>(AccountStatus::Archived) << QByteArray("account_inactive");
    QTest::newRow("in error") << static_cast<int>(AccountStatus::Error) << QByteArray("account_inactive");
}

void RefreshTest::onlyActiveAccountsAreRefreshed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    HubParts hub;
    const Account before = signedIn(hub, 1h);
    Account changed = before;
    changed.status = static_cast<AccountStatus>(status);
    QVERIFY(hub.run(hub.accounts->update(changed)).ok());
    hub.clock.advance(2h);
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(before))), code.toStdString());
    QVERIFY(hub.wire.sent.empty());
}

void RefreshTest::twoAccountsAreRefreshedSideBySide()
{
    HubParts hub;
    const Account first = signedIn(hub, 1h);
    const Account second = signedIn(hub, 1h, "other");
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    hub.wire.expect(kTokenRequest, grantOf(3, true));
    const auto one = hub.begin(hub.credentials->renew(first, 1));
    const auto two = hub.begin(hub.credentials->renew(second, 1));
    hub.settle();
    QCOMPARE(hub.wire.sent.size(), std::size_t(2));
    hub.wire.release();
    QVERIFY(hub.until([&] { return one->has_value() && two->has_value(); }));
    QCOMPARE(tokenIn(**one), std::string("at-2"));
    QCOMPARE(tokenIn(**two), std::string("at-3"));
    QCOMPARE(storedToken(hub, first), std::string("at-2"));
    QCOMPARE(storedToken(hub, second), std::string("at-3"));
}

void RefreshTest::whoGoesAwayTakesNobodyAlong()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    boost::asio::cancellation_signal hangUp;
    bool left = false;
    std::optional<Result<LiveCredential>> unheard;
    const auto onEnd = [&](const std::exception_ptr &) { left = true; };
    boost::asio::co_spawn(hub.io, keepResult(hub.credentials->renew(account, 1), &unheard), boost::asio::bind_cancellation_slot(hangUp.slot(), onEnd));
    const auto patient = hub.begin(hub.credentials->renew(account, 1));
    hub.settle();
    hangUp.emit(boost::asio::cancellation_type::terminal);
    hub.settle();
    QVERIFY(left);
    QVERIFY(!patient->has_value());
    hub.wire.release();
    QVERIFY(hub.until([&] { return patient->has_value(); }));
    QCOMPARE(tokenIn(**patient), std::string("at-2"));
    QCOMPARE(storedToken(hub, account), std::string("at-2"));
}

void RefreshTest::S31_stoppingWaitsForTheRefresh()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    const Account late = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    const auto renewed = hub.begin(hub.credentials->renew(account, 1));
    hub.settle();
    const auto stopped = hub.begin(ended(hub.credentials->drain(10s)));
    const auto refused = hub.begin(hub.credentials->renew(late, 1));
    QVERIFY(hub.until([&] { return refused->has_value(); }));
    QCOMPARE(tokenIn(**refused), std::string("refresh_unavailable")); // no new one begins
    QVERIFY(!stopped->has_value());
    hub.wire.release();
    QVERIFY(hub.until([&] { return stopped->has_value(); }));
    QCOMPARE(storedToken(hub, account), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void RefreshTest::aSignInDuringARefreshWins()
{
    HubParts hub;
    const Account account = signedIn(hub, 1h);
    hub.wire.expect(kTokenRequest, grantOf(2, true));
    const auto renewed = hub.begin(hub.credentials->renew(account, 1));
    hub.settle();
    const auto kept = hub.begin(hub.credentials->store(account, pairOf(hub, 9, 1h)));
    hub.settle();
    hub.wire.release();
    QVERIFY(hub.until([&] { return kept->has_value() && renewed->has_value(); }));
    QVERIFY((*kept)->ok());
    QCOMPARE(storedToken(hub, account), std::string("at-9"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(account))), std::string("at-9"));
    QCOMPARE(stored(hub, account).generation, std::uint64_t(3));
}

QTEST_GUILESS_MAIN(RefreshTest)
#include "refresh_test.moc"
