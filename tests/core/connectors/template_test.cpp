#include "core/connectors/template.h"

#include "tests/support/test_keys.h"

#include <QTest>

using namespace hub;

namespace {

std::optional<std::string> valueOf(std::string_view name, const std::string &x)
{
    if (name == "x")
        return x;
    if (name == "user")
        return "ana";
    if (name == "pass")
        return "s:1";
    return std::nullopt;
}

} // namespace

class TemplateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aValueStaysInItsPlace_data();
    void aValueStaysInItsPlace();
    void A18_A22_hostileValuesAreRefused_data();
    void A18_A22_hostileValuesAreRefused();
    void unknownNamesAndFunctionsAreErrors();
};

void TemplateTest::aValueStaysInItsPlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expanded");
    const int url = int(Place::Url);
    QTest::newRow("host label") << "https://{x}.example.com/api" << url << "acme" << "https://acme.example.com/api";
    QTest::newRow("whole host") << "https://{x}/api" << url << "eu.example.com" << "https://eu.example.com/api";
    QTest::newRow("path segment") << "https://e.com/{x}/y" << url << "a/b c" << "https://e.com/a%2Fb%20c/y";
    QTest::newRow("query") << "https://e.com/?q={x}" << url << "a&b" << "https://e.com/?q=a%26b";
    QTest::newRow("learnt base") << "{x}/v1" << url << "https://na1.example.com/" << "https://na1.example.com/v1";
    QTest::newRow("header") << "Bearer {x}" << int(Place::HeaderValue) << "abc" << "Bearer abc";
    QTest::newRow("base64 of two") << "Basic {base64(user:pass)}" << int(Place::HeaderValue) << "" << "Basic YW5hOnM6MQ==";
    QTest::newRow("base64 without a password") << "Basic {base64(user:)}" << int(Place::HeaderValue) << "" << "Basic YW5hOg==";
    QTest::newRow("base64 without a user") << "Basic {base64(:user)}" << int(Place::HeaderValue) << "" << "Basic OmFuYQ==";
    QTest::newRow("urlencode") << "a={urlencode(x)}" << int(Place::Text) << "b c" << "a=b%20c";
    QTest::newRow("bytes for a digest") << "{x}" << int(Place::Bytes) << "a\r\nb" << "a\r\nb";
    QTest::newRow("the fingerprint of a key") << "SHA256:{public_key_sha256(x)}" << int(Place::Text) << QString::fromUtf8(kEcJwk) << "SHA256:K9G7DESol8MKeqCZHN442AYv5EHeUNoPRoJTRPYC6Cc=";
}

void TemplateTest::aValueStaysInItsPlace()
{
    QFETCH(QString, text);
    QFETCH(int, place);
    QFETCH(QString, value);
    QFETCH(QString, expanded);
    const std::string x = value.toStdString();
    const Result<std::string> out = expand(text.toStdString(), [&](std::string_view name) { return valueOf(name, x); }, static_cast<Place>(place));
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message.c_str());
    QCOMPARE(*out, expanded.toStdString());
}

void TemplateTest::A18_A22_hostileValuesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    const QByteArray host("https://{x}.example.com/api");
    QTest::newRow("a fragment") << host << QByteArray("evil.com#");
    QTest::newRow("a user") << host << QByteArray("a@evil");
    QTest::newRow("dots") << host << QByteArray("evil/..");
    QTest::newRow("an address") << host << QByteArray("127.0.0.1");
    QTest::newRow("IPv6") << host << QByteArray("[::1]");
    QTest::newRow("hexadecimal") << host << QByteArray("0x7f.1");
    QTest::newRow("a dot at the end") << host << QByteArray("localhost.");
    QTest::newRow("nothing") << host << QByteArray("");
    QTest::newRow("too long for a label") << host << QByteArray(64, 'a');
    QTest::newRow("dots as a path segment") << QByteArray("https://e.com/{x}/y") << QByteArray("..");
    QTest::newRow("another scheme as a base") << QByteArray("{x}/v1") << QByteArray("file:///etc");
    QTest::newRow("a user in a base") << QByteArray("{x}/v1") << QByteArray("https://a@evil.com");
    QTest::newRow("a line break") << QByteArray("https://e.com/?q={x}") << QByteArray("a\r\nb");
    QTest::newRow("NUL") << QByteArray("https://e.com/?q={x}") << QByteArray("a\0b", 3);
}

void TemplateTest::A18_A22_hostileValuesAreRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, value);
    const std::string x = value.toStdString();
    const Result<std::string> out = expand(text.toStdString(), [&](std::string_view name) { return valueOf(name, x); }, Place::Url);
    QVERIFY2(!out.ok(), out.ok() ? out->c_str() : "");
    QCOMPARE(out.error().code, ErrorCode::InvalidRequest);
}

void TemplateTest::unknownNamesAndFunctionsAreErrors()
{
    for (const char *text : {"{y}", "{exec(x)}", "{x", "{}", "{x y}", "{base64(}", "{base64()}", "{base64(:)}", "{lower()}"}) {
        const Result<std::string> out = expand(text, [](std::string_view name) { return valueOf(name, "v"); }, Place::Text);
        QVERIFY2(!out.ok(), text);
    }
}

QTEST_GUILESS_MAIN(TemplateTest)
#include "template_test.moc"
