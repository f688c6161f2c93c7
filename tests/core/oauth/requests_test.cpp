#include "core/oauth/requests.h"

#include "core/base/encoding.h"
#include "core/base/json.h"
#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

namespace {

OauthMethod acme(const std::string &clientAuth = "none")
{
    OauthMethod method;
    method.authorizationUrl = "https://acme.example/authorize";
    method.tokenUrl = "https://acme.example/token";
    method.revocationUrl = "https://acme.example/revoke";
    method.clientAuth = clientAuth;
    return method;
}

AuthorizeWish wish()
{
    return {"client", "http://127.0.0.1:7423/callback", "the-state", "the-challenge", {"items:read", "offline"}};
}

std::optional<std::string> nothing(std::string_view)
{
    return std::nullopt;
}

std::optional<std::string> subdomain(std::string_view name)
{
    return name == "subdomain" ? std::optional<std::string>("contoso") : std::nullopt;
}

ClientApp app(const std::string &secret)
{
    return {"my client:id", Secret(secret)};
}

//! The form's fields; a name twice is told as "TWICE".
std::map<std::string, std::string> fieldsOf(const std::string &form)
{
    std::map<std::string, std::string> out;
    for (const QByteArray &pair : QByteArray::fromStdString(form).split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const std::string name = formDecode(pair.left(equals).toStdString()).value();
        const auto added = out.emplace(name, formDecode(pair.mid(equals + 1).toStdString()).value());
        if (!added.second)
            added.first->second = "TWICE";
    }
    return out;
}

} // namespace

class RequestsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C7_theAuthorizeUrlAsksForACode();
    void theAuthorizeUrlFollowsTheConnector_data();
    void theAuthorizeUrlFollowsTheConnector();
    void C42_anAuthorizeTemplateKeepsItsPlace();
    void theCodeIsSentAsAForm();
    void theCodeIsSentAsJsonWhereTheProviderWantsIt();
    void C11_oneWayOfClientAuthentication_data();
    void C11_oneWayOfClientAuthentication();
    void C32_anAppSignsEachOfItsRequests();
    void C27_theResourceIsSentEverywhere();
    void C35_aRefreshSendsNoScope();
    void refreshesGoWhereTheConnectorSays();
    void revocationNamesTheKindOfToken();
};

void RequestsTest::C7_theAuthorizeUrlAsksForACode()
{
    const Result<std::string> url = authorizeUrl(acme(), wish(), nothing);
    QVERIFY(url.ok());
    QCOMPARE(*url,
             std::string("https://acme.example/authorize?response_type=code&client_id=client&redirect_uri=http%3A%2F%2F127.0.0.1%3A7423%2Fcallback"
                         "&state=the-state&scope=items%3Aread%20offline&code_challenge=the-challenge&code_challenge_method=S256"));
}

void RequestsTest::theAuthorizeUrlFollowsTheConnector_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<bool>("stands");
    QTest::newRow("a separator of its own") << QByteArray("separator") << QByteArray("&scope=items%3Aread%2Coffline") << true;
    QTest::newRow("no scope, no parameter") << QByteArray("no scopes") << QByteArray("scope=") << false;
    QTest::newRow("scopes under another name") << QByteArray("another name") << QByteArray("&user_scope=items%3Aread%20offline") << true;
    QTest::newRow("scopes under one name only") << QByteArray("another name") << QByteArray("&scope=") << false;
    QTest::newRow("no scope under another name") << QByteArray("none elsewhere") << QByteArray("user_scope") << false;
    QTest::newRow("no challenge without PKCE") << QByteArray("no pkce") << QByteArray("code_challenge") << false;
    QTest::newRow("extra parameters") << QByteArray("extra") << QByteArray("&access_type=offline&prompt=consent%20please") << true;
    QTest::newRow("a URL that has a query already") << QByteArray("query") << QByteArray("/authorize?tenant=1&response_type=code") << true;
}

void RequestsTest::theAuthorizeUrlFollowsTheConnector()
{
    QFETCH(QByteArray, part);
    QFETCH(QByteArray, expected);
    QFETCH(bool, stands);
    OauthMethod method = acme();
    AuthorizeWish asked = wish();
    if (part == "separator")
        method.scopeSeparator = ",";
    else if (part == "no scopes")
        asked.scopes.clear();
    else if (part == "another name" || part == "none elsewhere")
        method.authorizeParams = {{"user_scope", "{scopes}"}};
    else if (part == "no pkce")
        asked.challenge.clear();
    else if (part == "extra")
        method.authorizeParams = {{"access_type", "offline"}, {"prompt", "consent please"}};
    else
        method.authorizationUrl += "?tenant=1";
    if (part == "none elsewhere")
        asked.scopes.clear();
    const Result<std::string> url = authorizeUrl(method, asked, nothing);
    QVERIFY(url.ok());
    QCOMPARE(QByteArray::fromStdString(*url).contains(expected), stands);
}

