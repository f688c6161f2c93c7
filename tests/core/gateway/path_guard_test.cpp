#include "core/gateway/path_guard.h"

#include <QTest>

using namespace hub;

class PathGuardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A21_S17_proxiedPathStaysBelowTheBase_data();
    void A21_S17_proxiedPathStaysBelowTheBase();
    void A29_tokenEndpointsAreNotForAgents();
    void actionsAreFoundByMethodAndPath_data();
    void actionsAreFoundByMethodAndPath();
};

void PathGuardTest::A21_S17_proxiedPathStaysBelowTheBase_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("passes");
    QTest::newRow("a plain path passes") << QByteArray("/items/1") << true;
    QTest::newRow("an encoded slash is data") << QByteArray("/projects/group%2Fname") << true;
    QTest::newRow("dots that stay inside pass") << QByteArray("/a/../b") << true;
    QTest::newRow("an encoded tilde stays as it is") << QByteArray("/%7Euser") << true;
    QTest::newRow("dots lead out") << QByteArray("/../admin") << false;
    QTest::newRow("encoded dots lead out") << QByteArray("/%2e%2e/admin") << false;
    QTest::newRow("dots before an encoded slash lead out") << QByteArray("/..%2fadmin") << false;
    QTest::newRow("dots lead out in the middle") << QByteArray("/a/../../b") << false;
    QTest::newRow("two slashes name another host") << QByteArray("//evil.example/") << false;
    QTest::newRow("a raw backslash") << QByteArray("/a\\..\\b") << false;
    QTest::newRow("an encoded NUL") << QByteArray("/a%00b") << false;
    QTest::newRow("a bad escape") << QByteArray("/a%2") << false;
    QTest::newRow("an overlong slash") << QByteArray("/a%c0%afb") << false;
    QTest::newRow("not UTF-8") << QByteArray("/a%ff") << false;
}

void PathGuardTest::A21_S17_proxiedPathStaysBelowTheBase()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, passes);
    const Result<void> judged = checkProxiedPath(std::string_view(path.constData(), static_cast<std::size_t>(path.size())));
    QCOMPARE(judged.ok(), passes);
    if (!passes)
        QCOMPARE(judged.error().code, ErrorCode::InvalidRequest);
}

void PathGuardTest::A29_tokenEndpointsAreNotForAgents()
{
    Connector connector;
    AuthMethod method;
    method.oauth.tokenUrl = "https://{site}.example.com/oauth/token";
    method.oauth.revocationUrl = "https://id.example.com/revoke";
    connector.auth.push_back(method);
    const Lookup values = [](std::string_view name) -> std::optional<std::string> { return name == "site" ? std::optional<std::string>("acme") : std::nullopt; };
    QVERIFY(isCredentialEndpoint(connector, "https://acme.example.com/oauth/token", values));
    QVERIFY(isCredentialEndpoint(connector, "https://acme.example.com/oauth/token?x=1", values));
    QVERIFY(isCredentialEndpoint(connector, "https://id.example.com/revoke", values));
    QVERIFY(!isCredentialEndpoint(connector, "https://acme.example.com/oauth/tokens", values));
    QVERIFY(!isCredentialEndpoint(connector, "https://other.example.com/oauth/token", values));
}

void PathGuardTest::actionsAreFoundByMethodAndPath_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("action");
    QTest::newRow("a literal path") << QByteArray("GET") << QByteArray("/items") << QByteArray("acme_list_items");
    QTest::newRow("a path with a parameter") << QByteArray("GET") << QByteArray("/items/7") << QByteArray("acme_get_item");
    QTest::newRow("another method") << QByteArray("DELETE") << QByteArray("/items/7") << QByteArray();
    QTest::newRow("a longer path") << QByteArray("GET") << QByteArray("/items/7/comments") << QByteArray();
    QTest::newRow("an empty parameter") << QByteArray("GET") << QByteArray("/items//") << QByteArray();
}

void PathGuardTest::actionsAreFoundByMethodAndPath()
{
    Connector connector;
    connector.actions.push_back({"acme_list_items", {}, {}, "GET", "/items"});
    connector.actions.push_back({"acme_get_item", {}, {}, "GET", "/items/{id}"});
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, action);
    const Action *found = matchAction(connector, method.toStdString(), path.toStdString());
    QCOMPARE(found != nullptr ? found->id : std::string(), action.toStdString());
}

QTEST_GUILESS_MAIN(PathGuardTest)
#include "path_guard_test.moc"
