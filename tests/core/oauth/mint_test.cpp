#include "tests/support/hub_parts.h"
#include "tests/support/sign_in.h"
#include "tests/support/test_keys.h"

#include "core/base/encoding.h"
#include "core/base/private_key.h"
#include "core/http/retry_after.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

// Each asks for its token in its own way.
const char *const kCredentials =
    R"({ "schema": 1, "key": "cc", "name": "Cc", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed", "base_url": "https://api.cc.example",
  "auth": [ { "key": "app", "type": "oauth2", "grant": "client_credentials", "token_url": "https://cc.example/token", "client_auth": "basic", "resource": "https://api.cc.example",
    "scopes": [ {"name": "read", "label": "Read", "default": true, "effect": "read"}, {"name": "write", "label": "Write", "default": false, "effect": "write"} ] } ] })";
const char *const kSession =
    R"({ "schema": 1, "key": "session", "name": "Session", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed", "base_url": "https://api.session.example",
  "auth": [ { "key": "login", "type": "two_step", "token_url": "https://api.session.example/login", "token_request": "json", "refresh_url": "https://api.session.example/renew",
    "refresh_params": {"token": "{refresh_token}"}, "token_headers": {"X-App": "{app}"}, "token_params": {"/auth/user": "{user}", "/auth/password": "{password}", "app": "{app}", "team": "{team}"},
    "token_response": {"access_token": "/data/token", "refresh_token": "/data/renew", "expires_at": "/data/until"}, "token_lifetime": 600, "dead_grant": ["locked_out"],
    "fields": [ {"key": "user", "label": "User", "type": "text", "required": true}, {"key": "password", "label": "Password", "type": "password", "required": true},
                {"key": "app", "label": "App", "type": "text", "required": true}, {"key": "team", "label": "Team", "type": "text"} ] } ] })";
const char *const kAssertion =
    R"({ "schema": 1, "key": "robot", "name": "Robot", "categories": ["crm"], "docs_url": "https://d.example", "evidence": "listed", "base_url": "https://api.robot.example",
  "auth": [ { "key": "robot", "type": "jwt_bearer", "token_url": "https://robot.example/token", "jwt": {"algorithm": "ES256", "key": "{private_key}", "claims": {"iss": "{email}", "aud": "https://robot.example/token"}},
    "fields": [ {"key": "email", "label": "E-mail", "type": "text", "required": true}, {"key": "private_key", "label": "Private key", "type": "password", "required": true} ] },
    { "key": "direct", "type": "jwt_bearer", "jwt": {"algorithm": "HS256", "key": "{secret}", "lifetime": 120, "claims": {"iss": "me"}},
    "fields": [ {"key": "secret", "label": "Secret", "type": "password", "required": true} ] } ] })";

const std::string kToken = "POST https://cc.example/token";
const std::string kLogin = "POST https://api.session.example/login";
const std::string kRenew = "POST https://api.session.example/renew";
const std::map<std::string, std::string> kPerson{{"user", "ann"}, {"password", "p w"}, {"app", "a-1"}};

struct Parts : HubParts {
    Parts()
    {
        for (const char *text : {kCredentials, kSession, kAssertion}) {
            const auto added = catalogue.add(text, "sample", false);
            QVERIFY2(added.ok(), added ? "" : (added.error().message + added.error().field).c_str());
        }
    }
    Result<Account> connect(const std::string &connector, const std::string &auth, const std::map<std::string, std::string> &values,
                            const std::optional<std::vector<std::string>> &scopes = {})
    {
        ConnectWish wish;
        wish.owner = OwnerId("local");
        std::map<std::string, Secret> fields;
        for (const auto &[name, value] : values)
            fields.emplace(name, Secret(value));
        ConnectSession session = std::move(run(service->createSession(wish)).value().session);
        return run(service->connectWithFields(std::move(session), connector, auth, std::move(fields), {}, scopes));
    }
    std::string token(const Account &account)
    {
        const Result<LiveCredential> live = run(credentials->of(account));
        return live ? std::string((*live)->find("access_token")->reveal()) : std::string(wireName(live.error().code));
    }
    const SentRequest &last() const { return wire.sent.back(); }
};

ScriptedAnswer tokenAnswer(const std::string &token, int lifetime = 600)
{
    return {200, "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":" + std::to_string(lifetime) + '}'};
}

json::object claimsIn(const std::string &token)
{
    return parseObject(decodeBase64(QByteArray::fromStdString(token).split('.').at(1).toStdString()).value()).value();
}

} // namespace

class MintTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAppAsksForItself();
    void C35_theAppsOwnRightsArePicked();
    void aProfileStandsInForTheFields();
    void aLoginIsWrittenAsTheFileSays();
    void aSignedRequestIsTraded();
    void aSignedTokenNeedsNobody();
    void C38_oneTokenForAllWhoWait();
    void C38_itIsHadBeforeTheOldOneEnds();
    void aRefusalIsToldAtTheForm_data();
    void aRefusalIsToldAtTheForm();
    void C18_whatEndsAnAccount_data();
    void C18_whatEndsAnAccount();
    void C46_aServerInTroubleIsLeftAlone();
    void aRefreshTokenIsTriedFirst();
    void theTokenSurvivesARestart();
    void disconnectingTellsTheServerAsTheApp();
};

void MintTest::anAppAsksForItself()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1"));
    const Result<Account> account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s:1"}});
    QVERIFY2(account.ok(), account ? "" : account.error().message.c_str());
    QCOMPARE(hub.last().body, std::string("grant_type=client_credentials&scope=read&resource=https%3A%2F%2Fapi.cc.example"));
    QCOMPARE(std::string(hub.last().headers.value("authorization")), "Basic " + base64("id:s%3A1"));
    QCOMPARE(hub.token(*account), std::string("at-1"));
    QCOMPARE(account->scopes, std::vector<std::string>{"read"});
}

void MintTest::C35_theAppsOwnRightsArePicked()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1"));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}, std::vector<std::string>{"write", "made-up"}).value();
    QCOMPARE(parameterOf(hub.last().body, "scope"), std::string("write"));
    hub.wire.expect(kToken, tokenAnswer("at-2"));
    ConnectWish wish;
    wish.owner = account.owner;
    wish.account = account.id;
    ConnectSession session = std::move(hub.run(hub.service->createSession(wish)).value().session);
    QVERIFY(hub.run(hub.service->updateFields(std::move(session), account.id, {})).ok()); // and they stay
    QCOMPARE(hub.again(account).scopes, std::vector<std::string>{"write"});
}

void MintTest::aProfileStandsInForTheFields()
{
    Parts hub;
    const Result<Account> refused = hub.connect("cc", "app", {});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().field, std::string("client_id"));
    Profile app;
    app.connector = "cc";
    app.clientId = "of-the-profile";
    app.scopes = {"write"};
    QVERIFY(hub.run(hub.profiles->set(app, Secret("ps"))).ok());
    hub.wire.expect(kToken, tokenAnswer("at-1", 30));
    const Result<Account> account = hub.connect("cc", "app", {});
    QVERIFY2(account.ok(), account ? "" : account.error().message.c_str());
    QCOMPARE(std::string(hub.last().headers.value("authorization")), "Basic " + base64("of-the-profile:ps"));
    QVERIFY(hub.last().body.find("scope=write") != std::string::npos);
    hub.clock.advance(31s);
    hub.wire.expect(kToken, tokenAnswer("at-2"));
    QCOMPARE(hub.token(*account), std::string("at-2"));
    QCOMPARE(std::string(hub.last().headers.value("authorization")), "Basic " + base64("of-the-profile:ps"));
}

void MintTest::aLoginIsWrittenAsTheFileSays()
{
    Parts hub;
    hub.wire.expect(kLogin, {200, R"({"data":{"token":"st-1","until":"2026-11-24T12:10:00Z"}})"});
    const Result<Account> account = hub.connect("session", "login", kPerson);
    QVERIFY2(account.ok(), account ? "" : account.error().message.c_str());
    QCOMPARE(parseObject(hub.last().body).value(), parseObject(R"({"app":"a-1","auth":{"user":"ann","password":"p w"}})").value());
    QCOMPARE(std::string(hub.last().headers.value("x-app")), std::string("a-1"));
    const Result<LiveCredential> live = hub.run(hub.credentials->of(*account));
    QCOMPARE(std::string((*live)->find("access_token")->reveal()), std::string("st-1"));
    QCOMPARE(toRfc3339((*live)->expiresAt.value()), std::string("2026-11-24T12:10:00.000Z"));
}

void MintTest::aSignedRequestIsTraded()
{
    Parts hub;
    hub.wire.expect("POST https://robot.example/token", tokenAnswer("at-1"));
    QString pem = QString::fromUtf8(PrivateKey::from(kEcJwk)->toPem().reveal().data());
    pem.insert(27, u'\n'); // as people paste it
    const Result<Account> account = hub.connect("robot", "robot", {{"email", "r@x.example"}, {"private_key", pem.toStdString()}});
    QVERIFY2(account.ok(), account ? "" : account.error().message.c_str());
    const std::string body = hub.last().body;
    const std::string grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    QVERIFY2(body.starts_with(grant), body.c_str());
    const std::string jwt = body.substr(grant.size());
    QCOMPARE(stringOf(claimsIn(jwt), "iss"), std::string("r@x.example"));
    QVERIFY(verifies(PrivateKey::from(kEcJwk)->publicDer(), jwt.substr(0, jwt.rfind('.')), decodeBase64(jwt.substr(jwt.rfind('.') + 1)).value()));
    const Result<Account> wrong = hub.connect("robot", "robot", {{"email", "r@x.example"}, {"private_key", "no key"}});
    QCOMPARE(wrong.error().code, ErrorCode::InvalidRequest);
    QCOMPARE(wrong.error().field, std::string("private_key"));
}

