#include "core/connectors/loader.h"
#include "core/oauth/credentials.h"

#include "tests/support/sample_connectors.h"

#include <QTest>

using namespace hub;

namespace {

Connector umbrella()
{
    return loadConnector(kUmbrella, "sample", false).value();
}

Credential credentialOf(std::string user, std::string password)
{
    Credential credential;
    credential.authKey = "basic";
    credential.values.emplace("username", Secret(std::move(user)));
    credential.values.emplace("password", Secret(std::move(password)));
    return credential;
}

} // namespace

class PlacementTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCredentialGoesWhereTheConnectorSays();
    void C42_aValueCanNotLeaveItsPlace_data();
    void C42_aValueCanNotLeaveItsPlace();
    void theRecordSaysWhichWayItWasMadeWith();
    void valuesComeFromTheCredentialFirst();
    void whatIsPlacedInAQueryStandsAlone_data();
    void whatIsPlacedInAQueryStandsAlone();
};

void PlacementTest::theCredentialGoesWhereTheConnectorSays()
{
    const Connector connector = umbrella();
    const Result<SignedParts> parts = place(connector, Account(), credentialOf("ann & co", "p:w"));
    QVERIFY(parts.ok());
    QCOMPARE(parts->headers.size(), std::size_t(1));
    QCOMPARE(std::string(parts->headers.value("authorization")), std::string("Basic YW5uICYgY286cDp3"));
    QCOMPARE(parts->query.size(), std::size_t(1));
    QCOMPARE(parts->query.front().first, std::string("site%20key"));
    QCOMPARE(parts->query.front().second, std::string("ann%20%26%20co"));
}

void PlacementTest::C42_aValueCanNotLeaveItsPlace_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("fits");
    QTest::newRow("a plain token") << QByteArray("at-1") << true;
    QTest::newRow("CR and LF") << QByteArray("at\r\nX-Evil: 1") << false;
    QTest::newRow("LF") << QByteArray("at\nb") << false;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
    QTest::newRow("a control character") << QByteArray("a\x01") << false;
}

void PlacementTest::C42_aValueCanNotLeaveItsPlace()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, fits);
    const Connector connector = loadConnector(kAcme, "sample", false).value();
    Credential credential;
    credential.authKey = "oauth2";
    credential.values.emplace("access_token", Secret(token.toStdString()));
    const Result<SignedParts> parts = place(connector, Account(), credential);
    QCOMPARE(parts.ok(), fits);
    if (fits)
        QCOMPARE(std::string(parts->headers.value("Authorization")), "Bearer " + token.toStdString());
    else
        QVERIFY2(parts.error().message.find("Evil") == std::string::npos, "an error holds no secret");
}

void PlacementTest::theRecordSaysWhichWayItWasMadeWith()
{
    const Connector connector = umbrella();
    Credential credential = credentialOf("a", "b");
    Account account;
    account.authKey = "gone";
    QVERIFY2(place(connector, account, credential).ok(), "the credential's own way counts");
    credential.authKey = "gone";
    account.authKey = "basic";
    const Result<SignedParts> parts = place(connector, account, credential);
    QVERIFY(!parts.ok());
    QCOMPARE(parts.error().code, ErrorCode::AccountInactive);
    credential.authKey.clear();
    QVERIFY2(place(connector, account, credential).ok(), "a record without one uses the account's");
}

void PlacementTest::valuesComeFromTheCredentialFirst()
{
    Account account;
    account.setup = {{"username", "from the account"}, {"subdomain", "contoso"}};
    const Credential credential = credentialOf("from the credential", "");
    const Lookup values = valuesOf(account, &credential);
    QCOMPARE(values("username").value_or(""), std::string("from the credential"));
    QCOMPARE(values("subdomain").value_or(""), std::string("contoso"));
    QVERIFY(!values("password"));
    QCOMPARE(valuesOf(account, nullptr)("username").value_or(""), std::string("from the account"));
}

void PlacementTest::whatIsPlacedInAQueryStandsAlone_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("placed");
    QTest::newRow("no query") << QByteArray("/a") << QByteArray("/a?site%20key=s");
    QTest::newRow("other parameters") << QByteArray("/a?b=1&c") << QByteArray("/a?b=1&c&site%20key=s");
    QTest::newRow("the caller's own of that name") << QByteArray("/a?site%20key=x&b=1") << QByteArray("/a?b=1&site%20key=s");
    QTest::newRow("in other letters for the same name") << QByteArray("/a?s%69te+key=x") << QByteArray("/a?site%20key=s");
    QTest::newRow("twice") << QByteArray("/a?site%20key=x&b=1&site%20key=y") << QByteArray("/a?b=1&site%20key=s");
}

void PlacementTest::whatIsPlacedInAQueryStandsAlone()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, placed);
    QCOMPARE(withQuery(target.toStdString(), {{"site%20key", "s"}}), placed.toStdString());
    QCOMPARE(withQuery(target.toStdString(), {}), target.toStdString());
}

QTEST_GUILESS_MAIN(PlacementTest)
#include "placement_test.moc"
