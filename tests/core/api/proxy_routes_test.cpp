#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

constexpr auto kApi = "https://api.bolt.example/v1";

} // namespace

//! /proxy and /unified/proxy: which account, which bytes, and what never leaves.
class ProxyRoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<ApiDesk>();
        m_account = m_desk->bolt("ana");
        m_key = m_desk->key({Scope::Full}, OwnerId("ana"));
    }
    void bytesStayBytes_data();
    void bytesStayBytes();
    void A14_S9_theAccountIsNamedOnce_data();
    void A14_S9_theAccountIsNamedOnce();
    void ambiguousCallersGetAChoice();
    void A21_S17_pathsStayBelowTheBase_data();
    void A21_S17_pathsStayBelowTheBase();
    void A30_C44_S15_theAgentsOwnHeadersStayHere();
    void A16_readersOnlyRead_data();
    void A16_readersOnlyRead();
    void A22_A29_describedCallsAreJudgedAlike_data();
    void A22_A29_describedCallsAreJudgedAlike();
    void describedCallsComeBackAsJson_data();
    void describedCallsComeBackAsJson();
    void A27_aProvidersErrorIsNotTheHubs();

private:
    std::unique_ptr<ApiDesk> m_desk;
    Account m_account;
    std::string m_key;
};

void ProxyRoutesTest::bytesStayBytes_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char *target, const char *sent) { QTest::newRow(target) << QByteArray(target) << QByteArray(sent); };
    row("/proxy/items", "/items");
    row("/proxy/", "/");
    row("/proxy/a%2Fb/%7Euser/%e2%82%ac", "/a%2Fb/%7Euser/%e2%82%ac");
    row("/proxy/a/../b", "/a/../b");
    row("/proxy/a;v=1,2/b:c@d!$&'()*+", "/a;v=1,2/b:c@d!$&'()*+");
    row("/proxy/items?q=a+b%20c&q=&q&%zz=1", "/items?q=a+b%20c&q=&q&%zz=1");
    row("/proxy/items?account_id=bolt&b=%26", "/items?b=%26");
    row("/proxy/items?x-account-id=bolt", "/items");
    row("/proxy/items?%zz=1&x-account-id=bolt&a=%ff", "/items?%zz=1&a=%ff");
    row("/proxy/items?x%2Daccount-id=bolt&a=1", "/items?a=1");
    row("/proxy/bolt/-/items/-/x", "/items/-/x");
    row("/proxy/bolt/-", "/");
    row("/proxy/b%6Flt/-/items", "/items");
    row("/proxy/items/-x", "/items/-x");
}

void ProxyRoutesTest::bytesStayBytes()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, sent);
    m_desk->wire.expect(std::string("GET ") + kApi + sent.toStdString(), {206, std::string("a\0b", 3), {{"Content-Type", "x/y"}, {"X-Own", "1"}}});
    const Answered answer = m_desk->get(target.toStdString(), m_key);
    QCOMPARE(answer.status, 206);
    QCOMPARE(answer.body, std::string("a\0b", 3));
    QCOMPARE(std::string(answer.headers.value("x-own")), std::string("1"));
    QVERIFY(!answer.headers.value("x-request-id").empty());
}

void ProxyRoutesTest::A14_S9_theAccountIsNamedOnce_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QList<QByteArray>>("headers");
    QTest::addColumn<int>("status");
    using List = QList<QByteArray>;
    const auto row = [](const char *name, const char *target, const List &headers, int status) { QTest::newRow(name) << QByteArray(target) << headers << status; };
    row("the only one, unnamed", "/proxy/items", {}, 200);
    row("by a header", "/proxy/items", {"x-account-id", "bolt"}, 200);
    row("by a header and the query, alike", "/proxy/items?x-account-id=bolt", {"x-account-id", "bolt"}, 200);
    row("by a header and the path, alike", "/proxy/bolt/-/items", {"x-account-id", "bolt"}, 200);
    row("twice the same header, alike", "/proxy/items", {"x-account-id", "bolt", "X-Account-Id", "bolt"}, 200);
    row("a header twice, different", "/proxy/items", {"x-account-id", "bolt", "X-Account-Id", "other"}, 400);
    row("a header and the query, different", "/proxy/items?account_id=other", {"x-account-id", "bolt"}, 400);
    row("the query twice, different", "/proxy/items?account_id=other&x-account-id=bolt", {}, 400);
    row("a header and the path, different", "/proxy/other/-/items", {"x-account-id", "bolt"}, 400);
    row("a list", "/proxy/items", {"x-account-id", "bolt,other"}, 400);
    row("the underscore form", "/proxy/items", {"x_account_id", "bolt"}, 400);
    row("by the query, beside a pair that is no text", "/proxy/bolt/-/items?x-account-id=other&a=%zz", {}, 400);
    row("a name that is no text", "/proxy/items?x-account-id=%zz", {}, 404);
    row("an unknown one", "/proxy/items", {"x-account-id", "other"}, 404);
    row("an unknown one in the path", "/proxy/other/-/items", {}, 404);
}

