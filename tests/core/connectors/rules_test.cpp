#include "core/connectors/loader.h"

#include "tests/core/connectors/connector_text.h"

#include <QTest>

using namespace hub;

//! One row a rule: what the schema can't say.
class RulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyWayToSignInCanBeSaid_data();
    void everyWayToSignInCanBeSaid();
    void aWayToSignInThatBreaksARuleIsRefused_data();
    void aWayToSignInThatBreaksARuleIsRefused();
    void aFileThatBreaksARuleIsRefused_data();
    void aFileThatBreaksARuleIsRefused();
    void C9_onlyPlainHttpsAddressesPass_data();
    void C9_onlyPlainHttpsAddressesPass();
    void theHubsOwnParametersStayItsOwn_data();
    void theHubsOwnParametersStayItsOwn();
    void C45_hostsOfALearntBaseAreJudged_data();
    void C45_hostsOfALearntBaseAreJudged();
    void goodFilesPass_data();
    void goodFilesPass();
};

void RulesTest::aFileThatBreaksARuleIsRefused_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *pointer, const char *value, const char *field = nullptr) {
        QTest::newRow(name) << QByteArray(pointer) << QByteArray(value) << QByteArray(field != nullptr ? field : pointer);
    };
    row("an input stands twice", "/inputs/-", R"({"key":"region","label":"R","type":"text"})", "/inputs/1/key");
    row("a credential field is called like an input", "/auth/1/fields/-", R"({"key":"region","label":"R","type":"text"})", "/auth/1/fields/1/key");
    row("a select without options", "/inputs/0", R"({"key":"region","label":"R","type":"select"})", "/inputs/0/options");
    row("a pattern that is none", "/inputs/0", R"({"key":"region","label":"R","type":"text","pattern":"("})", "/inputs/0/pattern");
    row("a pattern that RE2 does not run", "/inputs/0", R"({"key":"region","label":"R","type":"text","pattern":"(a)\\1"})", "/inputs/0/pattern");
    row("a field's pattern that is none", "/auth/1/fields/0", R"({"key":"api_key","label":"R","type":"password","pattern":"["})", "/auth/1/fields/0/pattern");
    row("an auth key stands twice", "/auth/1/key", R"("oauth2")");
    row("an unknown name in an endpoint", "/auth/0/token_url", R"("https://{tenant_x}.acme.example/t")");
    row("C42: a line break in a header", "/auth/1/placement/headers", R"({"X-Key":"a\r\nX-Other: b"})", "/auth/1/placement/headers/X-Key");
    row("a header that frames the request", "/auth/1/placement/headers", R"({"Content-Length":"5"})", "/auth/1/placement/headers/Content-Length");
    row("another host's header", "/auth/1/placement/headers", R"({"Host":"evil.example"})", "/auth/1/placement/headers/Host");
    row("scopes amid a parameter of the authorize URL", "/auth/0/authorize_params", R"({"team":"x {scopes}"})", "/auth/0/authorize_params/team");
    row("an unknown name in a parameter of the authorize URL", "/auth/0/authorize_params", R"({"team":"{tenant_x}"})", "/auth/0/authorize_params/team");
    row("a token in a parameter of its own exchange", "/auth/0/token_params", R"({"old":"{access_token}"})", "/auth/0/token_params/old");
    row("an unknown name in a refresh's parameter", "/auth/0/refresh_params", R"({"team":"{tenant_x}"})", "/auth/0/refresh_params/team");
    row("a catch address that is not https", "/auth/0/redirect/https_url", R"("http://acme.example/cb")");
    row("a key that goes nowhere", "/auth/1/placement", R"({"headers":{},"query":{}})");
    row("a header's name that is none", "/auth/1/placement/headers", R"({"X Api Key":"{api_key}"})", "/auth/1/placement/headers/X Api Key");
    row("an unknown name in a header", "/auth/1/placement/headers/X-Api-Key", R"("{password}")");
    row("an unknown name in a query", "/auth/1/placement/query", R"({"k":"{password}"})", "/auth/1/placement/query/k");
    row("an unknown function in a header", "/auth/1/placement/headers/X-Api-Key", R"("{exec(api_key)}")");
    row("a brace that is not closed", "/auth/1/placement/headers/X-Api-Key", R"("{api_key")");
    row("an access token for a key", "/auth/1/placement/headers/X-Api-Key", R"("{access_token}")");
    row("C21: a secret in the base address", "/base_url", R"("https://api.acme.example/{api_key}")");
    row("C21: a secret input in the base address", "/inputs/0", R"({"key":"region","label":"R","type":"password"})", "/base_url");
    row("a learnt base without hosts", "/hosts", "", nullptr);
    row("a base outside the hosts", "/hosts", R"(["other.example"])", "/base_url");
    row("hosts with a path", "/hosts", R"(["api.acme.example/v1"])", "/hosts/0");
    row("hosts with a user", "/hosts/-", R"("a@acme.example")", "/hosts/1");
    row("any host at all", "/hosts/-", R"("*")", "/hosts/1");
    row("a whole top level", "/hosts/-", R"("*.example")", "/hosts/1");
    row("a star inside a name", "/hosts/-", R"("api*.acme.example")", "/hosts/1");
    row("an unknown name in a host", "/hosts/-", R"("{nothing}.acme.example")", "/hosts/1");
    row("a probe that is no path", "/probe/path", R"("me")");
    row("an action of another connector", "/actions/0/id", R"("other_get_item")");
    row("an action stands twice", "/actions/1/id", R"("acme_get_item")");
    row("an action's path without a slash", "/actions/0/path", R"("items/{id}")");
    row("an action's path to another host", "/actions/0/path", R"("https://evil.example/")");
    row("an unknown name in an action's path", "/actions/0/path", R"("/items/{item}")");
    row("an action's path to another host, without a scheme", "/actions/0/path", R"("//evil.example/")");
    row("an action's path that climbs", "/actions/0/path", R"("/a/../../admin")");
    row("an action's path with a backslash", "/actions/0/path", R"("/a\\b")");
    row("C42: an action's path with NUL", "/actions/0/path", R"("/a\u0000b")");
    row("an action's parameter that frames the request", "/actions/0/parameters/headers", R"({"Host":{"type":"string"}})", "/actions/0/parameters/headers/Host");
    row("a probe that climbs", "/probe/path", R"("/..")");
    row("C42: a line break in the probe's header", "/probe/headers", R"({"X-A":"1\r\nX-B: 2"})", "/probe/headers/X-A");
    row("a brace that is not opened", "/auth/1/placement/headers/X-Api-Key", R"("api_key}")");
    row("A16: DELETE that reads", "/actions/1/effect", R"("read")");
    row("something required that is no parameter", "/actions/0/required/query", R"(["page"])");
}

void RulesTest::everyWayToSignInCanBeSaid_data()
{
    QTest::addColumn<QByteArray>("auth");
    const auto row = [](const char *name, const char *auth) { QTest::newRow(name) << QByteArray(auth); };
    row("client credentials, with fields of its own making", R"({"key":"cc","type":"oauth2","grant":"client_credentials","token_url":"https://acme.example/t","client_auth":"basic"})");
    row("a device code", R"({"key":"d","type":"oauth2","grant":"device_code","device_authorization_url":"https://acme.example/d","token_url":"https://acme.example/t"})");
    row("a client that signs",
        R"({"key":"p","type":"oauth2","authorization_url":"https://acme.example/a","token_url":"https://acme.example/t","client_auth":"private_key_jwt","dpop":true,"pushed_authorization_url":"https://acme.example/par","callback_values":{"realm":"realmId"}})");
    row("values learnt by a call",
        R"({"key":"l","type":"oauth2","authorization_url":"https://acme.example/a","token_url":"https://acme.example/t","learn":[{"url":"https://api.acme.example/sites","values":{"site":"/0/id"}}],"placement":{"headers":{"Authorization":"Bearer {access_token}","X-Site":"{site}"}}})");
    row("a service account",
        R"({"key":"j","type":"jwt_bearer","token_url":"https://acme.example/t","fields":[{"key":"email","label":"E","type":"text"},{"key":"pem","label":"K","type":"password"}],"jwt":{"algorithm":"RS256","key":"{pem}","claims":{"iss":"{email}","aud":"https://acme.example/t","scope":["a"],"n":1}}})");
    row("two steps",
        R"({"key":"two","type":"two_step","token_url":"https://acme.example/login","token_request":"json","token_params":{"/credentials/name":"{user}","password":"{password}"},"token_response":{"access_token":"/token","expires_at":"/until"},"token_lifetime":3600,"fields":[{"key":"user","label":"U","type":"text"},{"key":"password","label":"P","type":"password"}],"placement":{"headers":{"X-Session":"{access_token}"}}})");
    row("OAuth 1.0a on a page",
        R"({"key":"o","type":"oauth1","request_token_url":"https://acme.example/r","authorization_url":"https://acme.example/a","token_url":"https://acme.example/t","signature":"HMAC-SHA256"})");
    row("OAuth 1.0a by hand",
        R"({"key":"o","type":"oauth1","realm":"{consumer_key}","fields":[{"key":"consumer_key","label":"K","type":"text"},{"key":"consumer_secret","label":"S","type":"password"},{"key":"token","label":"T","type":"text"},{"key":"token_secret","label":"TS","type":"password"}]})");
    row("AWS",
        R"({"key":"s","type":"signed","sign":{"scheme":"aws_sigv4","service":"s3","region":"{region}","access_key":"{id}","secret_key":"{secret}"},"fields":[{"key":"id","label":"I","type":"text"},{"key":"secret","label":"S","type":"password"}]})");
    row("an HMAC",
        R"({"key":"s","type":"signed","sign":{"scheme":"hmac","key":"{secret}","text":"{timestamp}{method}{target}{body}","encoding":"base64"},"fields":[{"key":"secret","label":"S","type":"password"}],"placement":{"headers":{"X-Sign":"{signature}","X-Time":"{timestamp}"}}})");
    row("nothing at all", R"({"key":"n","type":"none"})");
    row("a key in the body", R"({"key":"k","type":"api_key","fields":[{"key":"secret","label":"S","type":"password"}],"placement":{"body":{"api_key":"{secret}"}}})");
}

void RulesTest::everyWayToSignInCanBeSaid()
{
    QFETCH(QByteArray, auth);
    const Result<Connector> connector = loadConnector(changedConnector("/auth/-", auth.toStdString()), "acme.json", false);
    QVERIFY2(connector.ok(), connector ? "" : connector.error().message.c_str());
    QVERIFY(connector->auth.back().type == "none" || connector->auth.back().needsConsent() || !connector->auth.back().fields.empty());
}

void RulesTest::aWayToSignInThatBreaksARuleIsRefused_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *pointer, const char *value, const char *field = nullptr) {
        QTest::newRow(name) << QByteArray(pointer) << QByteArray(value) << QByteArray(field != nullptr ? field : pointer);
    };
    row("a type that is not built", "/auth/1/type", R"("mcp")");
    row("no token endpoint", "/auth/0/token_url", "", "/auth/0/token_url");
    row("no authorization endpoint", "/auth/0/authorization_url", "", "/auth/0/authorization_url");
    row("a device flow without its endpoint", "/auth/0/grant", R"("device_code")", "/auth/0/device_authorization_url");
    row("an OAuth 2.0 token request in a query", "/auth/0/token_request", R"("query")");
    row("a pattern that is none for client ids", "/auth/0/client_id_pattern", R"("(")");
    row("a console that is not https", "/auth/0/console_url", R"("http://acme.example")");
    row("an unknown name in an address to push to", "/auth/0/pushed_authorization_url", R"("https://{x}.acme.example/par")");
    row("OAuth 1.0a without its addresses", "/auth/-", R"({"key":"o1","type":"oauth1","authorization_url":"https://acme.example/a"})", "/auth/2");
    row("OAuth 1.0a by hand without its fields", "/auth/-", R"({"key":"o1","type":"oauth1","fields":[{"key":"token","label":"T","type":"password"}]})", "/auth/2/fields");
    row("two steps without the first", "/auth/-", R"({"key":"two","type":"two_step","fields":[{"key":"user","label":"U","type":"text"}]})", "/auth/2/token_url");
    row("two steps with an unknown name", "/auth/-",
        R"({"key":"two","type":"two_step","token_url":"https://acme.example/t","token_params":{"u":"{usr}"},"fields":[{"key":"user","label":"U","type":"text"}]})", "/auth/2/token_params/u");
    row("a JWT grant without its JWT", "/auth/-", R"({"key":"j","type":"jwt_bearer","token_url":"https://acme.example/t","fields":[{"key":"k","label":"K","type":"password"}]})",
        "/auth/2/jwt");
    row("a claim with an unknown name", "/auth/-",
        R"({"key":"j","type":"jwt_bearer","jwt":{"algorithm":"RS256","key":"{k}","claims":{"scope":["{s}"]}},"fields":[{"key":"k","label":"K","type":"password"}]})",
        "/auth/2/jwt/claims/scope/0");
    row("a PEM key in hex", "/auth/-",
        R"({"key":"j","type":"jwt_bearer","jwt":{"algorithm":"RS256","key":"{k}","key_encoding":"hex","claims":{}},"fields":[{"key":"k","label":"K","type":"password"}]})",
        "/auth/2/jwt/key_encoding");
    row("a signature without its terms", "/auth/-", R"({"key":"s","type":"signed","fields":[{"key":"k","label":"K","type":"password"}]})", "/auth/2/sign");
    row("AWS without a region", "/auth/-",
        R"({"key":"s","type":"signed","sign":{"scheme":"aws_sigv4","service":"s3","access_key":"{k}","secret_key":"{k}"},"fields":[{"key":"k","label":"K","type":"password"}]})",
        "/auth/2/sign/region");
    row("an HMAC of an unknown name", "/auth/-",
        R"({"key":"s","type":"signed","sign":{"scheme":"hmac","key":"{k}","text":"{verb}{path}"},"fields":[{"key":"k","label":"K","type":"password"}]})", "/auth/2/sign/text");
    row("a value to learn from a plain address", "/auth/0/learn", R"([{"url":"http://api.acme.example/sites","values":{"site":"/0/id"}}])", "/auth/0/learn/0/url");
    row("a probe with a body by GET", "/probe/body", R"({"query":"{me}"})");
}

void RulesTest::aWayToSignInThatBreaksARuleIsRefused()
{
    aFileThatBreaksARuleIsRefused();
}

void RulesTest::aFileThatBreaksARuleIsRefused()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, field);
    std::string text = changedConnector(pointer.toStdString(), value.toStdString());
    const std::map<QByteArray, const char *> bases{{"a learnt base without hosts", "{tenant}"}, {"C21: a secret input in the base address", "https://api.acme.example/{region}"}};
    if (const auto base = bases.find(QTest::currentDataTag()); base != bases.end()) {
        json::value document = json::parse(text);
        document.as_object()["base_url"] = base->second;
        text = json::serialize(document);
    }
    const Result<Connector> connector = loadConnector(text, "acme.json", false);
    QVERIFY2(!connector.ok(), "it was taken");
    QCOMPARE(connector.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(connector.error().field, field.toStdString());
    QVERIFY2(connector.error().message.starts_with("acme.json: " + connector.error().field), connector.error().message.c_str());
}

void RulesTest::C9_onlyPlainHttpsAddressesPass_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("url");
    const std::vector<std::pair<const char *, const char *>> urls{{"plain http", "http://acme.example/x"},
                                                                  {"A06: javascript", "javascript:alert(1)"},
                                                                  {"A06: file", "file:///etc/passwd"},
                                                                  {"A06: data", "data:text/html,x"},
                                                                  {"A06: smb", "smb://acme.example/x"},
                                                                  {"A06: ms-search", "ms-search:query"},
                                                                  {"no scheme", "acme.example/x"},
                                                                  {"A07: a shell's dollar", "https://acme.example/$(touch /tmp/x)"},
                                                                  {"A07: backticks", "https://acme.example/`id`"},
                                                                  {"A07: quotes", "https://acme.example/\\\"x"},
                                                                  {"a user", "https://user@acme.example/"},
                                                                  {"a blank", "https://acme.example/a b"},
                                                                  {"A22: a line break", "https://acme.example/\\r\\nX: y"},
                                                                  {"A22: NUL", "https://acme.example/\\u0000"}};
    for (const char *pointer :
         {"/docs_url", "/auth/0/authorization_url", "/auth/0/token_url", "/auth/0/refresh_url", "/auth/0/revocation_url", "/auth/0/device_authorization_url", "/base_url"}) {
        for (const auto &[name, url] : urls)
            QTest::addRow("%s in %s", name, pointer) << QByteArray(pointer) << QByteArray(url);
    }
}

void RulesTest::C9_onlyPlainHttpsAddressesPass()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, url);
    const Result<Connector> connector = loadConnector(changedConnector(pointer.toStdString(), '"' + url.toStdString() + '"'), "f", false);
    QVERIFY2(!connector.ok(), "it was taken");
    QCOMPARE(connector.error().field, pointer.toStdString());
}

void RulesTest::theHubsOwnParametersStayItsOwn_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("name");
    for (const char *place : {"authorize_params", "token_params", "refresh_params"}) {
        for (const char *name : {"response_type", "client_id", "client_secret", "redirect_uri", "state", "code_challenge", "code_challenge_method", "code_verifier", "grant_type", "code",
                                 "refresh_token", "scope"})
            QTest::addRow("%s in %s", name, place) << QByteArray(place) << QByteArray(name);
    }
}

void RulesTest::theHubsOwnParametersStayItsOwn()
{
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, name);
    const std::string pointer = "/auth/0/" + place.toStdString();
    const Result<Connector> connector = loadConnector(changedConnector(pointer, "{\"" + name.toStdString() + "\":\"x\"}"), "f", false);
    QVERIFY2(!connector.ok(), "it was taken");
    QCOMPARE(connector.error().field, pointer + '/' + name.toStdString());
}

void RulesTest::C45_hostsOfALearntBaseAreJudged_data()
{
    QTest::addColumn<QByteArray>("hosts");
    QTest::addColumn<bool>("passes");
    QTest::newRow("a family of hosts") << QByteArray(R"(["*.acme.example"])") << true;
    QTest::newRow("any host at all") << QByteArray(R"(["*"])") << false;
    QTest::newRow("a whole top level") << QByteArray(R"(["*.com"])") << false;
    QTest::newRow("a path") << QByteArray(R"(["acme.example/x"])") << false;
}

void RulesTest::C45_hostsOfALearntBaseAreJudged()
{
    QFETCH(QByteArray, hosts);
    QFETCH(bool, passes);
    json::value document = goodConnector();
    document.as_object()["base_url"] = "{tenant}";
    document.as_object()["hosts"] = json::parse(hosts.toStdString());
    const Result<Connector> connector = loadConnector(json::serialize(document), "f", false);
    QCOMPARE(connector.ok(), passes);
    if (!passes)
        QCOMPARE(connector.error().field, std::string("/hosts/0"));
}

void RulesTest::goodFilesPass_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const char *pointer, const char *value) { QTest::newRow(name) << QByteArray(pointer) << QByteArray(value); };
    row("an input in the base address", "/base_url", R"("https://{region}.acme.example/v1")");
    row("a learnt value in the base address", "/base_url", R"("https://{tenant}.acme.example/v1")");
    row("a family of hosts beside the base", "/hosts/-", R"("*.acme.example")");
    row("an input in an endpoint", "/auth/0/token_url", R"("https://{region}.acme.example/t")");
    row("a learnt value in a header", "/auth/0/placement", R"({"headers":{"Authorization":"Bearer {access_token}","X-Tenant":"{tenant}"}})");
    row("a pattern that other engines hang on", "/inputs/0", R"({"key":"region","label":"R","type":"text","pattern":"^(a+)+$"})");
    row("a GET that writes", "/actions/0/effect", R"("write")");
    row("a read by POST", "/actions/0/method", R"("POST")");
    row("no actions", "/actions", "");
    row("an own address that the view catches", "/auth/0/redirect/https_url", R"("https://acme.example/cb")");
}

void RulesTest::goodFilesPass()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    const Result<Connector> connector = loadConnector(changedConnector(pointer.toStdString(), value.toStdString()), "f", false);
    QVERIFY2(connector.ok(), connector.ok() ? "" : connector.error().message.c_str());
}

QTEST_GUILESS_MAIN(RulesTest)
#include "rules_test.moc"
