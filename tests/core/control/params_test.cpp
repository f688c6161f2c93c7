#include "core/control/params.h"

#include <QTest>

using namespace hub;
using namespace hub::control;

class ParamsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstThingThatIsWrongIsTold_data();
    void theFirstThingThatIsWrongIsTold();
    void valuesAreRead();
    void whatIsLeftOutHasItsFallback_data();
    void whatIsLeftOutHasItsFallback();
    void aMistypedNameIsNeverPassedOver();
};

void ParamsTest::theFirstThingThatIsWrongIsTold_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("field"); // empty = fine
    const auto row = [](const char *name, const char *given, const char *field) { QTest::newRow(name) << QByteArray(given) << QByteArray(field); };
    row("all as it should be", R"({"text":"a","flag":true,"number":5,"list":["a"],"object":{},"secrets":{"k":"v"}})", "");
    row("the least", R"({"text":"a"})", "");
    row("nothing", "{}", "text");
    row("an empty text", R"({"text":""})", "text");
    row("a text that is null", R"({"text":null})", "text");
    row("a text that is a number", R"({"text":1})", "text");
    row("a flag in words", R"({"text":"a","flag":"true"})", "flag");
    row("a flag as a number", R"({"text":"a","flag":1})", "flag");
    row("a number in words", R"({"text":"a","number":"5"})", "number");
    row("a fraction", R"({"text":"a","number":1.5})", "number");
    row("below the least", R"({"text":"a","number":0})", "number");
    row("above the most", R"({"text":"a","number":11})", "number");
    row("a number past all limits", R"({"text":"a","number":99999999999999999999})", "number");
    row("a list that is a text", R"({"text":"a","list":"a"})", "list");
    row("a list with a number", R"({"text":"a","list":["a",1]})", "list");
    row("a list with an empty text", R"({"text":"a","list":[""]})", "list");
    row("an object that is a list", R"({"text":"a","object":[]})", "object");
    row("secrets that are nested", R"({"text":"a","secrets":{"k":{}}})", "secrets");
    row("a name that nobody reads", R"({"text":"a","lsit":["a"]})", "lsit");
    row("a name in capitals", R"({"text":"a","List":["a"]})", "List");
}

void ParamsTest::theFirstThingThatIsWrongIsTold()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, field);
    const json::object object = parseObject(given.toStdString()).value();
    Params params(&object);
    params.text("text");
    params.flag("flag", false);
    params.number("number", 3, 1, 10);
    params.texts("list");
    params.object("object");
    params.secrets("secrets");
    const Result<void> checked = params.check();
    QCOMPARE(checked.ok(), field.isEmpty());
    if (checked)
        return;
    QCOMPARE(checked.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(checked.error().field, field.toStdString());
    QVERIFY(checked.error().message.find(field.toStdString()) != std::string::npos);
}

void ParamsTest::valuesAreRead()
{
    const json::object object = parseObject(R"({"text":"a","flag":true,"number":10,"list":["a","b"],"secrets":{"k":"v","n":7,"b":true},"secret":""})").value();
    Params params(&object);
    QCOMPARE(params.text("text"), std::string("a"));
    QVERIFY(params.requiredFlag("flag"));
    QCOMPARE(params.number("number", 1, 1, 10), 10);
    const std::vector<std::string> list{"a", "b"};
    QCOMPARE(params.texts("list"), list);
    const std::map<std::string, Secret> secrets = params.secrets("secrets");
    QCOMPARE(std::string(secrets.at("k").reveal()), std::string("v"));
    QCOMPARE(std::string(secrets.at("n").reveal()), std::string("7"));
    QCOMPARE(std::string(secrets.at("b").reveal()), std::string("true"));
    QVERIFY2(params.secret("secret")->empty(), "given, and empty: an app without a secret");
    QVERIFY(params.check().ok());
}

void ParamsTest::whatIsLeftOutHasItsFallback_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("left out") << QByteArray("{}");
    QTest::newRow("null") << QByteArray(R"({"text":null,"flag":null,"number":null,"list":null,"object":null,"secret":null})");
}

void ParamsTest::whatIsLeftOutHasItsFallback()
{
    QFETCH(QByteArray, given);
    const json::object object = parseObject(given.toStdString()).value();
    Params params(&object);
    QCOMPARE(params.optionalText("text", "fallback"), std::string("fallback"));
    QVERIFY(params.flag("flag", true));
    QCOMPARE(params.number("number", 50, 1, 10), 50);
    QVERIFY(params.texts("list").empty());
    QVERIFY(params.object("object").empty());
    QVERIFY(!params.secret("secret"));
    QVERIFY(!params.has("text"));
    QVERIFY(params.check().ok());
    Params strict(&object);
    QVERIFY(!strict.requiredFlag("flag"));
    QVERIFY(!strict.check().ok());
}

void ParamsTest::aMistypedNameIsNeverPassedOver()
{
    const json::object object{{"acounts", {"a"}}};
    Params params(&object);
    params.texts("accounts");
    params.optionalText("owner");
    const Result<void> checked = params.check();
    QVERIFY(!checked.ok());
    const std::vector<std::string> known{"accounts", "owner"};
    QCOMPARE(checked.error().choices, known);
    const json::object odd{{std::string(1000, 'x'), 1}};
    Params none(&odd);
    QCOMPARE(none.check().error().field.size(), std::size_t(64)); // what is told back has a limit
}

QTEST_GUILESS_MAIN(ParamsTest)
#include "params_test.moc"
