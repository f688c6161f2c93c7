#include "core/connectors/hosts.h"

#include <QTest>

using namespace hub;

namespace {

Connector connectorWith(const QByteArray &base, const QList<QByteArray> &hosts, const QByteArray &local = {})
{
    Connector out;
    out.baseUrl = base.toStdString();
    for (const QByteArray &host : hosts)
        out.hosts.push_back(host.toStdString());
    if (!local.isEmpty())
        out.localHosts.insert(local.toStdString());
    return out;
}

Lookup site(const QByteArray &value)
{
    return [value](std::string_view name) { return name == "site" ? std::optional(value.toStdString()) : std::nullopt; };
}

} // namespace

class HostsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C45_basesStayInTheirHosts_data();
    void C45_basesStayInTheirHosts();
    void C23_urlsAreJudgedByTheirOrigin_data();
    void C23_urlsAreJudgedByTheirOrigin();
    void S1_localAddressesAreExact();
};

void HostsTest::C45_basesStayInTheirHosts_data()
{
    using List = QList<QByteArray>;
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<List>("hosts");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("filled"); // empty = refused
    const QByteArray family("https://{site}.example.com/v1/");
    const List wild{"*.example.com"};
    QTest::newRow("a fixed base") << QByteArray("https://api.example.com/v1") << List{} << QByteArray() << QByteArray("https://api.example.com/v1");
    QTest::newRow("a slash at the end goes") << QByteArray("https://api.example.com/v1//") << List{} << QByteArray() << QByteArray("https://api.example.com/v1");
    QTest::newRow("a label") << family << wild << QByteArray("contoso") << QByteArray("https://contoso.example.com/v1");
    QTest::newRow("a label in capitals") << family << wild << QByteArray("Contoso") << QByteArray("https://contoso.example.com/v1");
    QTest::newRow("A18: another host by a fragment") << family << wild << QByteArray("evil.com#") << QByteArray();
    QTest::newRow("A18: another host by a user") << family << wild << QByteArray("a@evil.com") << QByteArray();
    QTest::newRow("a learnt base inside") << QByteArray("{site}") << wild << QByteArray("https://na1.example.com/") << QByteArray("https://na1.example.com");
    QTest::newRow("a learnt base with a path inside") << QByteArray("{site}/api") << wild << QByteArray("https://na1.example.com/x") << QByteArray("https://na1.example.com/x/api");
    QTest::newRow("a learnt base outside") << QByteArray("{site}") << wild << QByteArray("https://na1.example.net") << QByteArray();
    QTest::newRow("a learnt base that only ends alike") << QByteArray("{site}") << wild << QByteArray("https://evilexample.com") << QByteArray();
    QTest::newRow("a learnt base that only begins alike") << QByteArray("{site}") << wild << QByteArray("https://na1.example.com.evil.net") << QByteArray();
    QTest::newRow("the family's bare name") << QByteArray("{site}") << wild << QByteArray("https://example.com") << QByteArray();
    QTest::newRow("a learnt base on another port") << QByteArray("{site}") << wild << QByteArray("https://na1.example.com:8443") << QByteArray();
    QTest::newRow("a learnt base in plain http") << QByteArray("{site}") << wild << QByteArray("http://na1.example.com") << QByteArray();
    QTest::newRow("a learnt base that is this computer") << QByteArray("{site}") << wild << QByteArray("https://127.0.0.1") << QByteArray();
    QTest::newRow("an IPv6 literal") << QByteArray("https://[2001:db8::1]/v1") << List{"[2001:db8::1]"} << QByteArray() << QByteArray("https://[2001:db8::1]/v1");
    QTest::newRow("an IPv6 literal with its port") << QByteArray("https://[2001:DB8::1]:8443") << List{"[2001:db8::1]:8443"} << QByteArray() << QByteArray("https://[2001:DB8::1]:8443");
    QTest::newRow("an IPv6 literal on another port") << QByteArray("https://[2001:db8::1]:8443") << List{"[2001:db8::1]"} << QByteArray() << QByteArray();
    QTest::newRow("another IPv6 literal") << QByteArray("https://[2001:db8::2]") << List{"[2001:db8::1]"} << QByteArray() << QByteArray();
    QTest::newRow("hosts by value") << QByteArray("https://api.example.com") << List{"{site}.example.com", "api.example.com"} << QByteArray("eu") << QByteArray("https://api.example.com");
}

