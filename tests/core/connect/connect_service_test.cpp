#include "tests/support/sign_in.h"

#include <QTest>

#include <set>

using namespace hub;
using namespace std::chrono_literals;

namespace {

Result<NewSession> open(HubParts &hub, const ConnectWish &wish)
{
    return hub.run(hub.service->createSession(wish));
}

//! The last part of a link's URL.
std::string secretIn(const std::string &url)
{
    return url.substr(url.rfind('/') + 1);
}

std::string codeOf(const Error &error)
{
    return std::string(wireName(error.code));
}

} // namespace

//! Sessions, links, attempts, and which account a sign-in comes to.
class ConnectServiceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionComesWithTwoSecrets();
    void sessionsForWhatThereIsNot_data();
    void sessionsForWhatThereIsNot();
    void theSameWishMeetsTheSameAccount_data();
    void theSameWishMeetsTheSameAccount();
    void C34_somebodyElseChangesNothing();
    void C34_whoCanNotBeNamed_data();
    void C34_whoCanNotBeNamed();
    void C34_aYesMakesTheAccountSomebodyElses();
    void C34_aYesComesInTime_data();
    void C34_aYesComesInTime();
    void anExpiredAccountHealsWithItsId();
    void S7_onlySomeTokensMayCall_data();
    void S7_onlySomeTokensMayCall();
    void S7_sessionsAreTheirOwnersToEnd();
    void S26_aLinkMintsAFreshSessionEachTime();
    void S26_aLinkIsUsedUpBySuccessAlone();
    void aReconnectLinkIsTheSameWhileItIsOpen();
    void manyAttemptsDropNoLivingOne();
    void attemptsEndOnce();
};

void ConnectServiceTest::aSessionComesWithTwoSecrets()
{
    HubParts hub;
    ConnectWish wish = wishOf("ann", "acme");
    wish.expiresIn = 60s;
    wish.alias = "work";
    wish.metadata = {{"crm", 1}};
    const NewSession made = open(hub, wish).value();
    QVERIFY(made.token.reveal() != made.link.reveal());
    QCOMPARE(made.accountRecord->id, made.session.account.value());
    QCOMPARE(made.accountRecord->status, AccountStatus::Inactive);
    QCOMPARE(made.accountRecord->reasons.front().code, std::string("pending"));
    QCOMPARE(made.accountRecord->alias, std::string("work"));
    QCOMPARE(made.accountRecord->ownerName, std::string("ann's company"));
    QVERIFY(made.accountRecord->metadata == wish.metadata);
    QCOMPARE(hub.service->authenticate(made.token.reveal())->id, made.session.id);
    QCOMPARE(codeOf(hub.service->authenticate(made.link.reveal()).error()), std::string("key_invalid"));
    hub.clock.advance(60s);
    QCOMPARE(codeOf(hub.service->authenticate(made.token.reveal()).error()), std::string("key_invalid"));
    QVERIFY2(hub.run(hub.service->openLink(std::string(made.link.reveal()))).ok(), "the link lives on");
}

void ConnectServiceTest::sessionsForWhatThereIsNot_data()
{
    QTest::addColumn<QByteArray>("wish");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("an unknown connector") << QByteArray("connector") << QByteArray("not_found");
    QTest::newRow("an unknown account") << QByteArray("account") << QByteArray("not_found");
    QTest::newRow("S8: another owner's account") << QByteArray("stranger") << QByteArray("not_found");
    QTest::newRow("a link for an unknown connector") << QByteArray("link") << QByteArray("not_found");
}

void ConnectServiceTest::sessionsForWhatThereIsNot()
{
    QFETCH(QByteArray, wish);
    QFETCH(QByteArray, code);
    HubParts hub;
    const Account account = hub.active("acme", "oauth2", "ann");
    ConnectWish asked = wishOf("bob", wish == "connector" || wish == "link" ? "none" : "acme");
    if (wish == "account")
        asked.account = AccountId("acc_none");
    if (wish == "stranger")
        asked.account = account.id;
    if (wish == "link")
        QCOMPARE(codeOf(hub.run(hub.service->createLink(asked, std::chrono::days(30))).error()), code.toStdString());
    else
        QCOMPARE(codeOf(open(hub, asked).error()), code.toStdString());
    QCOMPARE(hub.accounts->list({}).size(), std::size_t(1));
    QVERIFY(hub.service->links().empty());
}

