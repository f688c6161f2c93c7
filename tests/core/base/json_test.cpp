#include "core/base/json.h"

#include <QTest>

using namespace hub;

class JsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A33_hostileTextIsRefused_data();
    void A33_hostileTextIsRefused();
    void whatFitsIsRead();
    void integersStayExact();
    void pointersAndTexts();
};

void JsonTest::A33_hostileTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("depth of 100,000") << QByteArray(100'000, '[');
    QTest::newRow("depth of 65") << QByteArray(65, '[') + QByteArray(65, ']');
    QTest::newRow("a name twice") << QByteArray(R"({"a":1,"b":{"c":1,"c":2}})");
    QTest::newRow("a name twice, once escaped") << QByteArray(R"({"a":1,"\u0061":2})");
    QTest::newRow("beyond a double") << QByteArray("[1e400]");
    QTest::newRow("a lone surrogate") << QByteArray(R"(["\ud800"])");
    QTest::newRow("invalid UTF-8") << QByteArray("[\"\xff\"]");
    QTest::newRow("cut short") << QByteArray(R"({"a":)");
    QTest::newRow("goes on after its end") << QByteArray("{} {}");
    QTest::newRow("a comment") << QByteArray("{/* */}");
    QTest::newRow("a comma too many") << QByteArray("[1,]");
    QTest::newRow("empty") << QByteArray();
}

void JsonTest::A33_hostileTextIsRefused()
{
    QFETCH(QByteArray, text);
    const Result<json::value> value = parseJson(text.toStdString());
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, ErrorCode::InvalidRequest);
}

void JsonTest::whatFitsIsRead()
{
    const std::string text = R"({"a":[1,-2,3.5,true,null,"x\u00fcy"],"b":{"c":{}}})";
    const Result<json::value> value = parseJson(text);
    QVERIFY(value.ok());
    QCOMPARE(*value, json::parse(text));
    QVERIFY(parseJson(std::string(64, '[') + std::string(64, ']')).ok());
    QVERIFY(!parseObject("[]").ok());
}

void JsonTest::integersStayExact()
{
    const Result<json::value> value = parseJson("[12345678901234567890123,18446744073709551615,-9223372036854775808]");
    QVERIFY(value.ok());
    QCOMPARE(std::string(value->at(0).get_string()), std::string("12345678901234567890123"));
    QCOMPARE(value->at(1).get_uint64(), std::uint64_t(18446744073709551615U));
    QCOMPARE(value->at(2).get_int64(), std::numeric_limits<std::int64_t>::min());
}

void JsonTest::pointersAndTexts()
{
    const json::value value = *parseJson(R"({"a":{"b":[1,"x"]},"c":true})");
    QCOMPARE(textOf(*at(value, "/a/b/1")), std::string("x"));
    QCOMPARE(textOf(*at(value, "/a/b/0")), std::string("1"));
    QCOMPARE(textOf(*at(value, "/c")), std::string("true"));
    // a fraction in a query or a path is for servers that know no exponents
    QCOMPARE(textOf(0.5), std::string("0.5"));
    QCOMPARE(textOf(-52.52), std::string("-52.52"));
    QCOMPARE(textOf(100000.0), std::string("100000"));
    QCOMPARE(textOf(0.0), std::string("0"));
    QCOMPARE(textOf(1e-9), std::string("1e-09"));
    QCOMPARE(textOf(1e22), std::string("1e+22"));
    QVERIFY(at(value, "/a/z") == nullptr);
    QVERIFY(at(value, "not a pointer") == nullptr);
    QCOMPARE(stringOf(value.get_object(), "c", "fallback"), std::string("fallback"));
}

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"
