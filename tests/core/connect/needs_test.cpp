#include "core/connect/needs.h"

#include "tests/support/hub_parts.h"

#include <QTest>

using namespace hub;

//! What the list of providers says of each.
class NeedsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWayThatNeedsLeast_data();
    void theWayThatNeedsLeast();
};

void NeedsTest::theWayThatNeedsLeast_data()
{
    QTest::addColumn<QByteArrayList>("types"); // oauth2 with its grant
    QTest::addColumn<bool>("hasApp");
    QTest::addColumn<QByteArray>("needs");
    QTest::newRow("nothing to sign in to") << QByteArrayList{"none"} << false << QByteArray("none");
    QTest::newRow("a key") << QByteArrayList{"api_key"} << false << QByteArray("key");
    QTest::newRow("a page, without an app") << QByteArrayList{"authorization_code"} << false << QByteArray("app");
    QTest::newRow("a page, with an app") << QByteArrayList{"authorization_code"} << true << QByteArray("none");
    QTest::newRow("a device code, without an app") << QByteArrayList{"device_code"} << false << QByteArray("app");
    QTest::newRow("the app's own rights are a key") << QByteArrayList{"client_credentials"} << false << QByteArray("key");
    QTest::newRow("a page first, or a key") << QByteArrayList{"authorization_code", "api_key"} << false << QByteArray("key");
    QTest::newRow("a key first, or a page that is set up") << QByteArrayList{"api_key", "authorization_code"} << true << QByteArray("none");
}

void NeedsTest::theWayThatNeedsLeast()
{
    QFETCH(QByteArrayList, types);
    QFETCH(bool, hasApp);
    QFETCH(QByteArray, needs);
    HubParts hub;
    Connector connector;
    connector.key = hasApp ? "acme" : "other";
    for (const QByteArray &type : types) {
        AuthMethod method;
        const bool isGrant = type == "authorization_code" || type == "device_code" || type == "client_credentials";
        method.type = isGrant ? "oauth2" : type.toStdString();
        method.oauth.grant = isGrant ? type.toStdString() : std::string();
        connector.auth.push_back(std::move(method));
    }
    QCOMPARE(std::string(needsOf(connector, *hub.profiles)), needs.toStdString());
}

QTEST_GUILESS_MAIN(NeedsTest)
#include "needs_test.moc"