void ConnectServiceTest::theSameWishMeetsTheSameAccount_data()
{
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<QByteArray>("ownerName");
    QTest::addColumn<bool>("multiple");
    QTest::addColumn<bool>("same");
    QTest::newRow("the same: it is updated") << QByteArray("ann") << QByteArray("Ann Inc") << false << true;
    QTest::newRow("multiple: another one is made") << QByteArray("ann") << QByteArray("Ann Inc") << true << false;
    QTest::newRow("another owner name") << QByteArray("ann") << QByteArray("Ann Ltd") << false << false;
    QTest::newRow("S8: another owner") << QByteArray("bob") << QByteArray("Ann Inc") << false << false;
}

void ConnectServiceTest::theSameWishMeetsTheSameAccount()
{
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, ownerName);
    QFETCH(bool, multiple);
    QFETCH(bool, same);
    HubParts hub;
    ConnectWish wish = wishOf("ann", "acme");
    wish.ownerName = "Ann Inc";
    SignIn first(&hub, wish);
    const AccountId known = first.as("7", 1)->account.value();
    wish.owner = OwnerId(owner.toStdString());
    wish.ownerName = ownerName.toStdString();
    wish.multiple = multiple;
    SignIn second(&hub, wish);
    const Result<Attempt> end = second.as("7", 2);
    QCOMPARE(statusOf(end), std::string("authenticated"));
    QCOMPARE(end->account.value() == known, same);
    QCOMPARE(hub.accounts->list({}).size(), std::size_t(same ? 1 : 2));
    const Account account = hub.accounts->find(OwnerId("ann"), known.str()).value();
    QCOMPARE(storedToken(hub, account), std::string(same ? "at-2" : "at-1"));
    QCOMPARE(account.status, AccountStatus::Active);
}

void ConnectServiceTest::C34_somebodyElseChangesNothing()
{
    HubParts hub;
    SignIn ann(&hub, wishOf("ann", "acme"));
    const AccountId id = ann.as("7", 1)->account.value();
    SignIn other(&hub, wishOf("ann", "acme"));
    const Result<Attempt> end = other.as("8", 2);
    QCOMPARE(statusOf(end), std::string("error"));
    QCOMPARE(end->errorCode, std::string("different_identity"));
    QVERIFY(end->errorText.find("8@acme.example") != std::string::npos && end->errorText.find("7@acme.example") != std::string::npos);
    const Account account = hub.accounts->find(OwnerId("ann"), id.str()).value();
    QCOMPARE(storedToken(hub, account), std::string("at-1"));
    QCOMPARE(account.identityId, std::string("7"));
    QCOMPARE(account.status, AccountStatus::Active);
}

void ConnectServiceTest::C34_whoCanNotBeNamed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("kept"); // the new sign-in
    QTest::newRow("a 200 that names nobody changes nothing") << 200 << QByteArray("{}") << false;
    QTest::newRow("a refused call changes nothing") << 403 << QByteArray() << false;
    QTest::newRow("a provider in trouble does not cost the account") << 503 << QByteArray() << true;
    QTest::newRow("nor does one that is not there") << 0 << QByteArray() << true;
}

void ConnectServiceTest::C34_whoCanNotBeNamed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, kept);
    HubParts hub;
    SignIn ann(&hub, wishOf("ann", "acme"));
    const AccountId id = ann.as("7", 1)->account.value();
    SignIn unknown(&hub, wishOf("ann", "acme"));
    QVERIFY(unknown.go().ok());
    hub.wire.expect(kTokenRequest, grantOf(2));
    if (status == 0)
        hub.wire.failAt(hub.wire.sent.size() + 1);
    else
        hub.wire.expect("GET https://api.acme.example/v1/me", {status, body.toStdString()});
    const Result<Attempt> end = unknown.back("code=the-code");
    QCOMPARE(statusOf(end), std::string(kept ? "authenticated" : "error"));
    const Account account = hub.accounts->find(OwnerId("ann"), id.str()).value();
    QCOMPARE(storedToken(hub, account), std::string(kept ? "at-2" : "at-1"));
    QCOMPARE(account.status, AccountStatus::Active);
    QCOMPARE(account.identityId, std::string("7"));
    QCOMPARE(account.reasons.empty() ? std::string() : account.reasons.front().code, std::string(kept ? "identity_unchecked" : ""));
}

