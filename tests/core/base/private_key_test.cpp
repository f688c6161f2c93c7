#include "core/base/private_key.h"

#include "core/base/encoding.h"
#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

namespace {

constexpr const char *kPayload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

} // namespace

class PrivateKeyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anRsaSignatureIsTheStandards();
    void anEcSignatureIsTwoNumbers();
    void aPemIsReadHoweverItWasCopied_data();
    void aPemIsReadHoweverItWasCopied();
    void whatIsNoKeyIsRefused_data();
    void whatIsNoKeyIsRefused();
    void aKeyOfTheWrongKindSignsNothing();
    void aNewKeyComesBackFromItsText();
};

void PrivateKeyTest::anRsaSignatureIsTheStandards()
{
    // RFC 7515 appendix A.2
    const PrivateKey key = PrivateKey::from(kRsaJwk).value();
    const std::string input = std::string("eyJhbGciOiJSUzI1NiJ9.") + kPayload;
    QCOMPARE(base64Url(key.sign("RS256", input).value()),
             std::string("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
                         "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
                         "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"));
    QCOMPARE(key.keyId(), std::string("rsa-1"));
    QVERIFY(key.isRsa());
}

void PrivateKeyTest::anEcSignatureIsTwoNumbers()
{
    const PrivateKey key = PrivateKey::from(kEcJwk).value();
    for (int i = 0; i < 50; ++i) { // a number that happens to be short keeps its length
        const std::string text = "text " + std::to_string(i);
        const std::string signature = key.sign("ES256", text).value();
        QCOMPARE(signature.size(), std::size_t(64));
        QVERIFY(verifies(key.publicDer(), text, signature));
        QVERIFY(!verifies(key.publicDer(), text + '!', signature));
    }
    // RFC 7515 appendix A.3: the standard's own signature verifies, so the judge is none of ours
    QVERIFY(verifies(key.publicDer(), std::string("eyJhbGciOiJFUzI1NiJ9.") + kPayload,
                     decodeBase64("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q").value()));
    const json::object jwk = key.publicJwk();
    QCOMPARE(stringOf(jwk, "x"), std::string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"));
    QCOMPARE(stringOf(jwk, "y"), std::string("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    QVERIFY2(!jwk.contains("d"), "the public key only");
}

void PrivateKeyTest::aPemIsReadHoweverItWasCopied_data()
{
    const std::string line(PrivateKey::from(kEcJwk).value().toPem().reveal());
    const std::size_t begin = std::string("-----BEGIN PRIVATE KEY-----").size();
    const std::size_t end = line.find("-----END");
    const QByteArray head = QByteArray::fromStdString(line.substr(0, begin));
    const QByteArray body = QByteArray::fromStdString(line.substr(begin, end - begin));
    const QByteArray tail = QByteArray::fromStdString(line.substr(end));
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("with its lines") << head + '\n' + body.left(64) + '\n' + body.mid(64) + '\n' + tail + '\n';
    QTest::newRow("with lines of another system") << head + "\r\n" + body.left(64) + "\r\n" + body.mid(64) + "\r\n" + tail;
    QTest::newRow("on one line") << head + body + tail;
    QTest::newRow("with blanks for lines") << head + ' ' + body.left(64) + ' ' + body.mid(64) + ' ' + tail;
    QTest::newRow("out of JSON") << head + "\\n" + body.left(64) + "\\n" + body.mid(64) + "\\n" + tail + "\\n";
    QTest::newRow("after the curve's name") << "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + head + '\n' + body + '\n' + tail;
}

void PrivateKeyTest::aPemIsReadHoweverItWasCopied()
{
    QFETCH(QByteArray, text);
    const Result<PrivateKey> key = PrivateKey::from(text.toStdString());
    QVERIFY(key.ok());
    QCOMPARE(key->publicDer(), PrivateKey::from(kEcJwk).value().publicDer());
}

void PrivateKeyTest::whatIsNoKeyIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a password") << QByteArray("hunter2");
    QTest::newRow("a public key") << QByteArray("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----");
    QTest::newRow("a key with a passphrase") << QByteArray("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----");
    QTest::newRow("no Base64 inside") << QByteArray("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----");
    QTest::newRow("no key inside") << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    QTest::newRow("no end") << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA");
    QTest::newRow("JSON that is no key") << QByteArray(R"({"kty":"oct","k":"AAAA"})");
    QTest::newRow("a point beside the curve") << QByteArray(R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","d":"AAAA"})");
    QTest::newRow("an RSA key without its secret") << QByteArray(R"({"kty":"RSA","n":"ofgW","e":"AQAB"})");
}

void PrivateKeyTest::whatIsNoKeyIsRefused()
{
    QFETCH(QByteArray, text);
    const Result<PrivateKey> key = PrivateKey::from(text.toStdString());
    QVERIFY(!key.ok());
    QCOMPARE(key.error().code, ErrorCode::InvalidRequest);
}

void PrivateKeyTest::aKeyOfTheWrongKindSignsNothing()
{
    QVERIFY(!PrivateKey::from(kEcJwk).value().sign("RS256", "x").ok());
    QVERIFY(!PrivateKey::from(kEcJwk).value().sign("RSA-SHA1", "x").ok());
    QVERIFY(!PrivateKey::from(kRsaJwk).value().sign("ES256", "x").ok());
}

void PrivateKeyTest::aNewKeyComesBackFromItsText()
{
    const PrivateKey made = PrivateKey::makeP256();
    const Secret text = made.toPem();
    QVERIFY2(text.reveal().find('\n') == std::string_view::npos, "it fits into one line of the vault's record");
    QCOMPARE(PrivateKey::from(text.reveal()).value().publicDer(), made.publicDer());
    QVERIFY(PrivateKey::makeP256().publicDer() != made.publicDer());
}

QTEST_GUILESS_MAIN(PrivateKeyTest)
#include "private_key_test.moc"
