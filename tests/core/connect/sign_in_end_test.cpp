#include "tests/support/sign_in.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;
using namespace std::chrono_literals;

namespace {

const std::string kMe = "GET https://api.acme.example/v1/me";

//! Acme with something else about its way to sign in.
void change(HubParts &hub, const std::function<void(json::object &file, json::object &method)> &work)
{
    json::object file = parseObject(kAcme).value();
    work(file, file["auth"].get_array().front().get_object());
    QVERIFY(hub.catalogue.add(json::serialize(file), "sample", false).ok());
}

void withIdTokens(HubParts &hub, bool probe)
{
    change(hub, [&](json::object &file, json::object &method) {
        method["scopes"].get_array().push_back({{"name", "openid"}, {"label", "Who you are"}, {"default", true}, {"effect", "read"}});
        if (!probe)
            file.erase("probe");
    });
}

ScriptedAnswer grantWith(const HubParts &hub, const std::string &nonce, const std::string &issuer, const std::string &subject)
{
    const std::int64_t now = toMillis(hub.clock.now()) / 1000;
    const json::object claims{{"iss", issuer}, {"sub", subject}, {"aud", "acme-client"}, {"iat", now}, {"exp", now + 600}, {"nonce", nonce}};
    const std::string token = base64Url(R"({"alg":"RS256"})") + '.' + base64Url(json::serialize(claims)) + ".c2ln";
    return {200, R"({"access_token":"at-1","token_type":"bearer","id_token":")" + token + R"("})"};
}

Account accountOf(HubParts &hub, const Attempt &attempt)
{
    return hub.accounts->find(OwnerId("ann"), attempt.account->str()).value();
}

} // namespace

//! The second half of a sign-in: who it is, and what calls need.
class SignInEndTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C33_anIdTokenIsTheAnswerToThisSignIn_data();
    void C33_anIdTokenIsTheAnswerToThisSignIn();
    void C34_withoutAProbeItSaysWhoTheAccountIs();
    void C34_userInfoNamesTheSamePerson_data();
    void C34_userInfoNamesTheSamePerson();
    void learntValuesReachTheCalls();
    void aValueThatIsMissingEndsTheSignIn_data();
    void aValueThatIsMissingEndsTheSignIn();
    void C31_theRequestIsSentAhead_data();
    void C31_theRequestIsSentAhead();
    void anAddressIsPastedBack_data();
    void anAddressIsPastedBack();
};

void SignInEndTest::C33_anIdTokenIsTheAnswerToThisSignIn_data()
{
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("the right one") << QByteArray("own") << QByteArray("https://acme.example") << true;
    QTest::newRow("of another sign-in") << QByteArray("another") << QByteArray("https://acme.example") << false;
    QTest::newRow("of another server") << QByteArray("own") << QByteArray("https://evil.example") << false;
}

void SignInEndTest::C33_anIdTokenIsTheAnswerToThisSignIn()
{
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, issuer);
    QFETCH(bool, accepted);
    HubParts hub;
    withIdTokens(hub, true);
    SignIn person(&hub, wishOf("ann", "acme"));
    const std::string sent = parameterOf(person.go().value(), "nonce");
    QVERIFY(sent.size() >= 22);
    hub.wire.expect(kTokenRequest, grantWith(hub, nonce == "own" ? sent : nonce.toStdString(), issuer.toStdString(), "7"));
    if (accepted)
        hub.wire.expect(kMe, {200, R"({"id":"7","email":"7@acme.example"})"});
    const Result<Attempt> end = person.back("code=the-code");
    QCOMPARE(statusOf(end), std::string(accepted ? "authenticated" : "error"));
    QCOMPARE(end->errorCode, std::string(accepted ? "" : "invalid_id_token"));
    QVERIFY(hub.wire.done());
}

void SignInEndTest::C34_withoutAProbeItSaysWhoTheAccountIs()
{
    HubParts hub;
    withIdTokens(hub, false);
    SignIn person(&hub, wishOf("ann", "acme"));
    const std::string nonce = parameterOf(person.go().value(), "nonce");
    hub.wire.expect(kTokenRequest, grantWith(hub, nonce, "https://acme.example", "7"));
    const Account account = accountOf(hub, person.back("code=the-code").value());
    QCOMPARE(account.identityId, std::string("https://acme.example 7"));
    SignIn other(&hub, wishOf("ann", "acme"));
    const std::string second = parameterOf(other.go().value(), "nonce");
    QVERIFY(nonce != second);
    hub.wire.expect(kTokenRequest, grantWith(hub, second, "https://acme.example", "8"));
    QCOMPARE(other.back("code=the-code")->errorCode, std::string("different_identity"));
}

void SignInEndTest::C34_userInfoNamesTheSamePerson_data()
{
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("the same") << QByteArray("7") << true;
    QTest::newRow("somebody else") << QByteArray("8") << false;
}