void MintTest::aSignedTokenNeedsNobody()
{
    Parts hub;
    const Result<Account> account = hub.connect("robot", "direct", {{"secret", "shared"}});
    QVERIFY2(account.ok(), account ? "" : account.error().message.c_str());
    const std::string first = hub.token(*account);
    QCOMPARE(claimsIn(first).at("exp").to_number<std::int64_t>() - claimsIn(first).at("iat").to_number<std::int64_t>(), std::int64_t(120));
    QCOMPARE(hub.token(*account), first);
    hub.clock.advance(121s);
    QVERIFY(hub.token(*account) != first);
    QVERIFY(hub.wire.sent.empty());
}

void MintTest::C38_oneTokenForAllWhoWait()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1", 30));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}).value();
    hub.clock.advance(31s);
    ScriptedAnswer slow = tokenAnswer("at-2");
    slow.held = true;
    hub.wire.expect(kToken, slow);
    std::vector<std::shared_ptr<std::optional<Result<LiveCredential>>>> waiting;
    for (int i = 0; i < 50; ++i)
        waiting.push_back(hub.begin(hub.credentials->of(account)));
    QVERIFY(hub.until([&] { return hub.wire.sent.size() == 2; }));
    hub.settle();
    hub.wire.release();
    QVERIFY(hub.until([&] { return std::all_of(waiting.begin(), waiting.end(), [](const auto &one) { return one->has_value(); }); }));
    for (const auto &one : waiting)
        QCOMPARE(std::string((**one)->get()->find("access_token")->reveal()), std::string("at-2"));
    QCOMPARE(hub.wire.sent.size(), std::size_t(2));
    QCOMPARE((**waiting.front())->get()->generation, std::uint64_t(2));
}

void MintTest::C38_itIsHadBeforeTheOldOneEnds()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1", 1000));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}).value();
    hub.clock.advance(950s);
    hub.wire.expect(kToken, tokenAnswer("at-2", 1000));
    QCOMPARE(hub.token(account), std::string("at-1"));
    QVERIFY(hub.until([&] { return hub.wire.sent.size() == 2; }));
    QVERIFY(hub.until([&] { return hub.token(account) == "at-2"; }));
}

void MintTest::aRefusalIsToldAtTheForm_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("told");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("a wrong secret") << 401 << QByteArray(R"({"error":"invalid_client"})") << 400 << QByteArray("client_secret");
    QTest::newRow("no such scope") << 400 << QByteArray(R"({"error":"invalid_scope"})") << 400 << QByteArray("client_secret");
    QTest::newRow("a server in trouble") << 500 << QByteArray("<html>") << 502 << QByteArray();
    QTest::newRow("too many") << 429 << QByteArray("{}") << 502 << QByteArray();
    QTest::newRow("an odd answer") << 200 << QByteArray("{}") << 502 << QByteArray();
    QTest::newRow("a kind of token that is not ours") << 200 << QByteArray(R"({"access_token":"x","token_type":"mac"})") << 502 << QByteArray();
}

void MintTest::aRefusalIsToldAtTheForm()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, told);
    QFETCH(QByteArray, field);
    Parts hub;
    hub.wire.expect(kToken, {status, body.toStdString()});
    const Result<Account> account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "secret-text"}});
    QVERIFY(!account.ok());
    QCOMPARE(httpStatus(account.error().code), told);
    QCOMPARE(account.error().field, field.toStdString());
    QVERIFY(account.error().message.find("secret-text") == std::string::npos);
    AccountFilter active;
    active.statuses = {AccountStatus::Active};
    QVERIFY(hub.accounts->list(active).empty());
}

void MintTest::C18_whatEndsAnAccount_data()
{
    QTest::addColumn<QByteArray>("connector");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("dead");
    QTest::newRow("cc: invalid_grant") << QByteArray("cc") << 400 << QByteArray(R"({"error":"invalid_grant"})") << true;
    QTest::newRow("cc: invalid_client may be put right") << QByteArray("cc") << 401 << QByteArray(R"({"error":"invalid_client"})") << false;
    QTest::newRow("cc: a server in trouble") << QByteArray("cc") << 503 << QByteArray(R"({"error":"invalid_grant"})") << false;
    QTest::newRow("login: 401") << QByteArray("session") << 401 << QByteArray("no") << true;
    QTest::newRow("login: a code of the file's") << QByteArray("session") << 400 << QByteArray(R"({"error":"locked_out"})") << true;
    QTest::newRow("login: 403 is not said to be an end") << QByteArray("session") << 403 << QByteArray("no") << false;
}

