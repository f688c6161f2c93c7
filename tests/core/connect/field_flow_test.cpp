#include "tests/support/sign_in.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

using Fields = std::map<std::string, std::string>;

const std::string kWhoAmI = "GET https://contoso.initech.example/api/whoami";

std::map<std::string, Secret> secretsOf(const Fields &fields)
{
    std::map<std::string, Secret> out;
    for (const auto &[name, value] : fields)
        out.emplace(name, Secret(value));
    return out;
}

ConnectSession sessionOf(HubParts &hub, const ConnectWish &wish)
{
    return std::move(hub.run(hub.service->createSession(wish)).value().session);
}

Result<Account> connectKey(HubParts &hub, const ConnectSession &session, const Fields &fields, const std::string &alias = {})
{
    return hub.run(hub.service->connectWithFields(session, "initech", "api_key", secretsOf(fields), alias, {}));
}

std::string statusOf(const Result<Account> &account)
{
    return account ? std::string(wireName(account->status)) : std::string(wireName(account.error().code));
}

const Fields kGood{{"subdomain", "contoso"}, {"api_key", "k-1"}};
const ScriptedAnswer kAnn{200, R"({"id":7,"name":"Ann"})"};

} // namespace

//! Connecting with what a person pastes.
class FieldFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aKeyIsProbedAndKept();
    void fieldsAreChecked_data();
    void fieldsAreChecked();
    void C41_hostileSubdomainsAreRefused_data();
    void C41_hostileSubdomainsAreRefused();
    void theProbeDecides_data();
    void theProbeDecides();
    void aDeadKeyMayBeToldByA200();
    void whatTheConnectorDoesNotKnowIsLeftOut();
    void aPatternThatCouldHangDoesNot();
    void aWrongKeyLeavesOnePendingAccount();
    void missingSecretsStayWhenFieldsChange();
    void changedFieldsAreChecked();
    void anothersAccountIsNotChanged();
    void whatCanNotBeUsedIsTold_data();
    void whatCanNotBeUsedIsTold();
    void withoutAProbeAKeyIsKept();
};

void FieldFlowTest::aKeyIsProbedAndKept()
{
    HubParts hub;
    std::vector<Attempt> heard;
    hub.service->onAttempt([&](const Attempt &attempt) { heard.push_back(attempt); });
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    hub.wire.expect(kWhoAmI, kAnn);
    const Result<Account> account = connectKey(hub, session, {{"subdomain", "contoso"}, {"region", "eu"}, {"api_key", "k-1"}}, "payroll");
    QVERIFY(account.ok());
    QCOMPARE(account->id, session.account.value());
    QCOMPARE(account->status, AccountStatus::Active);
    QCOMPARE(account->alias, std::string("payroll"));
    QCOMPARE(account->identityId, std::string("7"));
    QCOMPARE(account->identityLabel, std::string("Ann"));
    QVERIFY((account->setup == Fields{{"subdomain", "contoso"}, {"region", "eu"}})); // the secret is in the vault alone
    QCOMPARE(storedToken(hub, *account, "api_key"), std::string("k-1"));
    QCOMPARE(stored(hub, *account).values.size(), std::size_t(1));
    QCOMPARE(std::string(hub.wire.sent.front().headers.value("X-Api-Key")), std::string("k-1"));
    QCOMPARE(heard.size(), std::size_t(1));
    QCOMPARE(heard.front().account.value(), account->id);
    QCOMPARE(hub.service->links().front().state, AuthLink::State::Used);
}

void FieldFlowTest::fieldsAreChecked_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fits");
    QTest::newRow("a subdomain") << QByteArray("subdomain") << QByteArray("contoso") << true;
    QTest::newRow("a needed input that is empty") << QByteArray("subdomain") << QByteArray() << false;
    QTest::newRow("a needed secret that is empty") << QByteArray("api_key") << QByteArray() << false;
    QTest::newRow("not of its pattern") << QByteArray("subdomain") << QByteArray("Con toso") << false;
    QTest::newRow("a choice") << QByteArray("region") << QByteArray("us") << true;
    QTest::newRow("none of the choices") << QByteArray("region") << QByteArray("mars") << false;
    QTest::newRow("an optional choice left out") << QByteArray("region") << QByteArray() << true;
    QTest::newRow("a number") << QByteArray("seats") << QByteArray("-1.5") << true;
    QTest::newRow("a word where a number belongs") << QByteArray("seats") << QByteArray("abc") << false;
    QTest::newRow("more than a number") << QByteArray("seats") << QByteArray("5 x") << false;
    QTest::newRow("no finite number") << QByteArray("seats") << QByteArray("inf") << false;
    QTest::newRow("C42: a line break in a key") << QByteArray("api_key") << QByteArray("k\r\nX-Evil: 1") << false;
    QTest::newRow("C42: NUL in a key") << QByteArray("api_key") << QByteArray("k\0x", 3) << false;
    QTest::newRow("a key of 16 KiB") << QByteArray("api_key") << QByteArray(16'384, 'k') << true;
    QTest::newRow("a key longer than 16 KiB") << QByteArray("api_key") << QByteArray(16'385, 'k') << false;
}

void FieldFlowTest::fieldsAreChecked()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(bool, fits);
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    Fields fields = kGood;
    fields[name.toStdString()] = value.toStdString();
    if (fits)
        hub.wire.expect(kWhoAmI, kAnn);
    const Result<Account> account = connectKey(hub, session, fields);
    QCOMPARE(account.ok(), fits);
    if (fits)
        return;
    QCOMPARE(account.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(account.error().field, name.toStdString());
    QVERIFY2(account.error().message.find("Evil") == std::string::npos, "an error repeats no secret");
    QVERIFY(hub.wire.sent.empty());
    QVERIFY(!hub.vault.line({"ann", session.account->str()}));
}

void FieldFlowTest::C41_hostileSubdomainsAreRefused_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"evil.com#", "a@evil", "evil/..", "127.0.0.1", "[::1]", "localhost.", "a.b", "%2e", "x\nx", "a b", "-x"})
        QTest::newRow(QByteArray(value).replace('\n', " and a line break ").constData()) << QByteArray(value);
}