void RequestsTest::C42_anAuthorizeTemplateKeepsItsPlace()
{
    OauthMethod method = acme();
    method.authorizationUrl = "https://{subdomain}.acme.example/authorize";
    QVERIFY(QByteArray::fromStdString(authorizeUrl(method, wish(), subdomain).value()).startsWith("https://contoso.acme.example/authorize?"));
    QVERIFY2(!authorizeUrl(method, wish(), nothing).ok(), "a template without its value");
    for (const char *value : {"evil.com#", "a@evil", "evil/..", "a.b", "x\r\ny", ""}) {
        const auto hostile = [value](std::string_view) { return std::optional<std::string>(value); };
        QVERIFY2(!authorizeUrl(method, wish(), hostile).ok(), value);
    }
    OauthMethod extra = acme();
    extra.authorizeParams = {{"team", "{subdomain}"}};
    const auto broken = [](std::string_view) { return std::optional<std::string>("a\r\nb"); };
    QVERIFY(!authorizeUrl(extra, wish(), broken).ok());
}

void RequestsTest::theCodeIsSentAsAForm()
{
    OauthMethod method = acme();
    method.tokenParams = {{"audience", "https://api.acme.example"}};
    const Result<EndpointRequest> request = exchangeRequest(method, {"client", {}}, "4/0 A&b", "http://127.0.0.1:7423/callback", "the-verifier", nothing);
    QVERIFY(request.ok());
    QCOMPARE(request->url, std::string("https://acme.example/token"));
    QCOMPARE(std::string(request->headers.value("Content-Type")), std::string("application/x-www-form-urlencoded"));
    QCOMPARE(std::string(request->headers.value("Accept")), std::string("application/json"));
    const std::map<std::string, std::string> expected{{"grant_type", "authorization_code"}, {"code", "4/0 A&b"},     {"redirect_uri", "http://127.0.0.1:7423/callback"},
                                                      {"code_verifier", "the-verifier"},    {"client_id", "client"}, {"audience", "https://api.acme.example"}};
    QCOMPARE(fieldsOf(request->body), expected);
    const Result<EndpointRequest> without = exchangeRequest(method, {"client", {}}, "abc", "http://127.0.0.1:7423/callback", "", nothing);
    QVERIFY(!fieldsOf(without->body).contains("code_verifier"));
}

void RequestsTest::theCodeIsSentAsJsonWhereTheProviderWantsIt()
{
    OauthMethod method = acme("body");
    method.tokenRequest = "json";
    const Result<EndpointRequest> request = exchangeRequest(method, app("s&cret"), "a\"b", "https://x.example/cb", "v", nothing);
    QVERIFY(request.ok());
    QCOMPARE(std::string(request->headers.value("Content-Type")), std::string("application/json"));
    const json::object expected{{"grant_type", "authorization_code"}, {"code", "a\"b"},           {"redirect_uri", "https://x.example/cb"}, {"code_verifier", "v"},
                                {"client_id", "my client:id"},        {"client_secret", "s&cret"}};
    QCOMPARE(parseObject(request->body).value(), expected);
}

void RequestsTest::C11_oneWayOfClientAuthentication_data()
{
    QTest::addColumn<QByteArray>("way");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<bool>("inHeader");
    QTest::addColumn<bool>("idInBody");
    QTest::addColumn<bool>("secretInBody");
    QTest::newRow("Basic keeps both out of the body") << QByteArray("basic") << QByteArray("s:e c%r+t/ü") << true << false << false;
    QTest::newRow("in the body, there is no header") << QByteArray("body") << QByteArray("s:e c%r+t/ü") << false << true << true;
    QTest::newRow("a public client says who it is") << QByteArray("none") << QByteArray() << false << true << false;
    QTest::newRow("a public client keeps a secret that it has to itself") << QByteArray("none") << QByteArray("s3cret") << false << true << false;
    QTest::newRow("Basic without a secret is a public client") << QByteArray("basic") << QByteArray() << false << true << false;
    QTest::newRow("in the body without a secret") << QByteArray("body") << QByteArray() << false << true << false;
}

void RequestsTest::C11_oneWayOfClientAuthentication()
{
    QFETCH(QByteArray, way);
    QFETCH(QByteArray, secret);
    QFETCH(bool, inHeader);
    QFETCH(bool, idInBody);
    QFETCH(bool, secretInBody);
    const OauthMethod method = acme(way.toStdString());
    const ClientApp client = app(secret.toStdString());
    const std::vector<Result<EndpointRequest>> all{exchangeRequest(method, client, "c", "r", "v", nothing), refreshRequest(method, client, Secret("rt"), nothing),
                                                   revokeRequest(method, client, Secret("rt"), "refresh_token", nothing)};
    for (const Result<EndpointRequest> &request : all) {
        QVERIFY(request.ok());
        QCOMPARE(request->headers.contains("Authorization"), inHeader);
        const std::map<std::string, std::string> fields = fieldsOf(request->body);
        QCOMPARE(fields.contains("client_id"), idInBody);
        QCOMPARE(fields.contains("client_secret"), secretInBody);
        if (idInBody)
            QCOMPARE(fields.at("client_id"), std::string("my client:id"));
        if (secretInBody)
            QCOMPARE(fields.at("client_secret"), secret.toStdString());
        // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined
        if (inHeader)
            QCOMPARE(std::string(request->headers.value("Authorization")), "Basic " + base64("my+client%3Aid:s%3Ae+c%25r%2Bt%2F%C3%BC"));
    }
}