void MintTest::C18_whatEndsAnAccount()
{
    QFETCH(QByteArray, connector);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, dead);
    Parts hub;
    const bool cc = connector == "cc";
    const std::string line = cc ? kToken : kLogin;
    hub.wire.expect(line, cc ? tokenAnswer("at-1", 30) : ScriptedAnswer{200, R"({"data":{"token":"st-1"}})"});
    const Account account = (cc ? hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}) : hub.connect("session", "login", kPerson)).value();
    hub.clock.advance(601s);
    hub.wire.expect(line, {status, body.toStdString()});
    const Result<LiveCredential> live = hub.run(hub.credentials->of(account));
    QVERIFY(!live.ok());
    QCOMPARE(live.error().code, dead ? ErrorCode::AccountExpired : ErrorCode::RefreshUnavailable);
    QCOMPARE(hub.again(account).status, dead ? AccountStatus::Expired : AccountStatus::Active);
    const std::size_t before = hub.wire.sent.size();
    QVERIFY(!hub.run(hub.credentials->of(hub.again(account))).ok());
    QVERIFY2(hub.wire.sent.size() == before, "it is not asked again at once");
}

void MintTest::C46_aServerInTroubleIsLeftAlone()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1", 30));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}).value();
    hub.clock.advance(31s);
    hub.wire.expect(kToken, {503, "", {{"Retry-After", toHttpDate(hub.clock.now() + 40s)}}});
    QCOMPARE(hub.run(hub.credentials->of(account)).error().retryAfter.value_or(0s), 40s);
    hub.clock.advance(39s);
    QCOMPARE(hub.token(account), std::string("refresh_unavailable"));
    hub.clock.advance(2s);
    hub.wire.expect(kToken, tokenAnswer("at-2", 30));
    QCOMPARE(hub.token(account), std::string("at-2"));
    hub.clock.advance(31s);
    hub.wire.failAt(hub.wire.sent.size());
    QCOMPARE(hub.token(account), std::string("refresh_unavailable"));
    QCOMPARE(hub.again(account).status, AccountStatus::Active);
}

void MintTest::aRefreshTokenIsTriedFirst()
{
    Parts hub;
    hub.wire.expect(kLogin, {200, R"({"data":{"token":"st-1","renew":"r-1"}})"});
    const Account account = hub.connect("session", "login", kPerson).value();
    hub.clock.advance(601s);
    hub.wire.expect(kRenew, {200, R"({"data":{"token":"st-2"}})"});
    QCOMPARE(hub.token(account), std::string("st-2"));
    QCOMPARE(hub.last().body, std::string(R"({"token":"r-1"})"));
    hub.clock.advance(601s);
    hub.wire.expect(kRenew, {401, "{}"}); // the old one stayed, and has ended now
    hub.wire.expect(kLogin, {200, R"({"data":{"token":"st-3"}})"});
    QCOMPARE(hub.token(account), std::string("st-3"));
    hub.clock.advance(601s);
    hub.wire.expect(kLogin, {200, R"({"data":{"token":"st-4"}})"});
    QCOMPARE(hub.token(account), std::string("st-4"));
}

void MintTest::theTokenSurvivesARestart()
{
    Parts hub;
    hub.wire.expect(kToken, tokenAnswer("at-1", 600));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}).value();
    hub.restart();
    QCOMPARE(hub.token(account), std::string("at-1"));
    hub.clock.advance(601s);
    hub.wire.expect(kToken, tokenAnswer("at-2", 600));
    QCOMPARE(hub.token(account), std::string("at-2"));
}

void MintTest::disconnectingTellsTheServerAsTheApp()
{
    Parts hub;
    std::string text = kCredentials;
    text.replace(text.find("\"client_auth\""), 0, "\"revocation_url\": \"https://cc.example/revoke\", ");
    QVERIFY(hub.catalogue.add(text, "sample", false).ok());
    hub.wire.expect(kToken, tokenAnswer("at-1"));
    const Account account = hub.connect("cc", "app", {{"client_id", "id"}, {"client_secret", "s"}}).value();
    hub.wire.expect("POST https://cc.example/revoke", {200, ""});
    QVERIFY(hub.run(hub.credentials->forget(account)).ok());
    QCOMPARE(hub.last().body, std::string("token=at-1&token_type_hint=access_token"));
    QCOMPARE(std::string(hub.last().headers.value("authorization")), "Basic " + base64("id:s"));
}

QTEST_GUILESS_MAIN(MintTest)
#include "mint_test.moc"
