#include "core/base/encoding.h"

#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

std::string nameOf(const Route &route)
{
    return route.method + ' ' + route.pattern;
}

//! An address that the pattern fits.
std::string exampleOf(const Route &route)
{
    std::string path = route.pattern;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
        path.replace(at, path.find('}', at) - at + 1, "x");
    return path;
}

} // namespace

//! The whole table, walked: one row a route.
class RouteTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S4_A05_nothingIsServedWithoutACaller_data();
    void S4_A05_nothingIsServedWithoutACaller();
    void thePublicRoutesAreThese();
    void S6_whatAKeysScopesOpen_data();
    void S6_whatAKeysScopesOpen();
    void S10_noPreflightIsAnswered_data();
    void S10_noPreflightIsAnswered();
    void S21_everyAnswerIsGuarded_data();
    void S21_everyAnswerIsGuarded();
    void theDocumentIsTheTable();

private:
    void addRoutes(std::optional<Audience> only);
    ApiDesk m_desk;
};

void RouteTableTest::addRoutes(std::optional<Audience> only)
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_desk.router.routes().size(); ++i) {
        if (!only || m_desk.router.routes()[i].audience == *only)
            QTest::newRow(nameOf(m_desk.router.routes()[i]).c_str()) << int(i);
    }
}

void RouteTableTest::S4_A05_nothingIsServedWithoutACaller_data()
{
    addRoutes({});
}

void RouteTableTest::S4_A05_nothingIsServedWithoutACaller()
{
    QFETCH(int, index);
    const Route route = m_desk.router.routes()[static_cast<std::size_t>(index)];
    if (route.audience == Audience::Public)
        QSKIP("public");
    const std::string method = route.method == "*" ? "POST" : route.method;
    for (const Headers &headers : {Headers{}, Headers{{"Authorization", "Bearer wrong"}, {"x-hub-session-token", "wrong"}}}) {
        m_desk.limiter = LoginLimiter(); // many wrong keys would be answered slowly
        const Answered answer = m_desk.ask(method, exampleOf(route), headers, "{}");
        QCOMPARE(answer.status, 401);
        QVERIFY(!m_desk.bodyTouched);
        QVERIFY(!answer.headers.value("www-authenticate").empty());
    }
    QVERIFY(m_desk.wire.sent.empty());
}

void RouteTableTest::thePublicRoutesAreThese()
{
    std::set<std::string> found;
    for (const Route &route : m_desk.router.routes()) {
        if (route.audience == Audience::Public)
            found.insert(nameOf(route));
        QCOMPARE(route.audience == Audience::Session, route.pattern.starts_with("/hub/"));
    }
    const std::set<std::string> expected{
        "GET /healthz", "GET /callback", "GET /connect/{link}", "GET /connect/", "GET /assets/{name}", "GET /connect/oauth2/{id}", "GET /.well-known/{rest…}"};
    QCOMPARE(found, expected);
}

void RouteTableTest::S6_whatAKeysScopesOpen_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("scopes");
    const auto row = [](const char *method, const char *path, const char *scopes) { QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(scopes); };
    row("GET", "/openapi.json", "full read accounts actions");
    row("GET", "/connectors/meta", "full read accounts actions");
    row("GET", "/connectors/meta/bolt", "full read accounts actions");
    row("GET", "/accounts", "full read accounts");
    row("GET", "/accounts/x", "full read accounts");
    row("GET", "/accounts/x/meta", "full read accounts");
    row("PATCH", "/accounts/x", "full accounts");
    row("DELETE", "/accounts/x", "full accounts");
    row("POST", "/connect_sessions", "full accounts");
    row("POST", "/connect_sessions/authenticate", "full read accounts");
    row("DELETE", "/connect_sessions/x", "full accounts");
    row("POST", "/actions/rpc", "full read actions");
    row("POST", "/unified/proxy", "full read actions");
    row("GET", "/proxy/items", "full read actions");
    row("GET", "/unified/crm/contacts", "full read actions");
    row("GET", "/unified/crm", "full read actions");
    row("GET", "/actions", "full read actions");
    row("POST", "/actions/search", "full read actions");
    row("POST", "/actions/build", "full read actions");
    row("POST", "/ai/tool-feedback", "full read actions");
    row("GET", "/requests/logs", "full read");
    row("GET", "/requests/logs/steps", "full read");
    row("GET", "/requests/logs/x", "full read");
    row("GET", "/requests/platform-logs", "full read");
}