void FieldFlowTest::C41_hostileSubdomainsAreRefused()
{
    QFETCH(QByteArray, value);
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    const Result<Account> account = connectKey(hub, session, {{"subdomain", value.toStdString()}, {"api_key", "k-1"}});
    QVERIFY(!account.ok());
    QVERIFY(account.error().code == ErrorCode::SchemaViolation || account.error().code == ErrorCode::InvalidRequest);
    QVERIFY(hub.wire.sent.empty());
}

void FieldFlowTest::theProbeDecides_data()
{
    QTest::addColumn<int>("status"); // 0 = nobody answers
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("accepted") << 200 << QByteArray("active");
    QTest::newRow("refused") << 401 << QByteArray("invalid_request");
    QTest::newRow("forbidden") << 403 << QByteArray("invalid_request");
    QTest::newRow("not found") << 404 << QByteArray("upstream_failed");
    QTest::newRow("in trouble") << 500 << QByteArray("upstream_failed");
    QTest::newRow("nobody answers") << 0 << QByteArray("upstream_failed");
}

void FieldFlowTest::theProbeDecides()
{
    QFETCH(int, status);
    QFETCH(QByteArray, outcome);
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    if (status == 0)
        hub.wire.failAt(0);
    else
        hub.wire.expect(kWhoAmI, {status, status == 200 ? kAnn.body : std::string("{}")});
    const Result<Account> account = connectKey(hub, session, kGood);
    QCOMPARE(statusOf(account), outcome.toStdString());
    QCOMPARE(hub.vault.line({"ann", session.account->str()}).has_value(), account.ok());
    if (outcome == "invalid_request")
        QCOMPARE(account.error().field, std::string("api_key"));
    QCOMPARE(hub.service->links().front().state, account ? AuthLink::State::Used : AuthLink::State::Open);
}

void FieldFlowTest::aDeadKeyMayBeToldByA200()
{
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    hub.wire.expect(kWhoAmI, {200, R"({"ok":false,"id":7})"});
    const Result<Account> account = connectKey(hub, session, kGood);
    QCOMPARE(statusOf(account), std::string("invalid_request"));
    QCOMPARE(account.error().field, std::string("api_key"));
    QVERIFY(!hub.vault.line({"ann", session.account->str()}));
}

void FieldFlowTest::whatTheConnectorDoesNotKnowIsLeftOut()
{
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    hub.wire.expect(kWhoAmI, kAnn);
    Fields fields = kGood;
    fields["access_token"] = "x";
    fields["instance_url"] = "https://evil.example";
    const Result<Account> account = connectKey(hub, session, fields);
    QVERIFY(account.ok());
    QVERIFY((account->setup == Fields{{"subdomain", "contoso"}}));
    QCOMPARE(stored(hub, *account).values.size(), std::size_t(1));
}