void ConnectServiceTest::C34_aYesMakesTheAccountSomebodyElses()
{
    HubParts hub;
    SignIn ann(&hub, wishOf("ann", "acme"));
    const AccountId id = ann.as("7", 1)->account.value();
    SignIn other(&hub, wishOf("ann", "acme"));
    const Attempt asked = other.as("8", 2).value();
    QVERIFY(asked.canAccept);
    QCOMPARE(asked.knownIdentity, std::string("7@acme.example"));
    QCOMPARE(asked.newIdentity, std::string("8@acme.example"));
    SignIn stranger(&hub, wishOf("bob", "acme"));
    QCOMPARE(hub.run(hub.service->accept(stranger.session, asked.id)).error().code, ErrorCode::NotFound);
    QCOMPARE(statusOf(hub.run(hub.service->accept(other.session, asked.id))), std::string("authenticated"));
    const Account account = hub.accounts->find(OwnerId("ann"), id.str()).value();
    QCOMPARE(account.identityId, std::string("8"));
    QCOMPARE(account.identityLabel, std::string("8@acme.example"));
    QCOMPARE(storedToken(hub, account), std::string("at-2"));
    QCOMPARE(statusOf(other.now()), std::string("authenticated"));
    QCOMPARE(hub.run(hub.service->accept(other.session, asked.id)).error().code, ErrorCode::NotFound); // once
}

void ConnectServiceTest::C34_aYesComesInTime_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::newRow("after 10 minutes it is too late") << QByteArray("late");
    QTest::newRow("after a no") << QByteArray("cancelled");
    QTest::newRow("after the account was taken by another yes") << QByteArray("changed");
}

void ConnectServiceTest::C34_aYesComesInTime()
{
    QFETCH(QByteArray, fault);
    HubParts hub;
    SignIn ann(&hub, wishOf("ann", "acme"));
    const AccountId id = ann.as("7", 1)->account.value();
    SignIn other(&hub, wishOf("ann", "acme"));
    const Attempt asked = other.as("8", 2).value();
    if (fault == "late")
        hub.clock.advance(10min);
    if (fault == "cancelled")
        hub.service->cancelAttempt(other.session, asked.id);
    if (fault == "changed") {
        Account account = hub.accounts->find(OwnerId("ann"), id.str()).value();
        account.identityId = "9";
        QVERIFY(hub.run(hub.accounts->update(account)).ok());
    }
    const Result<Attempt> end = hub.run(hub.service->accept(other.session, asked.id));
    QVERIFY(statusOf(end) != "authenticated");
    QCOMPARE(storedToken(hub, hub.accounts->find(OwnerId("ann"), id.str()).value()), std::string("at-1"));
}

void ConnectServiceTest::anExpiredAccountHealsWithItsId()
{
    HubParts hub;
    SignIn ann(&hub, wishOf("ann", "acme"));
    Account account = hub.accounts->find(OwnerId("ann"), ann.as("7", 1)->account->str()).value();
    hub.wire.expect(kTokenRequest, refusalOf("invalid_grant"));
    QCOMPARE(tokenIn(hub.run(hub.credentials->renew(account, 1))), std::string("account_expired"));
    QCOMPARE(hub.again(account).status, AccountStatus::Expired);
    const std::string url = hub.run(hub.service->reconnectUrl(hub.again(account))).value();
    QVERIFY(url.starts_with("http://127.0.0.1:7423/connect/"));
    SignIn again(&hub, hub.run(hub.service->openLink(secretIn(url))).value().first);
    QCOMPARE(statusOf(again.as("7", 2)), std::string("authenticated"));
    const Account healed = hub.again(account);
    QCOMPARE(healed.status, AccountStatus::Active);
    QVERIFY(healed.reasons.empty());
    QCOMPARE(healed.alias, account.alias);
    QCOMPARE(hub.accounts->list({}).size(), std::size_t(1));
    QCOMPARE(tokenIn(hub.run(hub.credentials->of(healed))), std::string("at-2"));
    QVERIFY(stored(hub, healed).generation > 1);
}