void HostsTest::C45_basesStayInTheirHosts()
{
    QFETCH(QByteArray, base);
    QFETCH(QList<QByteArray>, hosts);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, filled);
    const Result<std::string> url = baseUrlOf(connectorWith(base, hosts), site(value));
    QCOMPARE(url.ok(), !filled.isEmpty());
    if (url)
        QCOMPARE(*url, filled.toStdString());
    else
        QCOMPARE(url.error().code, ErrorCode::InvalidRequest);
}

void HostsTest::C23_urlsAreJudgedByTheirOrigin_data()
{
    using List = QList<QByteArray>;
    QTest::addColumn<List>("hosts");
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("own");
    const List hosts{"files.example.com", "*.cdn.example.com", "alt.example.com:8443"};
    QTest::newRow("the base's host, without a list") << List{} << QByteArray("https://api.example.com/x") << true;
    QTest::newRow("the base's host, capitals") << List{} << QByteArray("https://API.example.com/x") << true;
    QTest::newRow("the base's host, its port said") << List{} << QByteArray("https://api.example.com:443/x") << true;
    QTest::newRow("another host, without a list") << List{} << QByteArray("https://files.example.com/x") << false;
    QTest::newRow("a host of the list") << hosts << QByteArray("https://files.example.com/x?y") << true;
    QTest::newRow("the base's host, where the list leaves it out") << hosts << QByteArray("https://api.example.com/") << false;
    QTest::newRow("one of a family") << hosts << QByteArray("https://a.b.cdn.example.com") << true;
    QTest::newRow("a port of the list") << hosts << QByteArray("https://alt.example.com:8443/") << true;
    QTest::newRow("that host without the port") << hosts << QByteArray("https://alt.example.com/") << false;
    QTest::newRow("another scheme") << hosts << QByteArray("http://files.example.com/") << false;
    QTest::newRow("a scheme that is none") << hosts << QByteArray("ftp://files.example.com/") << false;
    QTest::newRow("a user that looks like the host") << hosts << QByteArray("https://files.example.com@evil.example/") << false;
    QTest::newRow("a backslash before the host") << hosts << QByteArray("https://evil.example\\.files.example.com/") << false;
    QTest::newRow("a host inside the query") << hosts << QByteArray("https://evil.example?files.example.com") << false;
    QTest::newRow("a host inside the fragment") << hosts << QByteArray("https://evil.example#files.example.com") << false;
    QTest::newRow("no host") << hosts << QByteArray("https:///files.example.com") << false;
    QTest::newRow("relative to the scheme") << hosts << QByteArray("//files.example.com/") << false;
    QTest::newRow("a bracket left open") << hosts << QByteArray("https://[::1/") << false;
}

void HostsTest::C23_urlsAreJudgedByTheirOrigin()
{
    QFETCH(QList<QByteArray>, hosts);
    QFETCH(QByteArray, url);
    QFETCH(bool, own);
    QCOMPARE(isOwnHost(connectorWith("https://api.example.com/v1", hosts), url.toStdString(), site({})), own);
}

void HostsTest::S1_localAddressesAreExact()
{
    const Connector v4 = connectorWith("http://127.0.0.1:9000", {}, "127.0.0.1:9000");
    QVERIFY(isAllowedLocal(v4, "127.0.0.1", 9000));
    QVERIFY(!isAllowedLocal(v4, "127.0.0.1", 9001));
    QVERIFY(!isAllowedLocal(v4, "127.0.0.2", 9000));
    QVERIFY(baseUrlOf(v4, site({})).ok());
    QVERIFY(!isOwnHost(v4, "http://127.0.0.1:9001/", site({})));
    const Connector named = connectorWith("http://localhost:9000", {}, "localhost:9000");
    QVERIFY(isAllowedLocal(named, "LocalHost", 9000));
    const Connector v6 = connectorWith("http://[::1]:9000", {}, "[::1]:9000");
    QVERIFY(isAllowedLocal(v6, "::1", 9000));
    QVERIFY(baseUrlOf(v6, site({})).ok());
    const Connector plain = connectorWith("http://127.0.0.1:9000", {});
    QVERIFY2(!baseUrlOf(plain, site({})).ok(), "plain http without the person's word");
}

QTEST_GUILESS_MAIN(HostsTest)
#include "hosts_test.moc"
