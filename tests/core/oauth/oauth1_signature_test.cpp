#include "core/oauth/oauth1_signature.h"

#include "core/base/encoding.h"
#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

class Oauth1SignatureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBaseStringIsTheStandards();
    void theSignaturesAreTheStandards_data();
    void theSignaturesAreTheStandards();
    void theHeaderHoldsEverything();
    void plaintextIsBothSecrets();
    void anRsaKeySigns();
    void portsAndCaseAreNormal_data();
    void portsAndCaseAreNormal();
    void anEscapeThatIsNoneIsRefused();
};

void Oauth1SignatureTest::theBaseStringIsTheStandards()
{
    // RFC 5849 section 3.4.1.1
    Oauth1Request request;
    request.method = "POST";
    request.url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
    request.form = "c2&a3=2+q";
    const std::map<std::string, std::string> oauth{{"oauth_consumer_key", "9djdj82h48djs9d2"},
                                                   {"oauth_token", "kkk9d7dh3k39sjv7"},
                                                   {"oauth_signature_method", "HMAC-SHA1"},
                                                   {"oauth_timestamp", "137131201"},
                                                   {"oauth_nonce", "7d8f3e4a"}};
    QCOMPARE(oauth1BaseString(request, oauth).value(),
             std::string("POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D"
                         "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
                         "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"));
    const Oauth1Keys keys{"9djdj82h48djs9d2", Secret("j49sk3j29djd"), "kkk9d7dh3k39sjv7", Secret("dh893hdasih9")};
    // what the standard prints for it is a known erratum
    QCOMPARE(oauth1Signature(request, keys, oauth).value(), std::string("r6/TJjbCOr97/+UU0NsvSne7s5g="));
}

void Oauth1SignatureTest::theSignaturesAreTheStandards_data()
{
    // RFC 5849 section 1.2
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("timestamp");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("callback");
    QTest::addColumn<bool>("withToken");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("temporary credentials") << QByteArray("POST") << QByteArray("https://photos.example.net/initiate") << QByteArray("137131200") << QByteArray("wIjqoS")
                                           << QByteArray("http://printer.example.com/ready") << false << QByteArray("74KNZJeDHnMBp0EMJ9ZHt/XKycU=");
    QTest::newRow("a call") << QByteArray("GET") << QByteArray("http://photos.example.net/photos?file=vacation.jpg&size=original") << QByteArray("137131202") << QByteArray("chapoH")
                            << QByteArray() << true << QByteArray("MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

void Oauth1SignatureTest::theSignaturesAreTheStandards()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, timestamp);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, callback);
    QFETCH(bool, withToken);
    QFETCH(QByteArray, signature);
    Oauth1Request request;
    request.method = method.toStdString();
    request.url = url.toStdString();
    std::map<std::string, std::string> oauth{
        {"oauth_consumer_key", "dpf43f3p2l4k3l03"}, {"oauth_signature_method", "HMAC-SHA1"}, {"oauth_timestamp", timestamp.toStdString()}, {"oauth_nonce", nonce.toStdString()}};
    if (!callback.isEmpty())
        oauth["oauth_callback"] = callback.toStdString();
    if (withToken)
        oauth["oauth_token"] = "nnch734d00sl2jdk";
    const Oauth1Keys keys{"dpf43f3p2l4k3l03", Secret("kd94hf93k423kf44"), {}, Secret(withToken ? "pfkkdhi9sl3r4s00" : "")};
    QCOMPARE(oauth1Signature(request, keys, oauth).value(), signature.toStdString());
}

void Oauth1SignatureTest::theHeaderHoldsEverything()
{
    Oauth1Request request;
    request.realm = "Photos";
    request.method = "POST";
    request.url = "https://photos.example.net/token";
    request.more = {{"oauth_verifier", "hfdp7dh39dks9884"}};
    const Oauth1Keys keys{"dpf43f3p2l4k3l03", Secret("kd94hf93k423kf44"), "hh5s93j4hdidpola", Secret("hdhd0244k9j7ao03")};
    const std::string header = oauth1Header(request, keys, {fromMillis(137'131'201'000), "walatlh"}).value();
    QVERIFY(header.starts_with("OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\""));
    for (const char *part : {"oauth_token=\"hh5s93j4hdidpola\"", "oauth_verifier=\"hfdp7dh39dks9884\"", "oauth_timestamp=\"137131201\"", "oauth_nonce=\"walatlh\"", "oauth_version=\"1.0\"",
                             "oauth_signature_method=\"HMAC-SHA1\"", "oauth_signature=\""})
        QVERIFY2(header.find(part) != std::string::npos, part);
    QVERIFY2(header.find("kd94") == std::string::npos && header.find("hdhd") == std::string::npos, "no secret");
}

void Oauth1SignatureTest::plaintextIsBothSecrets()
{
    Oauth1Request request;
    request.signature = "PLAINTEXT";
    request.method = "GET";
    request.url = "https://example.com/";
    const Oauth1Keys keys{"c", Secret("a&b"), "t", Secret("c d")};
    QCOMPARE(oauth1Signature(request, keys, {}).value(), std::string("a%26b&c%20d"));
}

void Oauth1SignatureTest::anRsaKeySigns()
{
    Oauth1Request request;
    request.signature = "RSA-SHA1";
    request.method = "GET";
    request.url = "https://example.com/";
    const Oauth1Keys keys{"c", Secret(kRsaJwk), "t", Secret("not used")};
    const std::string once = oauth1Signature(request, keys, {{"a", "1"}}).value();
    QCOMPARE(decodeBase64(once)->size(), std::size_t(256));
    QCOMPARE(oauth1Signature(request, keys, {{"a", "1"}}).value(), once);
    QVERIFY(oauth1Signature(request, keys, {{"a", "2"}}).value() != once);
    const Oauth1Keys wrong{"c", Secret("no key"), "t", Secret()};
    QVERIFY(!oauth1Signature(request, wrong, {}).ok());
}

void Oauth1SignatureTest::portsAndCaseAreNormal_data()
{
    // RFC 5849 section 3.4.1.2
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("signedUrl");
    QTest::newRow("the usual port") << QByteArray("http://EXAMPLE.COM:80/r%20v/X?id=123") << QByteArray("http://example.com/r%20v/X");
    QTest::newRow("another port") << QByteArray("https://www.example.net:8080/?q=1") << QByteArray("https://www.example.net:8080/");
}

void Oauth1SignatureTest::portsAndCaseAreNormal()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, signedUrl);
    Oauth1Request request;
    request.method = "GET";
    request.url = url.toStdString();
    const std::string base = oauth1BaseString(request, {}).value();
    QVERIFY2(base.starts_with("GET&" + percentEncode(signedUrl.toStdString()) + '&'), base.c_str());
}

void Oauth1SignatureTest::anEscapeThatIsNoneIsRefused()
{
    Oauth1Request request;
    request.method = "GET";
    request.url = "https://example.com/?a=%zz";
    QVERIFY(!oauth1BaseString(request, {}).ok());
}

QTEST_GUILESS_MAIN(Oauth1SignatureTest)
#include "oauth1_signature_test.moc"