void ConnectServiceTest::S7_onlySomeTokensMayCall_data()
{
    QTest::addColumn<bool>("calls");
    QTest::addColumn<bool>("connector");
    QTest::addColumn<bool>("named");
    QTest::addColumn<bool>("works");
    QTest::newRow("a token for connecting") << false << true << false << false;
    QTest::newRow("a token for the account that it connects") << true << true << false << true;
    QTest::newRow("a token for named accounts") << true << false << true << true;
    QTest::newRow("a token for no account is not one for all") << true << false << false << false;
}

void ConnectServiceTest::S7_onlySomeTokensMayCall()
{
    QFETCH(bool, calls);
    QFETCH(bool, connector);
    QFETCH(bool, named);
    QFETCH(bool, works);
    HubParts hub;
    ConnectWish wish = wishOf("ann", connector ? "acme" : "");
    wish.callsAllowed = calls;
    wish.actions = {"acme_list_*"};
    wish.effects = {Effect::Read};
    if (named)
        wish.accounts = {AccountId("acc_1")};
    const NewSession made = open(hub, wish).value();
    const Result<std::shared_ptr<const Principal>> caller = hub.service->principal(made.token.reveal());
    QCOMPARE(caller.ok(), works);
    if (!works) {
        QCOMPARE(codeOf(caller.error()), std::string("key_invalid"));
        return;
    }
    const Principal &who = **caller;
    QCOMPARE(who.kind, Principal::Kind::Session);
    QCOMPARE(who.owner.value(), OwnerId("ann"));
    QVERIFY((who.accounts == std::vector<AccountId>{named ? AccountId("acc_1") : made.session.account.value()}));
    QVERIFY(mayCall(who, "acme_list_items") && !mayCall(who, "acme_get_item"));
    QVERIFY(mayUse(who, Effect::Read) && !mayUse(who, Effect::Write) && !who.has(Scope::Accounts));
    hub.clock.advance(1800s);
    QVERIFY(!hub.service->principal(made.token.reveal()).ok());
}

void ConnectServiceTest::S7_sessionsAreTheirOwnersToEnd()
{
    HubParts hub;
    const NewSession made = open(hub, wishOf("ann", "acme")).value();
    QCOMPARE(codeOf(hub.run(hub.service->deleteSession(made.session.id, OwnerId("bob"))).error()), std::string("not_found"));
    QVERIFY(hub.service->authenticate(made.token.reveal()).ok());
    QVERIFY(hub.run(hub.service->deleteSession(made.session.id, OwnerId("ann"))).ok());
    QCOMPARE(codeOf(hub.service->authenticate(made.token.reveal()).error()), std::string("key_invalid"));
    QCOMPARE(codeOf(hub.run(hub.service->openLink(std::string(made.link.reveal()))).error()), std::string("link_gone"));
    QCOMPARE(codeOf(hub.run(hub.service->deleteSession(SessionId("cs_none"), std::nullopt)).error()), std::string("not_found"));
}

void ConnectServiceTest::S26_aLinkMintsAFreshSessionEachTime()
{
    HubParts hub;
    ConnectWish wish = wishOf("ann", "acme");
    wish.expiresIn = 60s;
    const std::pair<AuthLink, Secret> link = hub.run(hub.service->createLink(wish, std::chrono::days(30))).value();
    std::set<std::string> tokens;
    for (int i = 0; i < 3; ++i) {
        hub.clock.advance(std::chrono::days(7));
        const std::pair<ConnectSession, Secret> opened = hub.run(hub.service->openLink(std::string(link.second.reveal()))).value();
        QCOMPARE(opened.first.expires, hub.clock.now() + 60s);
        QCOMPARE(opened.first.linkId, link.first.id.str());
        tokens.insert(std::string(opened.second.reveal()));
    }
    QCOMPARE(tokens.size(), std::size_t(3));
    hub.clock.advance(std::chrono::days(10));
    QCOMPARE(codeOf(hub.run(hub.service->openLink(std::string(link.second.reveal()))).error()), std::string("link_gone"));
}