void RequestsTest::C32_anAppSignsEachOfItsRequests()
{
    OauthMethod method = acme("private_key_jwt");
    ClientApp client = app(kEcJwk);
    client.moment = {fromMillis(1'800'000'000'000), "n-1"};
    for (const char *audience : {"https://acme.example/token", "https://issuer.example"}) {
        if (audience != method.tokenUrl)
            method.issuer = audience;
        for (const Result<EndpointRequest> &request : {exchangeRequest(method, client, "c", "r", "v", nothing), refreshRequest(method, client, Secret("rt"), nothing),
                                                       revokeRequest(method, client, Secret("rt"), "refresh_token", nothing), clientCredentialsRequest(method, client, {}, nothing)}) {
            QVERIFY(request.ok());
            QVERIFY(!request->headers.contains("Authorization"));
            std::map<std::string, std::string> fields = fieldsOf(request->body);
            QVERIFY(!fields.contains("client_secret"));
            QCOMPARE(fields["client_assertion_type"], std::string("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            const QByteArray claims = QByteArray::fromStdString(fields["client_assertion"]).split('.').at(1);
            const json::object said = parseObject(decodeBase64(claims.toStdString()).value()).value();
            QCOMPARE(said.at("aud"), json::value(audience));
            QCOMPARE(stringOf(said, "jti"), std::string("n-1"));
        }
    }
    QVERIFY2(!refreshRequest(method, app("a password"), Secret("rt"), nothing).ok(), "it is no key");
}

void RequestsTest::C27_theResourceIsSentEverywhere()
{
    OauthMethod method = acme();
    method.resource = "https://api.acme.example/mcp";
    QVERIFY(QByteArray::fromStdString(authorizeUrl(method, wish(), nothing).value()).contains("&resource=https%3A%2F%2Fapi.acme.example%2Fmcp"));
    QCOMPARE(fieldsOf(exchangeRequest(method, {"client", {}}, "c", "r", "v", nothing)->body)["resource"], method.resource);
    QCOMPARE(fieldsOf(refreshRequest(method, {"client", {}}, Secret("rt"), nothing)->body)["resource"], method.resource);
    QVERIFY(!fieldsOf(refreshRequest(acme(), {"client", {}}, Secret("rt"), nothing)->body).contains("resource"));
}

void RequestsTest::C35_aRefreshSendsNoScope()
{
    OauthMethod method = acme();
    method.scopes = {{"items:read", "Read", true, Effect::Read}};
    const Result<EndpointRequest> request = refreshRequest(method, {"client", {}}, Secret("r&t"), nothing);
    QVERIFY(request.ok());
    const std::map<std::string, std::string> expected{{"grant_type", "refresh_token"}, {"refresh_token", "r&t"}, {"client_id", "client"}};
    QCOMPARE(fieldsOf(request->body), expected);
}

void RequestsTest::refreshesGoWhereTheConnectorSays()
{
    OauthMethod method = acme();
    method.tokenParams = {{"only", "for codes"}};
    method.refreshParams = {{"team", "{subdomain}"}};
    const Result<EndpointRequest> plain = refreshRequest(method, {"client", {}}, Secret("rt"), subdomain);
    QCOMPARE(plain->url, std::string("https://acme.example/token"));
    QCOMPARE(fieldsOf(plain->body)["team"], std::string("contoso"));
    QVERIFY(!fieldsOf(plain->body).contains("only"));
    QVERIFY2(!refreshRequest(method, {"client", {}}, Secret("rt"), nothing).ok(), "a template without its value");
    method.refreshUrl = "https://{subdomain}.acme.example/refresh";
    QCOMPARE(refreshRequest(method, {"client", {}}, Secret("rt"), subdomain)->url, std::string("https://contoso.acme.example/refresh"));
}

void RequestsTest::revocationNamesTheKindOfToken()
{
    const Result<EndpointRequest> request = revokeRequest(acme(), {"client", {}}, Secret("tok en"), "access_token", nothing);
    QVERIFY(request.ok());
    QCOMPARE(request->url, std::string("https://acme.example/revoke"));
    const std::map<std::string, std::string> expected{{"token", "tok en"}, {"token_type_hint", "access_token"}, {"client_id", "client"}};
    QCOMPARE(fieldsOf(request->body), expected);
}

QTEST_GUILESS_MAIN(RequestsTest)
#include "requests_test.moc"
