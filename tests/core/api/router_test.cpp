#include "core/api/router.h"

#include <QTest>

using namespace hub;

namespace {

Task<void> nothing(ApiContext *)
{
    co_return;
}

Router sample()
{
    Router router;
    router.add({"GET", "/connect/{link}", Audience::Public, Need::None, "page", &nothing});
    router.add({"GET", "/connect/oauth2/{id}", Audience::Public, Need::None, "consent", &nothing});
    router.add({"GET", "/hub/settings", Audience::Session, Need::None, "settings", &nothing});
    router.add({"GET", "/accounts", Audience::Key, Need::AccountsRead, "list", &nothing});
    router.add({"GET", "/accounts/{id}", Audience::Key, Need::AccountsRead, "one", &nothing});
    router.add({"*", "/proxy/{rest…}", Audience::Key, Need::Calls, "proxy", &nothing});
    return router;
}

} // namespace

class RouterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pathsFindTheirRow_data();
    void pathsFindTheirRow();
    void S4_whoMayCallIsKnownEvenForUnknownPaths();
    void S6_needsAgainstScopes_data();
    void S6_needsAgainstScopes();
    void theDocumentHoldsEveryRoute();
};

void RouterTest::pathsFindTheirRow_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("summary");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("a literal") << QByteArray("GET") << QByteArray("/accounts") << QByteArray("list") << QByteArray() << QByteArray();
    QTest::newRow("a parameter, decoded") << QByteArray("GET") << QByteArray("/accounts/a%2Db") << QByteArray("one") << QByteArray("id") << QByteArray("a-b");
    QTest::newRow("HEAD is served by GET") << QByteArray("HEAD") << QByteArray("/accounts") << QByteArray("list") << QByteArray() << QByteArray();
    QTest::newRow("literals win over parameters") << QByteArray("GET") << QByteArray("/connect/oauth2/acme") << QByteArray("consent") << QByteArray("id") << QByteArray("acme");
    QTest::newRow("the rest stays as received") << QByteArray("PUT") << QByteArray("/proxy/a%2Fb/c%20d") << QByteArray("proxy") << QByteArray("rest") << QByteArray("a%2Fb/c%20d");
    QTest::newRow("an empty rest") << QByteArray("GET") << QByteArray("/proxy/") << QByteArray("proxy") << QByteArray("rest") << QByteArray("");
    QTest::newRow("an empty parameter fits nothing") << QByteArray("GET") << QByteArray("/accounts/") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("another method fits nothing") << QByteArray("POST") << QByteArray("/accounts") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("a longer path fits nothing") << QByteArray("GET") << QByteArray("/accounts/a/b") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("a NUL fits nothing") << QByteArray("GET") << QByteArray("/accounts/a%00") << QByteArray() << QByteArray() << QByteArray();
}

void RouterTest::pathsFindTheirRow()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, summary);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const Router router = sample();
    const Match match = router.find(method.toStdString(), path.toStdString());
    QCOMPARE(match.route != nullptr ? match.route->summary : std::string(), summary.toStdString());
    if (!name.isEmpty())
        QCOMPARE(match.parameters.at(name.toStdString()), value.toStdString());
}

void RouterTest::S4_whoMayCallIsKnownEvenForUnknownPaths()
{
    const Router router = sample();
    QCOMPARE(router.audienceOf("/nowhere"), Audience::Key);
    QCOMPARE(router.audienceOf("/accounts"), Audience::Key);
    QCOMPARE(router.audienceOf("/hub/settings"), Audience::Session);
    QCOMPARE(router.audienceOf("/connect/abc"), Audience::Public);
}

void RouterTest::S6_needsAgainstScopes_data()
{
    QTest::addColumn<int>("scope");
    QTest::addColumn<QList<bool>>("allowed"); // None, AccountsRead, AccountsWrite, Calls
    QTest::newRow("full may all") << int(Scope::Full) << QList<bool>{true, true, true, true};
    QTest::newRow("read may read and call") << int(Scope::Read) << QList<bool>{true, true, false, true};
    QTest::newRow("accounts may manage them") << int(Scope::Accounts) << QList<bool>{true, true, true, false};
    QTest::newRow("actions may call") << int(Scope::Actions) << QList<bool>{true, false, false, true};
}

void RouterTest::S6_needsAgainstScopes()
{
    QFETCH(int, scope);
    QFETCH(QList<bool>, allowed);
    Principal principal;
    principal.scopes = {static_cast<Scope>(scope)};
    const QList<Need> needs{Need::None, Need::AccountsRead, Need::AccountsWrite, Need::Calls};
    for (int i = 0; i < needs.size(); ++i)
        QCOMPARE(fulfils(principal, needs[i]), allowed[i]);
}

void RouterTest::theDocumentHoldsEveryRoute()
{
    const Router router = sample();
    const json::object document = openApiOf(router, "1", "http://127.0.0.1:7423");
    const json::object &paths = document.at("paths").get_object();
    for (const Route &route : router.routes()) {
        std::string path = route.pattern;
        if (const std::size_t rest = path.find("{rest…}"); rest != std::string::npos)
            path = path.substr(0, rest) + "{rest}";
        QVERIFY2(paths.contains(path), path.c_str());
    }
    QCOMPARE(paths.size(), router.routes().size());
}

QTEST_GUILESS_MAIN(RouterTest)
#include "router_test.moc"