void ConnectServiceTest::S26_aLinkIsUsedUpBySuccessAlone()
{
    HubParts hub;
    const std::pair<AuthLink, Secret> link = hub.run(hub.service->createLink(wishOf("ann", "acme"), std::chrono::days(30))).value();
    const auto opened = [&] { return hub.run(hub.service->openLink(std::string(link.second.reveal()))); };
    SignIn fails(&hub, opened().value().first);
    QVERIFY(fails.go().ok());
    QCOMPARE(statusOf(fails.back("error=access_denied")), std::string("error"));
    SignIn works(&hub, opened().value().first);
    const Result<Attempt> end = works.as("7");
    QCOMPARE(statusOf(end), std::string("authenticated"));
    const Error gone = opened().error();
    QCOMPARE(codeOf(gone), std::string("link_gone"));
    QVERIFY(gone.message.find("used") != std::string::npos);
    QCOMPARE(hub.service->links().front().account, end->account);
    hub.restart();
    QCOMPARE(codeOf(opened().error()), std::string("link_gone"));
}

void ConnectServiceTest::aReconnectLinkIsTheSameWhileItIsOpen()
{
    HubParts hub;
    const Account account = hub.active("acme", "oauth2", "ann");
    const std::string first = hub.run(hub.service->reconnectUrl(account)).value();
    QCOMPARE(hub.run(hub.service->reconnectUrl(account)).value(), first);
    QCOMPARE(hub.service->links().size(), std::size_t(1));
    QVERIFY(hub.run(hub.service->revokeLink(hub.service->links().front().id)).ok());
    const std::string second = hub.run(hub.service->reconnectUrl(account)).value();
    QVERIFY(second != first);
    hub.clock.advance(std::chrono::days(31));
    const std::string third = hub.run(hub.service->reconnectUrl(account)).value();
    QVERIFY(third != second);
    SignIn again(&hub, hub.run(hub.service->openLink(secretIn(third))).value().first);
    QCOMPARE(statusOf(again.as("7")), std::string("authenticated"));
    QVERIFY2(hub.run(hub.service->reconnectUrl(account)).value() != third, "success used it up");
}

void ConnectServiceTest::manyAttemptsDropNoLivingOne()
{
    HubParts hub;
    const NewSession made = open(hub, wishOf("ann", "acme")).value();
    for (int i = 0; i < 20'000; ++i) {
        const Attempt attempt = hub.service->startAttempt(made.session).value();
        hub.service->cancelAttempt(made.session, attempt.id);
        hub.clock.advance(1ms);
    }
    SignIn person(&hub, made.session);
    QVERIFY(person.go().ok());
    for (int i = 0; i < 20; ++i) {
        hub.clock.advance(1ms);
        QVERIFY(hub.service->startAttempt(made.session).ok());
    }
    person.expectPerson("7");
    QCOMPARE(statusOf(person.back("code=the-code")), std::string("authenticated"));
}

void ConnectServiceTest::attemptsEndOnce()
{
    HubParts hub;
    std::vector<std::string> heard;
    hub.service->onAttempt([&](const Attempt &attempt) { heard.push_back(std::string(wireName(attempt.status))); });
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    hub.clock.advance(10min);
    QCOMPARE(statusOf(person.now()), std::string("expired"));
    hub.service->cancelAttempt(person.session, person.attempt.id);
    QCOMPARE(statusOf(person.now()), std::string("expired"));
    QCOMPARE(heard, std::vector<std::string>{"expired"});
    QCOMPARE(codeOf(hub.service->attempt(person.session, AttemptId("att_none")).error()), std::string("not_found"));
}

QTEST_GUILESS_MAIN(ConnectServiceTest)
#include "connect_service_test.moc"