void ProxyRoutesTest::A14_S9_theAccountIsNamedOnce()
{
    QFETCH(QByteArray, target);
    QFETCH(QList<QByteArray>, headers);
    QFETCH(int, status);
    if (status == 200)
        m_desk->wire.expect(std::string("GET ") + kApi + "/items", {200, "{}"});
    Headers given;
    for (int i = 0; i + 1 < headers.size(); i += 2)
        given.add(headers[i].toStdString(), headers[i + 1].toStdString());
    QCOMPARE(m_desk->get(target.toStdString(), m_key, given).status, status);
    QCOMPARE(m_desk->wire.sent.size(), std::size_t(status == 200 ? 1 : 0));
}

void ProxyRoutesTest::ambiguousCallersGetAChoice()
{
    m_desk->clock.advance(std::chrono::seconds(1)); // choices come in the order of their making
    const Account second = m_desk->bolt("ana");
    const Answered answer = m_desk->get("/proxy/items", m_key);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.code(), std::string("account_ambiguous"));
    QCOMPARE(answer.json().at("choices"), (json::value{m_account.alias, second.alias}));
    const Answered nobody = m_desk->get("/proxy/items", m_desk->key({Scope::Full}, OwnerId("bob")));
    QCOMPARE(nobody.status, 400);
    QCOMPARE(nobody.code(), std::string("account_missing"));
    QVERIFY(m_desk->wire.sent.empty());
}

void ProxyRoutesTest::A21_S17_pathsStayBelowTheBase_data()
{
    QTest::addColumn<QByteArray>("rest");
    for (const char *rest :
         {"../admin", "..%2fadmin", "%2e%2e/admin", "a/../../admin", "a/%2e%2e%2f%2e%2e/admin", "/evil.example/x", "a\\..\\b", "\\evil", "a%00b", "a%2", "%c0%ae%c0%ae/admin", "a%ff"})
        QTest::newRow(rest) << QByteArray(rest);
}

void ProxyRoutesTest::A21_S17_pathsStayBelowTheBase()
{
    QFETCH(QByteArray, rest);
    for (const std::string &prefix : {std::string("/proxy/"), std::string("/proxy/bolt/-/")})
        QCOMPARE(m_desk->get(prefix + rest.toStdString(), m_key).status, 400);
    const json::value body{{"path", '/' + rest.toStdString()}, {"method", "get"}};
    QCOMPARE(m_desk->post("/unified/proxy", m_key, body).status, 400);
    QVERIFY(m_desk->wire.sent.empty());
}

void ProxyRoutesTest::A30_C44_S15_theAgentsOwnHeadersStayHere()
{
    m_desk->wire.expect(std::string("GET ") + kApi + "/items", {200, "{}"});
    const Headers given{{"Cookie", "a=1"},
                        {"X-Forwarded-For", "10.0.0.1"},
                        {"Forwarded", "for=10.0.0.1"},
                        {"Proxy-Authorization", "Basic x"},
                        {"X-Hub-Session-Token", "t"},
                        {"x-account-id", "bolt"},
                        {"TE", "trailers"},
                        {"Connection", "close, X-Listed"},
                        {"X-Listed", "1"},
                        {"Accept-Encoding", "br"},
                        {"Origin", "http://127.0.0.1:7423"},
                        {"Idempotency-Key", "k1"}};
    QCOMPARE(m_desk->get("/proxy/items", m_key, given).status, 200);
    const SentRequest &sent = m_desk->wire.sent.at(0);
    std::set<std::string> names;
    for (const Header &header : sent.headers)
        names.insert(QByteArray::fromStdString(header.name).toLower().toStdString());
    const std::set<std::string> expected{"idempotency-key", "accept-encoding", "user-agent", "authorization"};
    QCOMPARE(names, expected);
    QCOMPARE(std::string(sent.headers.value("authorization")), "Bearer " + kOldToken);
    QCOMPARE(std::string(sent.headers.value("accept-encoding")), std::string("identity"));
}

void ProxyRoutesTest::A16_readersOnlyRead_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("override"); // a header's value
    QTest::addColumn<bool>("passes");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray() << true;
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray() << true;
    for (const char *method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "PROPFIND"})
        QTest::newRow(method) << QByteArray(method) << QByteArray() << false;
    QTest::newRow("GET that a header makes DELETE") << QByteArray("GET") << QByteArray("DELETE") << false;
    QTest::newRow("GET that a header makes POST") << QByteArray("GET") << QByteArray("post") << false;
}

