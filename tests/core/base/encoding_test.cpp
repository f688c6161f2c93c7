#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

class EncodingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void base64Vectors_data();
    void base64Vectors();
    void brokenBase64IsRefused();
    void digests();
    void percentEncodingKeepsWhatIsUnreserved();
    void percentDecodingIsStrict_data();
    void percentDecodingIsStrict();
    void formsUsePlusForBlank();
    void utf8IsJudgedStrictly_data();
    void utf8IsJudgedStrictly();
    void C42_headerValuesHoldNoControlCharacters_data();
    void C42_headerValuesHoldNoControlCharacters();
    void globs_data();
    void globs();
    void base62CountsInItsAlphabet();
};

void EncodingTest::base64Vectors_data()
{
    // RFC 4648 section 10
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("coded");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("f") << QByteArray("f") << QByteArray("Zg==");
    QTest::newRow("fo") << QByteArray("fo") << QByteArray("Zm8=");
    QTest::newRow("foo") << QByteArray("foo") << QByteArray("Zm9v");
    QTest::newRow("foob") << QByteArray("foob") << QByteArray("Zm9vYg==");
    QTest::newRow("foobar") << QByteArray("foobar") << QByteArray("Zm9vYmFy");
    QTest::newRow("all bits") << QByteArray("\xff\xfe\xfb") << QByteArray("//77");
}

void EncodingTest::base64Vectors()
{
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, coded);
    QCOMPARE(base64(plain.toStdString()), coded.toStdString());
    QCOMPARE(*decodeBase64(coded.toStdString()), plain.toStdString());
    const std::string url = base64Url(plain.toStdString());
    QVERIFY(url.find_first_of("+/=") == std::string::npos);
    QCOMPARE(*decodeBase64(url), plain.toStdString());
}

void EncodingTest::brokenBase64IsRefused()
{
    for (const char *text : {"A", "Zm9v!", "Zm 9v"})
        QVERIFY2(!decodeBase64(text).ok(), text);
}

void EncodingTest::digests()
{
    QCOMPARE(hex(sha256("abc")), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")); // FIPS 180-4
    QCOMPARE(crc32("123456789"), 0xcbf43926U);
}

void EncodingTest::percentEncodingKeepsWhatIsUnreserved()
{
    QCOMPARE(percentEncode("aZ09-._~"), std::string("aZ09-._~"));
    QCOMPARE(percentEncode("a b/ü+"), std::string("a%20b%2F%C3%BC%2B"));
}

void EncodingTest::percentDecodingIsStrict_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("a good escape") << QByteArray("a%2fb") << true;
    QTest::newRow("cut short") << QByteArray("a%2") << false;
    QTest::newRow("not hexadecimal") << QByteArray("%zz") << false;
    QTest::newRow("a lone percent sign") << QByteArray("%") << false;
}

void EncodingTest::percentDecodingIsStrict()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, fits);
    QCOMPARE(percentDecode(text.toStdString()).ok(), fits);
}

void EncodingTest::formsUsePlusForBlank()
{
    QCOMPARE(formEncode("a b+c"), std::string("a+b%2Bc"));
    QCOMPARE(*formDecode("a+b%2Bc"), std::string("a b+c"));
    QCOMPARE(*percentDecode("a+b"), std::string("a+b"));
}

void EncodingTest::utf8IsJudgedStrictly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("ASCII") << QByteArray("abc") << true;
    QTest::newRow("two, three and four bytes") << QByteArray("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80") << true;
    QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("overlong, three bytes") << QByteArray("\xe0\x80\xaf") << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("beyond the last point") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("cut short") << QByteArray("\xe2\x82") << false;
    QTest::newRow("a lone continuation") << QByteArray("\x80") << false;
}

void EncodingTest::utf8IsJudgedStrictly()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, fits);
    QCOMPARE(isUtf8(text.toStdString()), fits);
}

void EncodingTest::C42_headerValuesHoldNoControlCharacters_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("plain") << QByteArray("Bearer abc") << true;
    QTest::newRow("a tab") << QByteArray("a\tb") << true;
    QTest::newRow("CR") << QByteArray("a\rb") << false;
    QTest::newRow("LF") << QByteArray("a\nb") << false;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
    QTest::newRow("DEL") << QByteArray("a\x7f") << false;
}

void EncodingTest::C42_headerValuesHoldNoControlCharacters()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, fits);
    QCOMPARE(isHeaderValue(text.toStdString()), fits);
}

void EncodingTest::globs_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("the same") << QByteArray("github_list_issues") << QByteArray("github_list_issues") << true;
    QTest::newRow("a star at the end") << QByteArray("github_*") << QByteArray("github_list_issues") << true;
    QTest::newRow("stars inside") << QByteArray("*_list_*") << QByteArray("github_list_issues") << true;
    QTest::newRow("another start") << QByteArray("gitlab_*") << QByteArray("github_list_issues") << false;
    QTest::newRow("a star alone") << QByteArray("*") << QByteArray("") << true;
    QTest::newRow("case counts") << QByteArray("GitHub_*") << QByteArray("github_x") << false;
    QTest::newRow("going back after a false start") << QByteArray("*ab") << QByteArray("aab") << true;
}

void EncodingTest::globs()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QFETCH(bool, fits);
    QCOMPARE(globMatch(pattern.toStdString(), text.toStdString()), fits);
}

void EncodingTest::base62CountsInItsAlphabet()
{
    QCOMPARE(base62(0, 3), std::string("000"));
    QCOMPARE(base62(61, 1), std::string("z"));
    QCOMPARE(base62(62, 1), std::string("10"));
}

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"
