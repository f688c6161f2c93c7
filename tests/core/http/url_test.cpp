#include "core/http/transport.h"

#include <QTest>

using namespace hub;

class UrlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addressesAreSplit_data();
    void addressesAreSplit();
    void A18_C41_otherSpellingsAreRefused_data();
    void A18_C41_otherSpellingsAreRefused();
    void originsAreWritten_data();
    void originsAreWritten();
};

void UrlTest::addressesAreSplit_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("a host alone gets the path /") << QByteArray("https://api.example.com") << true << QByteArray("api.example.com") << 443 << QByteArray("/");
    QTest::newRow("path and query stay as they are") << QByteArray("https://api.example.com/a%2Fb/%7e?x=1+2&y=%20") << true << QByteArray("api.example.com") << 443
                                                     << QByteArray("/a%2Fb/%7e?x=1+2&y=%20");
    QTest::newRow("a query without a path") << QByteArray("https://api.example.com?x=1") << true << QByteArray("api.example.com") << 443 << QByteArray("/?x=1");
    QTest::newRow("plain http has port 80") << QByteArray("http://127.0.0.1/") << false << QByteArray("127.0.0.1") << 80 << QByteArray("/");
    QTest::newRow("a port of its own") << QByteArray("https://api.example.com:8443/x") << true << QByteArray("api.example.com") << 8443 << QByteArray("/x");
    QTest::newRow("the highest port") << QByteArray("https://a.example:65535/") << true << QByteArray("a.example") << 65535 << QByteArray("/");
    QTest::newRow("hosts have no case") << QByteArray("https://API.Example.COM/") << true << QByteArray("api.example.com") << 443 << QByteArray("/");
    QTest::newRow("IPv6 in brackets") << QByteArray("http://[::1]:8080/x") << false << QByteArray("::1") << 8080 << QByteArray("/x");
    QTest::newRow("IPv6 without a port") << QByteArray("https://[2001:db8::1]") << true << QByteArray("2001:db8::1") << 443 << QByteArray("/");
    QTest::newRow("an at sign behind the host is data") << QByteArray("https://a.example/@b?c@d") << true << QByteArray("a.example") << 443 << QByteArray("/@b?c@d");
}

void UrlTest::addressesAreSplit()
{
    QFETCH(QByteArray, url);
    QFETCH(bool, tls);
    QFETCH(QByteArray, host);
    QFETCH(int, port);
    QFETCH(QByteArray, target);
    const Result<SplitUrl> split = splitUrl(url.toStdString());
    QVERIFY(split.ok());
    QCOMPARE(split->origin.tls, tls);
    QCOMPARE(split->origin.host, host.toStdString());
    QCOMPARE(int(split->origin.port), port);
    QCOMPARE(split->target, target.toStdString());
    QVERIFY(!split->origin.allowLocal);
}

void UrlTest::A18_C41_otherSpellingsAreRefused_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no scheme") << QByteArray("api.example.com/x");
    QTest::newRow("C9 a script") << QByteArray("javascript:alert(1)");
    QTest::newRow("C9 a file") << QByteArray("file:///etc/passwd");
    QTest::newRow("a scheme in capitals") << QByteArray("HTTPS://api.example.com/");
    QTest::newRow("no host") << QByteArray("https:///x");
    QTest::newRow("a port without a host") << QByteArray("https://:443/x");
    QTest::newRow("a user name") << QByteArray("https://a@evil.example/");
    QTest::newRow("a user name and a password") << QByteArray("https://api.example.com:pw@evil.example/");
    QTest::newRow("a fragment that cuts the host") << QByteArray("https://evil.example#.api.example.com/");
    QTest::newRow("a fragment at the end") << QByteArray("https://api.example.com/x#y");
    QTest::newRow("a backslash that browsers take for a slash") << QByteArray("https://evil.example\\.api.example.com/");
    QTest::newRow("a backslash in the path") << QByteArray("https://api.example.com/a\\..\\b");
    QTest::newRow("C42 a line feed") << QByteArray("https://api.example.com/a\nHost: evil");
    QTest::newRow("C42 a carriage return") << QByteArray("https://api.example.com/a\rb");
    QTest::newRow("C42 a NUL") << QByteArray("https://api.example.com/a\0b", 27);
    QTest::newRow("a tab") << QByteArray("https://api.exam\tple.com/");
    QTest::newRow("a blank") << QByteArray("https://api.example.com/a b");
    QTest::newRow("percent signs in the host") << QByteArray("https://api%2eexample.com/");
    QTest::newRow("letters beyond ASCII in the host") << QByteArray("https://\xd0\xb0pi.example.com/");
    QTest::newRow("port 0") << QByteArray("https://api.example.com:0/");
    QTest::newRow("port 65536") << QByteArray("https://api.example.com:65536/");
    QTest::newRow("a port that wraps round") << QByteArray("https://api.example.com:4294967739/");
    QTest::newRow("an empty port") << QByteArray("https://api.example.com:/");
    QTest::newRow("a port with a sign") << QByteArray("https://api.example.com:+443/");
    QTest::newRow("two ports") << QByteArray("https://api.example.com:443:80/");
    QTest::newRow("IPv6 without brackets") << QByteArray("https://::1/");
    QTest::newRow("brackets that don't close") << QByteArray("https://[::1/");
    QTest::newRow("brackets around a name") << QByteArray("https://[localhost]/");
    QTest::newRow("text behind the brackets") << QByteArray("https://[::1]evil.example/");
    QTest::newRow("a host of 254 characters") << "https://" + QByteArray(254, 'a') + "/";
}

void UrlTest::A18_C41_otherSpellingsAreRefused()
{
    QFETCH(QByteArray, url);
    const Result<SplitUrl> split = splitUrl(url.toStdString());
    QVERIFY(!split.ok());
    QCOMPARE(split.error().code, ErrorCode::InvalidRequest);
}

void UrlTest::originsAreWritten_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("the scheme's own port is left out") << QByteArray("https://a.example:443/x") << QByteArray("https://a.example") << QByteArray("a.example");
    QTest::newRow("another port stays") << QByteArray("https://a.example:80/x") << QByteArray("https://a.example:80") << QByteArray("a.example:80");
    QTest::newRow("plain http") << QByteArray("http://a.example/x") << QByteArray("http://a.example") << QByteArray("a.example");
    QTest::newRow("IPv6 gets its brackets back") << QByteArray("http://[::1]:8080/") << QByteArray("http://[::1]:8080") << QByteArray("[::1]:8080");
}

void UrlTest::originsAreWritten()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, host);
    const Result<SplitUrl> split = splitUrl(url.toStdString());
    QVERIFY(split.ok());
    QCOMPARE(toString(split->origin), origin.toStdString());
    QCOMPARE(hostHeader(split->origin), host.toStdString());
}

QTEST_GUILESS_MAIN(UrlTest)
#include "url_test.moc"