void ProxyRoutesTest::A16_readersOnlyRead()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, override);
    QFETCH(bool, passes);
    const std::string key = m_desk->key({Scope::Read}, OwnerId("ana"));
    if (passes)
        m_desk->wire.expect(method.toStdString() + ' ' + kApi + "/items", {200, "{}"});
    for (const char *name : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
        Headers headers{{"Authorization", "Bearer " + key}};
        if (!override.isEmpty())
            headers.add(name, override.toStdString());
        const Answered answer = m_desk->ask(method.toStdString(), "/proxy/items", headers);
        QCOMPARE(answer.status, passes ? 200 : 403);
        if (passes)
            break;
        QCOMPARE(answer.code(), std::string("scope_insufficient"));
    }
    QCOMPARE(m_desk->wire.sent.size(), std::size_t(passes ? 1 : 0));
}

void ProxyRoutesTest::A22_A29_describedCallsAreJudgedAlike_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *body, int status, const char *code) { QTest::newRow(name) << QByteArray(body) << status << QByteArray(code); };
    row("a line break in the path", R"({"path":"/a\r\nX: y"})", 400, "invalid_request");
    row("NUL in the path", R"({"path":"/a\u0000"})", 400, "invalid_request");
    row("a blank in the path", R"({"path":"/a b"})", 400, "invalid_request");
    row("a fragment", R"({"path":"/a#b"})", 400, "invalid_request");
    row("a line break in a header", R"({"path":"/a","headers":{"X-A":"1\r\nX-B: 2"}})", 400, "invalid_request");
    row("a line break in a header's name", R"({"path":"/a","headers":{"X-A\r\nX-B":"1"}})", 400, "invalid_request");
    row("a stranger", R"({"path":"/a","url":"https://evil.example"})", 400, "invalid_request");
    row("a line break in the address", R"({"path":"/a","url":"https://api.bolt.example\r\nX: y"})", 400, "invalid_request");
    row("the token endpoint", R"({"path":"/oauth/token","url":"https://bolt.example"})", 403, "policy_denied");
    row("a method that is none", R"({"path":"/a","method":"CONNECT"})", 422, "schema_violation");
    row("TRACE", R"({"path":"/a","method":"trace"})", 422, "schema_violation");
    row("no object", "[]", 400, "invalid_request");
    row("a key twice", R"({"path":"/a","path":"/b"})", 400, "invalid_request");
}

void ProxyRoutesTest::A22_A29_describedCallsAreJudgedAlike()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    const Answered answer = m_desk->ask("POST", "/unified/proxy", {{"Authorization", "Bearer " + m_key}, {"Content-Type", "application/json"}}, body.toStdString());
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.code(), code.toStdString());
    QVERIFY(m_desk->wire.sent.empty());
}

void ProxyRoutesTest::describedCallsComeBackAsJson_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("JSON") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1})");
    QTest::newRow("text") << QByteArray("<html>") << QByteArray(R"("<html>")");
    QTest::newRow("nothing") << QByteArray() << QByteArray("null");
    QTest::newRow("bytes") << QByteArray("\xff\xfe") << QByteArray(R"("//4=")");
}

void ProxyRoutesTest::describedCallsComeBackAsJson()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, data);
    m_desk->wire.expect(std::string("POST ") + kApi + "/items?x=1", {404, answer.toStdString(), {{"X-Own", "1"}}});
    const json::value body{{"path", "items?x=1"}, {"method", "post"}, {"body", {{"b", 2}}}, {"headers", {{"X-Vendor", "v"}, {"Authorization", "Bearer mine"}}}};
    const Answered got = m_desk->post("/unified/proxy", m_key, body);
    QCOMPARE(got.status, 200);
    QCOMPARE(got.json().at("status"), json::value(404));
    QCOMPARE(got.json().at("headers").at("x-own"), json::value("1"));
    QCOMPARE(got.json().at("data"), json::parse(data.toStdString()));
    const SentRequest &sent = m_desk->wire.sent.at(0);
    QCOMPARE(sent.body, std::string(R"({"b":2})"));
    QCOMPARE(std::string(sent.headers.value("content-type")), std::string("application/json"));
    QCOMPARE(std::string(sent.headers.value("x-vendor")), std::string("v"));
    QCOMPARE(std::string(sent.headers.value("authorization")), "Bearer " + kOldToken);
}

void ProxyRoutesTest::A27_aProvidersErrorIsNotTheHubs()
{
    m_desk->wire.expect(std::string("GET ") + kApi + "/items", {403, R"({"errorCode":"policy_denied"})", {{"x-connect-hub-error", "policy_denied"}, {"Set-Cookie", "a=1"}}});
    const Answered answer = m_desk->get("/proxy/items", m_key);
    QCOMPARE(answer.status, 403);
    QCOMPARE(answer.code(), std::string());
    QVERIFY(!answer.headers.contains("set-cookie"));
    QCOMPARE(answer.body, std::string(R"({"errorCode":"policy_denied"})"));
}

QTEST_GUILESS_MAIN(ProxyRoutesTest)
#include "proxy_routes_test.moc"
