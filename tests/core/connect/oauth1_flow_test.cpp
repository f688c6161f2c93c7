#include "tests/support/sign_in.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

namespace {

constexpr const char *kFirst = R"({ "schema": 1, "key": "acme", "name": "Acme", "categories": ["ticketing"], "docs_url": "https://developers.acme.example", "evidence": "listed",
  "base_url": "https://api.acme.example/v1", "auth": [ { "key": "oauth2", "type": "oauth1", "request_token_url": "https://acme.example/request", "authorization_url": "https://acme.example/authorize",
    "token_url": "https://acme.example/access", "signature": "PLAINTEXT", "token_response": {"team": "/team"} } ],
  "probe": {"method": "GET", "path": "/me", "identity": {"id": "/id", "label": "/email"}} })";

const std::string kRequest = "POST https://acme.example/request", kAccess = "POST https://acme.example/access";

ScriptedAnswer form(const std::string &body, int status = 200)
{
    return {status, body, {{"Content-Type", "application/x-www-form-urlencoded"}}};
}

std::string authorization(const SentRequest &request)
{
    return std::string(request.headers.value("Authorization"));
}

//! The state that the callback's address carries.
std::string stateIn(const SentRequest &request)
{
    const QByteArray header = QByteArray::fromStdString(authorization(request));
    const QByteArray mark("oauth_callback=\"");
    const qsizetype at = header.indexOf(mark) + mark.size();
    const std::string callback = percentDecode(header.mid(at, header.indexOf('"', at) - at).toStdString()).value();
    return parameterOf(callback, "state");
}

} // namespace

//! The three legs of OAuth 1.0a.
class Oauth1FlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSignInFromEndToEnd();
    void anAnswerForAnotherSignInSendsNothing_data();
    void anAnswerForAnotherSignInSendsNothing();
    void whatIsNoRequestTokenStartsNothing_data();
    void whatIsNoRequestTokenStartsNothing();
};

void Oauth1FlowTest::aSignInFromEndToEnd()
{
    HubParts hub;
    QVERIFY(hub.catalogue.add(kFirst, "sample", false).ok());
    SignIn person(&hub, wishOf("ann", "acme"));
    hub.wire.expect(kRequest, form("oauth_token=temporary&oauth_token_secret=t-secret&oauth_callback_confirmed=true"));
    QCOMPARE(person.go().value(), std::string("https://acme.example/authorize?oauth_token=temporary"));
    const SentRequest &asked = hub.wire.sent.front();
    QVERIFY(authorization(asked).find("oauth_consumer_key=\"acme-client\"") != std::string::npos);
    QVERIFY(authorization(asked).find("oauth_callback=\"http%3A%2F%2F127.0.0.1%3A7423%2Fcallback%3Fstate%3D") != std::string::npos);
    person.state = stateIn(asked);
    QVERIFY2(person.state.size() >= 22, "128 bits");

    hub.wire.expect(kAccess, form("oauth_token=token-1&oauth_token_secret=secret-1&team=blue"));
    hub.wire.expect("GET https://api.acme.example/v1/me", {200, R"({"id":"7","email":"7@acme.example"})"});
    const Result<Attempt> end = person.back("oauth_token=temporary&oauth_verifier=v");
    QCOMPARE(statusOf(end), std::string("authenticated"));
    QVERIFY(authorization(hub.wire.sent[1]).find("oauth_verifier=\"v\"") != std::string::npos);
    QVERIFY(authorization(hub.wire.sent[1]).find("oauth_token=\"temporary\"") != std::string::npos);
    QVERIFY(authorization(hub.wire.sent[2]).find("oauth_token=\"token-1\"") != std::string::npos);
    const Account account = hub.accounts->find(OwnerId("ann"), end->account->str()).value();
    const Credential kept = stored(hub, account);
    QCOMPARE(std::string(kept.find("token")->reveal()), std::string("token-1"));
    QCOMPARE(std::string(kept.find("token_secret")->reveal()), std::string("secret-1"));
    QCOMPARE(std::string(kept.find("team")->reveal()), std::string("blue"));
}

void Oauth1FlowTest::anAnswerForAnotherSignInSendsNothing_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("another token") << QByteArray("oauth_token=other&oauth_verifier=v") << QByteArray("wrong_token");
    QTest::newRow("no token") << QByteArray("oauth_verifier=v") << QByteArray("wrong_token");
    QTest::newRow("no verifier") << QByteArray("oauth_token=temporary") << QByteArray("no_code");
    QTest::newRow("the person said no") << QByteArray("denied=temporary") << QByteArray("access_denied");
}

void Oauth1FlowTest::anAnswerForAnotherSignInSendsNothing()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    HubParts hub;
    QVERIFY(hub.catalogue.add(kFirst, "sample", false).ok());
    SignIn person(&hub, wishOf("ann", "acme"));
    hub.wire.expect(kRequest, form("oauth_token=temporary&oauth_token_secret=t-secret&oauth_callback_confirmed=true"));
    QVERIFY(person.go().ok());
    person.state = stateIn(hub.wire.sent.front());
    const Result<Attempt> end = person.back(query.toStdString());
    QCOMPARE(statusOf(end), std::string("error"));
    QCOMPARE(end->errorCode, code.toStdString());
    QCOMPARE(hub.wire.sent.size(), std::size_t(1));
}

void Oauth1FlowTest::whatIsNoRequestTokenStartsNothing_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a refusal") << 401 << QByteArray("oauth_problem=consumer_key_unknown");
    QTest::newRow("HTML") << 200 << QByteArray("<html>");
    QTest::newRow("a server that does not say where it comes back to") << 200 << QByteArray("oauth_token=t&oauth_token_secret=s");
    QTest::newRow("a token without its secret") << 200 << QByteArray("oauth_token=t&oauth_callback_confirmed=true");
}

void Oauth1FlowTest::whatIsNoRequestTokenStartsNothing()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    HubParts hub;
    QVERIFY(hub.catalogue.add(kFirst, "sample", false).ok());
    SignIn person(&hub, wishOf("ann", "acme"));
    hub.wire.expect(kRequest, form(body.toStdString(), status));
    QCOMPARE(person.go().error().code, ErrorCode::UpstreamFailed);
    QCOMPARE(statusOf(person.now()), std::string("pending"));
}

QTEST_GUILESS_MAIN(Oauth1FlowTest)
#include "oauth1_flow_test.moc"