void SignInEndTest::C34_userInfoNamesTheSamePerson()
{
    QFETCH(QByteArray, subject);
    QFETCH(bool, accepted);
    HubParts hub;
    change(hub, [](json::object &file, json::object &method) {
        method["scopes"].get_array().push_back({{"name", "openid"}, {"label", "Who you are"}, {"default", true}, {"effect", "read"}});
        file["probe"].get_object()["identity"] = {{"id", "/sub"}, {"label", "/email"}};
    });
    SignIn person(&hub, wishOf("ann", "acme"));
    const std::string nonce = parameterOf(person.go().value(), "nonce");
    hub.wire.expect(kTokenRequest, grantWith(hub, nonce, "https://acme.example", "7"));
    hub.wire.expect(kMe, {200, json::serialize(json::object{{"sub", subject.toStdString()}, {"email", "7@acme.example"}})});
    const Attempt end = person.back("code=the-code").value();
    QCOMPARE(end.errorCode, std::string(accepted ? "" : "different_identity"));
    QVERIFY(!end.canAccept);
    if (accepted)
        QCOMPARE(stored(hub, accountOf(hub, end)).subject, std::string("https://acme.example 7"));
}

void SignInEndTest::learntValuesReachTheCalls()
{
    HubParts hub;
    change(hub, [](json::object &file, json::object &method) {
        file["base_url"] = "https://api.acme.example/{site}";
        method["callback_values"] = {{"realm", "realmId"}};
        method["placement"] = {{"headers", {{"Authorization", "Bearer {access_token}"}, {"X-Team", "{team}"}, {"X-Realm", "{realm}"}}}};
        method["learn"] = json::array{{{"url", "https://api.acme.example/sites"}, {"headers", {{"X-Version", "2"}}}, {"values", {{"site", "/0/id"}}}},
                                      {{"method", "POST"}, {"url", "https://api.acme.example/{site}/teams"}, {"body", {{"first", 1}}}, {"values", {{"team", "/team"}}}}};
    });
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    hub.wire.expect(kTokenRequest, grantOf(1));
    hub.wire.expect("GET https://api.acme.example/sites", {200, R"([{"id":"blue"}])"});
    hub.wire.expect("POST https://api.acme.example/blue/teams", {200, R"({"team":42})"});
    hub.wire.expect("GET https://api.acme.example/blue/me", {200, R"({"id":"7","email":"7@acme.example"})"});
    const Result<Attempt> end = person.back("code=the-code&realmId=r-9");
    QCOMPARE(statusOf(end), std::string("authenticated"));
    const SentRequest &first = hub.wire.sent[1], &second = hub.wire.sent[2], &probe = hub.wire.sent[3];
    QCOMPARE(std::string(first.headers.value("Authorization")), std::string("Bearer at-1"));
    QCOMPARE(std::string(first.headers.value("X-Version")), std::string("2"));
    QVERIFY(!first.headers.contains("X-Team")); // not known yet
    QCOMPARE(second.body, std::string(R"({"first":1})"));
    QCOMPARE(std::string(probe.headers.value("X-Team")), std::string("42"));
    QCOMPARE(std::string(probe.headers.value("X-Realm")), std::string("r-9"));
    const Account account = accountOf(hub, *end);
    QCOMPARE(account.setup, (std::map<std::string, std::string>{{"site", "blue"}})); // an address is no secret; the others may be
    QVERIFY(stored(hub, account).find("team") != nullptr && stored(hub, account).find("realm") != nullptr);
}

void SignInEndTest::aValueThatIsMissingEndsTheSignIn_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the callback leaves it out") << QByteArray("code=c") << 0 << QByteArray() << QByteArray("value_missing");
    QTest::newRow("the callback's has a line break") << QByteArray("code=c&realmId=a%0Db") << 0 << QByteArray() << QByteArray("value_missing");
    QTest::newRow("the call leaves it out") << QByteArray("code=c&realmId=r") << 200 << QByteArray("[]") << QByteArray("upstream_failed");
    QTest::newRow("the call gives an object") << QByteArray("code=c&realmId=r") << 200 << QByteArray(R"([{"id":{}}])") << QByteArray("upstream_failed");
    QTest::newRow("the call is refused") << QByteArray("code=c&realmId=r") << 403 << QByteArray("{}") << QByteArray("upstream_failed");
    QTest::newRow("C23: the call is sent elsewhere") << QByteArray("code=c&realmId=r") << 302 << QByteArray() << QByteArray("upstream_failed");
    QTest::newRow("C41: the address is one of somebody else") << QByteArray("code=c&realmId=evil.example%2F") << -1 << QByteArray() << QByteArray("invalid_request");
}