void FieldFlowTest::aPatternThatCouldHangDoesNot()
{
    HubParts hub;
    std::string text = kInitech;
    const std::string simple = "^[a-z0-9-]+$";
    text.replace(text.find(simple), simple.size(), "^(([a-z])+.)+[A-Z]([a-z])+$"); // takes a backtracking engine for ever
    QVERIFY(hub.catalogue.add(text, "sample", false).ok());
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    QCOMPARE(statusOf(connectKey(hub, session, {{"subdomain", std::string(5'000, 'a')}, {"api_key", "k-1"}})), std::string("schema_violation"));
}

void FieldFlowTest::aWrongKeyLeavesOnePendingAccount()
{
    HubParts hub;
    ConnectWish wish = wishOf("ann", ""); // the person picks the provider on the page
    wish.multiple = true;
    const NewSession made = hub.run(hub.service->createSession(wish)).value();
    for (int i = 0; i < 3; ++i) {
        hub.wire.expect(kWhoAmI, {401, "{}"});
        QCOMPARE(statusOf(connectKey(hub, hub.service->authenticate(made.token.reveal()).value(), kGood)), std::string("invalid_request"));
    }
    QCOMPARE(hub.accounts->list({}).size(), std::size_t(1));
    hub.wire.expect(kWhoAmI, kAnn);
    const Result<Account> account = connectKey(hub, hub.service->authenticate(made.token.reveal()).value(), kGood);
    QCOMPARE(statusOf(account), std::string("active"));
    QCOMPARE(account->alias, std::string("initech"));
    QCOMPARE(hub.accounts->list({}).size(), std::size_t(1));
}

void FieldFlowTest::missingSecretsStayWhenFieldsChange()
{
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    hub.wire.expect(kWhoAmI, kAnn);
    const Account account = connectKey(hub, session, kGood, "payroll").value();
    hub.wire.expect("GET https://fabrikam.initech.example/api/whoami", kAnn);
    const Result<Account> changed = hub.run(hub.service->updateFields(session, account.id, secretsOf({{"subdomain", "fabrikam"}})));
    QVERIFY(changed.ok());
    QCOMPARE(changed->id, account.id);
    QCOMPARE(changed->alias, std::string("payroll"));
    QCOMPARE(changed->setup.at("subdomain"), std::string("fabrikam"));
    QCOMPARE(storedToken(hub, account, "api_key"), std::string("k-1"));
    hub.wire.expect("GET https://fabrikam.initech.example/api/whoami", kAnn);
    QVERIFY(hub.run(hub.service->updateFields(session, account.id, secretsOf({{"api_key", "k-2"}}))).ok());
    QCOMPARE(storedToken(hub, account, "api_key"), std::string("k-2"));
    QCOMPARE(stored(hub, account).generation, std::uint64_t(3));
}

void FieldFlowTest::changedFieldsAreChecked()
{
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "initech"));
    hub.wire.expect(kWhoAmI, kAnn);
    const Account account = connectKey(hub, session, kGood).value();
    QCOMPARE(statusOf(hub.run(hub.service->updateFields(session, account.id, secretsOf({{"subdomain", "a.b"}})))), std::string("schema_violation"));
    hub.wire.expect(kWhoAmI, {401, "{}"});
    QCOMPARE(statusOf(hub.run(hub.service->updateFields(session, account.id, secretsOf({{"api_key", "bad"}})))), std::string("invalid_request"));
    hub.wire.expect(kWhoAmI, {200, R"({"id":8,"name":"Bob"})"});
    QCOMPARE(statusOf(hub.run(hub.service->updateFields(session, account.id, secretsOf({{"api_key", "bob's"}})))), std::string("conflict")); // C34
    QCOMPARE(storedToken(hub, account, "api_key"), std::string("k-1"));
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
    QCOMPARE(hub.again(account).identityLabel, std::string("Ann"));
}

void FieldFlowTest::anothersAccountIsNotChanged()
{
    HubParts hub;
    hub.wire.expect(kWhoAmI, kAnn);
    const Account account = connectKey(hub, sessionOf(hub, wishOf("ann", "initech")), kGood).value();
    const ConnectSession stranger = sessionOf(hub, wishOf("bob", "initech"));
    QCOMPARE(statusOf(hub.run(hub.service->updateFields(stranger, account.id, secretsOf({{"api_key", "x"}})))), std::string("not_found"));
    QCOMPARE(storedToken(hub, account, "api_key"), std::string("k-1"));
}

void FieldFlowTest::whatCanNotBeUsedIsTold_data()
{
    QTest::addColumn<QByteArray>("connector");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("an unknown connector") << QByteArray("none") << QByteArray("api_key") << QByteArray("not_found");
    QTest::newRow("an unknown way") << QByteArray("initech") << QByteArray("basic") << QByteArray("not_found");
    QTest::newRow("a way that needs a browser") << QByteArray("acme") << QByteArray("oauth2") << QByteArray("invalid_request");
}

void FieldFlowTest::whatCanNotBeUsedIsTold()
{
    QFETCH(QByteArray, connector);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, code);
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", ""));
    const Result<Account> account = hub.run(hub.service->connectWithFields(session, connector.toStdString(), method.toStdString(), secretsOf(kGood), {}, {}));
    QCOMPARE(statusOf(account), code.toStdString());
    QVERIFY(hub.accounts->list({}).empty());
}

void FieldFlowTest::withoutAProbeAKeyIsKept()
{
    HubParts hub;
    const ConnectSession session = sessionOf(hub, wishOf("ann", "umbrella"));
    const Result<Account> account = hub.run(hub.service->connectWithFields(session, "umbrella", "basic", secretsOf({{"username", "ann"}, {"password", "p w"}}), {}, {}));
    QCOMPARE(statusOf(account), std::string("active"));
    QVERIFY(account->identityId.empty());
    QCOMPARE(storedToken(hub, *account, "username"), std::string("ann"));
    QCOMPARE(storedToken(hub, *account, "password"), std::string("p w"));
    QVERIFY(hub.wire.sent.empty());
}

QTEST_GUILESS_MAIN(FieldFlowTest)
#include "field_flow_test.moc"