void RouteTableTest::S6_whatAKeysScopesOpen()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, scopes);
    for (const char *scope : {"full", "read", "accounts", "actions"}) {
        const std::string key = m_desk.key({*scopeFrom(scope)});
        const Answered answer = m_desk.ask(method.toStdString(), path.toStdString(), {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}}, "{}");
        QCOMPARE(answer.code() != "scope_insufficient", scopes.split(' ').contains(scope));
        QVERIFY2(answer.status != 401, scope);
    }
}

void RouteTableTest::S10_noPreflightIsAnswered_data()
{
    addRoutes({});
}

void RouteTableTest::S10_noPreflightIsAnswered()
{
    QFETCH(int, index);
    const std::string path = exampleOf(m_desk.router.routes()[static_cast<std::size_t>(index)]);
    const Answered answer = m_desk.ask("OPTIONS", path, {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}, {"Access-Control-Request-Private-Network", "true"}});
    QCOMPARE(answer.status, 403);
    for (const Header &header : answer.headers)
        QVERIFY2(!toLower(header.name).starts_with("access-control-"), header.name.c_str());
}

void RouteTableTest::S21_everyAnswerIsGuarded_data()
{
    addRoutes({});
}

void RouteTableTest::S21_everyAnswerIsGuarded()
{
    QFETCH(int, index);
    const Route route = m_desk.router.routes()[static_cast<std::size_t>(index)];
    const std::string method = route.method == "*" ? "POST" : route.method;
    const Answered answer = m_desk.ask(method, exampleOf(route), {{"Authorization", "Bearer " + m_desk.key()}, {"Content-Type", "application/json"}}, "{}");
    QCOMPARE(std::string(answer.headers.value("cache-control")), std::string("no-store"));
    QCOMPARE(std::string(answer.headers.value("x-content-type-options")), std::string("nosniff"));
    const std::string policy(answer.headers.value("content-security-policy"));
    QVERIFY2(policy.starts_with("default-src 'none'") && policy.find("frame-ancestors 'none'") != std::string::npos, policy.c_str());
    QVERIFY(!answer.headers.value("x-request-id").empty());
    QCOMPARE(answer.headers.contains("x-connect-hub-error"), answer.status >= 400);
}

void RouteTableTest::theDocumentIsTheTable()
{
    const json::object document = m_desk.get("/openapi.json", m_desk.key()).json();
    QCOMPARE(stringOf(document, "openapi"), std::string("3.1.0"));
    std::set<std::string> said;
    for (const auto &path : document.at("paths").get_object()) {
        for (const auto &operation : path.value().get_object()) {
            const json::object &text = operation.value().get_object();
            said.insert(std::string(operation.key()) + ' ' + std::string(path.key()) + ' ' + stringOf(text, "x-audience"));
            QVERIFY(!stringOf(text, "summary").empty());
            QCOMPARE(text.contains("security"), stringOf(text, "x-audience") != "public");
            for (const json::value &parameter : text.at("parameters").get_array())
                QVERIFY(std::string(path.key()).find('{' + textOf(parameter.at("name")) + '}') != std::string::npos);
        }
    }
    std::set<std::string> served;
    const std::map<Audience, std::string> names{{Audience::Public, "public"}, {Audience::Session, "session"}, {Audience::Key, "key"}};
    for (const Route &route : m_desk.router.routes()) {
        std::string path = route.pattern;
        if (const std::size_t rest = path.find("{rest…}"); rest != std::string::npos)
            path = path.substr(0, rest) + "{rest}";
        const std::vector<std::string> methods = route.method == "*" ? std::vector<std::string>{"get", "put", "post", "patch", "delete", "head"}
                                                                     : std::vector<std::string>{toLower(route.method)};
        for (const std::string &method : methods)
            served.insert(method + ' ' + path + ' ' + names.at(route.audience));
    }
    QCOMPARE(said, served);
}

QTEST_GUILESS_MAIN(RouteTableTest)
#include "route_table_test.moc"