void SignInEndTest::aValueThatIsMissingEndsTheSignIn()
{
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, code);
    HubParts hub;
    change(hub, [&](json::object &, json::object &method) {
        method["callback_values"] = {{"realm", "realmId"}};
        method["learn"] = json::array{{{"url", status < 0 ? "https://{realm}" : "https://api.acme.example/sites"}, {"values", {{"site", "/0/id"}}}}};
    });
    SignIn person(&hub, wishOf("ann", "acme"));
    QVERIFY(person.go().ok());
    hub.wire.expect(kTokenRequest, grantOf(1));
    if (status > 0)
        hub.wire.expect("GET https://api.acme.example/sites", {status, answer.toStdString()});
    const Result<Attempt> end = person.back(query.toStdString());
    QCOMPARE(statusOf(end), std::string("error"));
    QCOMPARE(end->errorCode, code.toStdString());
    QVERIFY(hub.wire.done());
    QCOMPARE(hub.accounts->find(OwnerId("ann"), person.session.account->str())->status, AccountStatus::Inactive);
}

void SignInEndTest::C31_theRequestIsSentAhead_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("works");
    QTest::newRow("the browser gets its address only") << 201 << QByteArray(R"({"request_uri":"urn:acme:1","expires_in":60})") << true;
    QTest::newRow("a refusal") << 400 << QByteArray(R"({"error":"invalid_request"})") << false;
    QTest::newRow("no address") << 201 << QByteArray("{}") << false;
}

void SignInEndTest::C31_theRequestIsSentAhead()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, works);
    HubParts hub;
    change(hub, [](json::object &, json::object &method) { method["pushed_authorization_url"] = "https://acme.example/par"; });
    SignIn person(&hub, wishOf("ann", "acme"));
    hub.wire.expect("POST https://acme.example/par", {status, body.toStdString()});
    const Result<std::string> url = person.go();
    QCOMPARE(url.ok(), works);
    const std::string &sent = hub.wire.sent.front().body;
    QCOMPARE(parameterOf(sent, "client_id"), std::string("acme-client"));
    QCOMPARE(parameterOf(sent, "client_secret"), std::string("acme-app-secret"));
    QCOMPARE(parameterOf(sent, "response_type"), std::string("code"));
    QVERIFY(!parameterOf(sent, "code_challenge").empty());
    if (!works)
        return;
    QCOMPARE(*url, std::string("https://acme.example/authorize?client_id=acme-client&request_uri=urn%3Aacme%3A1"));
    person.state = parameterOf(sent, "state");
    person.expectPerson("7");
    QCOMPARE(statusOf(person.back("code=the-code")), std::string("authenticated"));
    SignIn again(&hub, wishOf("ann", "acme")); // another sign-in, another request
    hub.wire.expect("POST https://acme.example/par", {201, R"({"request_uri":"urn:acme:2"})"});
    QVERIFY(again.go()->ends_with("urn%3Aacme%3A2"));
}

void SignInEndTest::anAddressIsPastedBack_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("own"); // the attempt that it is pasted for
    QTest::addColumn<bool>("works");
    QTest::newRow("the redirect URI with its answer") << QByteArray("https://landing.example/done") << true << true;
    QTest::newRow("the host in another case") << QByteArray("https://LANDING.example/done") << true << true;
    QTest::newRow("another path") << QByteArray("https://landing.example/other") << true << false;
    QTest::newRow("another host") << QByteArray("https://evil.example/done") << true << false;
    QTest::newRow("without TLS") << QByteArray("http://landing.example/done") << true << false;
    QTest::newRow("somebody else's attempt") << QByteArray("https://landing.example/done") << false << false;
}

void SignInEndTest::anAddressIsPastedBack()
{
    QFETCH(QByteArray, start);
    QFETCH(bool, own);
    QFETCH(bool, works);
    HubParts hub;
    change(hub, [](json::object &, json::object &method) { method["redirect"] = {{"host", "127.0.0.1"}, {"https_url", "https://landing.example/done"}}; });
    SignIn person(&hub, wishOf("ann", "acme"));
    SignIn other(&hub, wishOf("bob", "acme"));
    QVERIFY(person.go().ok());
    QCOMPARE(person.now().pasteBack, std::string("https://landing.example/done"));
    if (works)
        person.expectPerson("7");
    const SignIn &asking = own ? person : other;
    const std::string url = start.toStdString() + "?code=the-code&state=" + person.state + "#_=_";
    const Result<Attempt> end = hub.run(hub.service->callbackAt(asking.session, asking.attempt.id, url));
    QCOMPARE(end.ok(), works);
    QCOMPARE(statusOf(person.now()), std::string(works ? "authenticated" : "pending"));
    QVERIFY(hub.wire.done());
    if (works)
        QCOMPARE(parameterOf(hub.wire.sent.front().body, "redirect_uri"), std::string("https%3A%2F%2Flanding.example%2Fdone"));
}

QTEST_GUILESS_MAIN(SignInEndTest)
#include "sign_in_end_test.moc"
