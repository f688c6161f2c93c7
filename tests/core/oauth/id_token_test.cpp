#include "core/oauth/id_token.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <QTest>

using namespace hub;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;
constexpr const char *kAccessToken = "the-access-token";

json::object goodClaims()
{
    return {{"iss", "https://acme.example"},
            {"sub", "7"},
            {"aud", "acme-client"},
            {"exp", kNow + 3600},
            {"iat", kNow},
            {"nonce", "n-1"},
            {"email", "7@acme.example"},
            {"at_hash", base64Url(sha256(kAccessToken).substr(0, 16))}};
}

std::string tokenOf(const json::object &claims, const std::string &algorithm = "RS256")
{
    return base64Url(json::serialize(json::object{{"alg", algorithm}})) + '.' + base64Url(json::serialize(claims)) + ".c2ln";
}

IdTokenTerms terms()
{
    return {"https://acme.example", "acme-client", "n-1", kAccessToken, false, fromMillis(kNow * 1000)};
}

} // namespace

//! Which ID tokens end a sign-in.
class IdTokenTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C33_whatATokenHasToSay_data();
    void C33_whatATokenHasToSay();
    void C33_howItHasToBeSigned_data();
    void C33_howItHasToBeSigned();
    void C33_whatIsNoToken_data();
    void C33_whatIsNoToken();
};

void IdTokenTest::C33_whatATokenHasToSay_data()
{
    QTest::addColumn<QByteArray>("change"); // members that are put over the good ones; null = taken out
    QTest::addColumn<bool>("accepted");
    QTest::newRow("all of it") << QByteArray("{}") << true;
    QTest::newRow("another issuer") << QByteArray(R"({"iss":"https://other.example"})") << false;
    QTest::newRow("the issuer with a slash more") << QByteArray(R"({"iss":"https://acme.example/"})") << false;
    QTest::newRow("no issuer") << QByteArray(R"({"iss":null})") << false;
    QTest::newRow("no subject") << QByteArray(R"({"sub":null})") << false;
    QTest::newRow("another audience") << QByteArray(R"({"aud":"someone-else"})") << false;
    QTest::newRow("no audience") << QByteArray(R"({"aud":null})") << false;
    QTest::newRow("a list of one audience") << QByteArray(R"({"aud":["acme-client"]})") << true;
    QTest::newRow("several audiences without azp") << QByteArray(R"({"aud":["acme-client","other"]})") << false;
    QTest::newRow("several audiences with azp") << QByteArray(R"({"aud":["acme-client","other"],"azp":"acme-client"})") << true;
    QTest::newRow("another azp") << QByteArray(R"({"azp":"someone-else"})") << false;
    QTest::newRow("no exp") << QByteArray(R"({"exp":null})") << false;
    QTest::newRow("ended an hour ago") << QByteArray(R"({"exp":1699996400})") << false;
    QTest::newRow("ended within what clocks may differ") << QByteArray(R"({"exp":1699999970})") << true;
    QTest::newRow("no iat") << QByteArray(R"({"iat":null})") << false;
    QTest::newRow("from tomorrow") << QByteArray(R"({"iat":1700086400,"exp":1700090000})") << false;
    QTest::newRow("another nonce") << QByteArray(R"({"nonce":"wrong"})") << false;
    QTest::newRow("no nonce") << QByteArray(R"({"nonce":null})") << false;
    QTest::newRow("another access token's hash") << QByteArray(R"({"at_hash":"AAAAAAAAAAAAAAAAAAAAAA"})") << false;
    QTest::newRow("no hash: it is optional in the code flow") << QByteArray(R"({"at_hash":null})") << true;
}

void IdTokenTest::C33_whatATokenHasToSay()
{
    QFETCH(QByteArray, change);
    QFETCH(bool, accepted);
    json::object claims = goodClaims();
    const json::object changes = parseObject(change.toStdString()).value();
    for (const auto &member : changes) {
        if (member.value().is_null())
            claims.erase(member.key());
        else
            claims[member.key()] = member.value();
    }
    const Result<IdTokenIdentity> read = readIdToken(tokenOf(claims), terms());
    QCOMPARE(read.ok(), accepted);
    if (!accepted)
        return;
    QCOMPARE(read->issuer, std::string("https://acme.example"));
    QCOMPARE(read->subject, std::string("7"));
    QCOMPARE(read->label, std::string("7@acme.example"));
}

void IdTokenTest::C33_howItHasToBeSigned_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<bool>("hasSecret");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("not at all") << QByteArray("none") << false << false;
    QTest::newRow("not at all, in another case") << QByteArray("NONE") << true << false;
    QTest::newRow("nothing said") << QByteArray() << false << false;
    QTest::newRow("RS256") << QByteArray("RS256") << false << true;
    QTest::newRow("HS256 with a secret that the app does not have") << QByteArray("HS256") << false << false;
    QTest::newRow("HS256 with the app's secret") << QByteArray("HS256") << true << true;
}

void IdTokenTest::C33_howItHasToBeSigned()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(bool, hasSecret);
    QFETCH(bool, accepted);
    IdTokenTerms wanted = terms();
    wanted.hasSecret = hasSecret;
    QCOMPARE(readIdToken(tokenOf(goodClaims(), algorithm.toStdString()), wanted).ok(), accepted);
}

void IdTokenTest::C33_whatIsNoToken_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one part") << QByteArray("abc");
    QTest::newRow("five parts: encrypted") << QByteArray("a.b.c.d.e");
    QTest::newRow("no JSON") << QByteArray("YWJj.YWJj.YWJj");
    QTest::newRow("no base64") << QByteArray("{}.{}.");
}

void IdTokenTest::C33_whatIsNoToken()
{
    QFETCH(QByteArray, token);
    QVERIFY(!readIdToken(token.toStdString(), terms()).ok());
}

QTEST_GUILESS_MAIN(IdTokenTest)
#include "id_token_test.moc"
