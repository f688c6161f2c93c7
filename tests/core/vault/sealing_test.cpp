#include "core/vault/sealing.h"

#include "core/base/encoding.h"

#include <QTest>

#include <set>

using namespace hub;

namespace {

//! Gives the bytes that a vector wants as its nonce.
class GivenRandom final : public Random {
public:
    explicit GivenRandom(std::string bytes) : m_bytes(std::move(bytes)) {}
    std::string bytes(std::size_t count) override { return m_bytes.substr(0, count); }

private:
    std::string m_bytes;
};

std::string fromHex(const QByteArray &text)
{
    return QByteArray::fromHex(text).toStdString();
}

const std::string kKey(32, 'k');

} // namespace

class SealingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gcmVectors_data();
    void gcmVectors();
    void hkdfVectors_data();
    void hkdfVectors();
    void scryptVector();
    void noNonceComesTwice();
    void A39_whatWasChangedDoesNotOpen_data();
    void A39_whatWasChangedDoesNotOpen();
    void A39_noBitMayFlip();
    void keysOfAnotherSizeAreRefused();
};

void SealingTest::gcmVectors_data()
{
    // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("associated");
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("tag");
    const QByteArray zeroKey(64, '0');
    const QByteArray zeroNonce(24, '0');
    QTest::newRow("test case 13") << zeroKey << zeroNonce << QByteArray() << QByteArray() << QByteArray() << QByteArray("530f8afbc74536b9a963b4f1c4cb738b");
    QTest::newRow("test case 14") << zeroKey << zeroNonce << QByteArray() << QByteArray(32, '0') << QByteArray("cea7403d4d606b6e074ec5d3baf39d18")
                                  << QByteArray("d0d1c8a799996bf0265b98b5d48ab919");
    QTest::newRow("test case 16") << QByteArray("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308") << QByteArray("cafebabefacedbaddecaf888")
                                  << QByteArray("feedfacedeadbeeffeedfacedeadbeefabaddad2")
                                  << QByteArray("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
                                  << QByteArray("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662")
                                  << QByteArray("76fc6ece0f4e1768cddf8853bb2d551b");
}

void SealingTest::gcmVectors()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, associated);
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, tag);
    const Secret secret(fromHex(key));
    GivenRandom random(fromHex(nonce));
    const std::string sealed = seal(secret, fromHex(plain), fromHex(associated), random);
    QCOMPARE(hex(*decodeBase64(sealed)), QByteArray(nonce + tag + text).toStdString());
    const Result<Secret> opened = unseal(secret, sealed, fromHex(associated));
    QVERIFY(opened.ok());
    QCOMPARE(hex(opened->reveal()), plain.toStdString());
}

void SealingTest::hkdfVectors_data()
{
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("RFC 5869, test case 3") << QByteArray() << QByteArray("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    QTest::newRow("with an info, made with another library's HMAC") << QByteArray("f0f1f2f3f4f5f6f7f8f9") << QByteArray("abbafb13f5c1bc489d4203135817956dd521b39e3bd61d1cc85cef884d1f8e2e");
}

void SealingTest::hkdfVectors()
{
    QFETCH(QByteArray, info);
    QFETCH(QByteArray, key);
    const Secret from(std::string(22, '\x0b'));
    QCOMPARE(hex(deriveKey(from, fromHex(info)).reveal()), key.toStdString());
}

void SealingTest::scryptVector()
{
    // made with another program's scrypt: N = 2^15, r = 8, p = 1
    const Result<Secret> key = keyFromPassphrase(Secret("pleaseletmein"), "SodiumChloride");
    QVERIFY(key.ok());
    QCOMPARE(hex(key->reveal()), std::string("f72cbc204bdcfc3ff5b115d8508aec1566ff0ef3f658388601a3933078ef7ac8"));
}

void SealingTest::noNonceComesTwice()
{
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i)
        seen.insert(seal(Secret(kKey), "the same", "the same", random));
    QCOMPARE(seen.size(), std::size_t(1'000));
}

void SealingTest::A39_whatWasChangedDoesNotOpen_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("associated");
    QTest::addColumn<int>("size"); // of what is kept of the sealed bytes
    QTest::addColumn<bool>("opens");
    const QByteArray key = QByteArray::fromStdString(kKey);
    QTest::newRow("as it was") << key << QByteArray("owner/item") << 1000 << true;
    QTest::newRow("another key") << QByteArray(32, 'l') << QByteArray("owner/item") << 1000 << false;
    QTest::newRow("another place") << key << QByteArray("owner/iten") << 1000 << false;
    QTest::newRow("no place") << key << QByteArray() << 1000 << false;
    QTest::newRow("its last byte is gone") << key << QByteArray("owner/item") << 12 + 16 + 5 << false;
    QTest::newRow("nothing but nonce and tag") << key << QByteArray("owner/item") << 12 + 16 << false;
    QTest::newRow("shorter than a tag") << key << QByteArray("owner/item") << 12 + 15 << false;
    QTest::newRow("empty") << key << QByteArray("owner/item") << 0 << false;
    QTest::newRow("a key too short") << key.left(16) << QByteArray("owner/item") << 1000 << false;
}

void SealingTest::A39_whatWasChangedDoesNotOpen()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, associated);
    QFETCH(int, size);
    QFETCH(bool, opens);
    SystemRandom random;
    const std::string sealed = seal(Secret(kKey), "secret", "owner/item", random);
    const std::string kept = base64(decodeBase64(sealed)->substr(0, std::size_t(size)));
    const Result<Secret> opened = unseal(Secret(key.toStdString()), kept, associated.toStdString());
    QCOMPARE(opened.ok(), opens);
    if (!opens)
        QCOMPARE(opened.error().code, ErrorCode::Internal);
    QVERIFY(!unseal(Secret(kKey), "not Base64!", "owner/item").ok());
}

void SealingTest::A39_noBitMayFlip()
{
    SystemRandom random;
    const std::string bytes = *decodeBase64(seal(Secret(kKey), "secret", "owner/item", random));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        QVERIFY2(!unseal(Secret(kKey), base64(flipped), "owner/item").ok(), std::to_string(bit).c_str());
    }
}

void SealingTest::keysOfAnotherSizeAreRefused()
{
    SystemRandom random;
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, seal(Secret("short"), "text", "", random));
}

QTEST_GUILESS_MAIN(SealingTest)
#include "sealing_test.moc"
