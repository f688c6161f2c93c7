#include "core/connectors/json_schema.h"

#include <QTest>

using namespace hub;

class JsonSchemaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesFitOrThePointerIsNamed_data();
    void valuesFitOrThePointerIsNamed();
    void whatWouldFitIsTold_data();
    void whatWouldFitIsTold();
    void brokenSchemasAreTold_data();
    void brokenSchemasAreTold();
    void aPatternThatHangsElsewhereEndsAtOnce();
};

void JsonSchemaTest::valuesFitOrThePointerIsNamed_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("field"); // empty = it fits
    const auto row = [](const char *name, const char *schema, const char *value, const char *field) { QTest::newRow(name) << QByteArray(schema) << QByteArray(value) << QByteArray(field); };
    row("a string is a string", R"({"type":"string"})", R"("a")", "");
    row("a number is no string", R"({"type":"string"})", "1", "in");
    row("text is no number", R"({"type":"integer"})", R"("1")", "in");
    row("a fraction is no integer", R"({"type":"integer"})", "1.5", "in");
    row("a whole number is a number", R"({"type":"number"})", "1", "");
    row("null only where it is said", R"({"type":"string"})", "null", "in");
    row("too small", R"({"type":"integer","minimum":1})", "0", "in");
    row("too large", R"({"type":"integer","maximum":100})", "101", "in");
    row("one of a list", R"({"enum":["a","b"]})", R"("b")", "");
    row("none of a list", R"({"enum":["a","b"]})", R"("c")", "in");
    row("too long", R"({"type":"string","maxLength":2})", R"("abc")", "in");
    row("the place below is named", R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}}}})", R"({"a":["x",1]})", "in/a/1");
    row("a name that is not known", R"({"type":"object","properties":{},"additionalProperties":false})", R"({"b":1})", "in");
    row("a pattern that fits a part", R"({"type":"string","pattern":"b"})", R"("abc")", "");
    row("a pattern that does not fit", R"({"type":"string","pattern":"^[a-z]+$"})", R"("A")", "in");
    row("a pattern is for strings only", R"({"pattern":"^a$"})", "1", "");
    row("a pattern below a property", R"({"properties":{"a":{"pattern":"^x$"}}})", R"({"a":"y"})", "in/a");
    row("a pattern below a list", R"({"items":{"pattern":"^x$"}})", R"(["x","y"])", "in/1");
    row("a pattern behind a reference", R"({"properties":{"a":{"$ref":"#/definitions/p"}},"definitions":{"p":{"pattern":"^x$"}}})", R"({"a":"y"})", "in/a");
    row("a schema that is used twice", R"({"items":{"$ref":"#/definitions/p"},"properties":{"a":{"$ref":"#/definitions/p"}},"definitions":{"p":{"type":"string"}}})", R"({"a":"y"})", "");
    row("a property that is called $ref", R"({"type":"object","properties":{"$ref":{"type":"string"}},"additionalProperties":false})", R"({"$ref":"y"})", "");
    row("a broken pattern fits nothing", R"({"type":"string","pattern":"("})", R"("(")", "in");
    row("a property that is called format", R"({"type":"object","properties":{"format":{"type":"string"}},"additionalProperties":false})", R"({"format":"pdf"})", "");
    row("a property called format has its schema", R"({"type":"object","properties":{"format":{"type":"string"}}})", R"({"format":1})", "in/format");
    row("a property that is called pattern", R"({"type":"object","properties":{"pattern":{"type":"string"}},"additionalProperties":false})", R"({"pattern":"*"})", "");
}

void JsonSchemaTest::valuesFitOrThePointerIsNamed()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, field);
    const Result<void> fits = checkSchema(json::parse(schema.toStdString()), json::parse(value.toStdString()), "in");
    QCOMPARE(fits.ok(), field.isEmpty());
    if (fits)
        return;
    QCOMPARE(fits.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(fits.error().field, field.toStdString());
    QVERIFY(!fits.error().message.empty());
}

void JsonSchemaTest::whatWouldFitIsTold_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const char *rule, const char *value, const char *message) { QTest::newRow(name) << QByteArray(rule) << QByteArray(value) << QByteArray(message); };
    row("a type", R"({"type":"integer"})", R"("x")", "has to be of type integer");
    row("several types", R"({"type":["string","null"]})", "5", "has to be of type string or null");
    row("a list of values", R"({"enum":["open","closed"]})", R"("shut")", "has to be one of: open, closed");
    row("the least", R"({"type":"integer","minimum":1})", "0", "has to be at least 1");
    row("the most", R"({"type":"number","maximum":0.5})", "1", "has to be at most 0.5");
    row("below a list", R"({"type":"array","items":{"type":"string"}})", "[1]", "has to be of type string");
}

void JsonSchemaTest::whatWouldFitIsTold()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, message);
    const json::value schema{{"properties", {{"a", {{"$ref", "#/definitions/r"}}}}}, {"definitions", {{"r", json::parse(rule.toStdString())}}}};
    const Result<void> fits = checkSchema(schema, {{"a", json::parse(value.toStdString())}});
    QCOMPARE(fits.error().message, message.toStdString());
}

void JsonSchemaTest::brokenSchemasAreTold_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::newRow("a type that is a number") << QByteArray(R"({"type":7})");
    QTest::newRow("a reference to nothing") << QByteArray(R"({"$ref":"#/definitions/none"})");
    QTest::newRow("a reference to itself") << QByteArray(R"({"$ref":"#"})");
    QTest::newRow("a reference to a reference to itself") << QByteArray(R"({"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/a"}}})");
    QTest::newRow("a reference back through a choice") << QByteArray(R"({"$ref":"#/definitions/a","definitions":{"a":{"allOf":[{"$ref":"#/definitions/a"}]}}})");
    QTest::newRow("a reference back through a property") << QByteArray(R"({"properties":{"a":{"properties":{"b":{"$ref":"#/properties/a"}}}}})");
    QTest::newRow("an encoded reference") << QByteArray(R"({"$ref":"#/definitions/%61","definitions":{"a":{"$ref":"#/definitions/%61"}}})");
    QTest::newRow("a reference to another machine") << QByteArray(R"({"$ref":"https://evil.example/schema.json"})");
}

void JsonSchemaTest::brokenSchemasAreTold()
{
    QFETCH(QByteArray, schema);
    const Result<void> fits = checkSchema(json::parse(schema.toStdString()), json::value("a"), "in");
    QVERIFY(!fits.ok());
    QCOMPARE(fits.error().code, ErrorCode::Internal);
    QCOMPARE(fits.error().field, std::string("in"));
}

void JsonSchemaTest::aPatternThatHangsElsewhereEndsAtOnce()
{
    const json::value schema{{"type", "string"}, {"pattern", "^(a|aa)+$"}};
    const std::string text(50'000, 'a');
    // an exponential engine would run until the test is ended
    QVERIFY(!checkSchema(schema, json::string(text + '!')).ok());
    QVERIFY(checkSchema(schema, json::string(text)).ok());
}

QTEST_GUILESS_MAIN(JsonSchemaTest)
#include "json_schema_test.moc"
