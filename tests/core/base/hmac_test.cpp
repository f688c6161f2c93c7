#include "core/base/hmac.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

class HmacTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDigestsAreTheStandards_data();
    void theDigestsAreTheStandards();
    void aJwsIsTheStandards();
};

void HmacTest::theDigestsAreTheStandards_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("digest");
    // RFC 2202 and 4231: key "Jefe", the second test of each
    QTest::newRow("sha1") << QByteArray("sha1") << QByteArray("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    QTest::newRow("sha256") << QByteArray("sha256") << QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    QTest::newRow("sha384") << QByteArray("sha384") << QByteArray("af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    QTest::newRow("sha512") << QByteArray("sha512")
                            << QByteArray("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

void HmacTest::theDigestsAreTheStandards()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, digest);
    const std::optional<Hash> hash = hashFrom(name.toStdString());
    QVERIFY(hash);
    QCOMPARE(hex(hmac(*hash, "Jefe", "what do ya want for nothing?")), digest.toStdString());
}

void HmacTest::aJwsIsTheStandards()
{
    // RFC 7515 appendix A.1
    const std::string key = decodeBase64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow").value();
    const std::string input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    QCOMPARE(base64Url(hmac(Hash::Sha256, key, input)), std::string("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}

QTEST_GUILESS_MAIN(HmacTest)
#include "hmac_test.moc"
