#include "core/agents/jsonc.h"

#include "core/base/json.h"

#include <QTest>

using namespace hub;

class JsoncTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void commentsAndTrailingCommasAreBlanks_data();
    void commentsAndTrailingCommasAreBlanks();
    void aCommentWithoutEndIsAnError();
    void brokenTextsStayBroken_data();
    void brokenTextsStayBroken();
    void membersAreFoundWhereTheyStand();
    void whatFollowsAValueIsTold_data();
    void whatFollowsAValueIsTold();
};

void JsoncTest::commentsAndTrailingCommasAreBlanks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("strict");
    const auto row = [](const char *name, const char *text, const char *strict) { QTest::newRow(name) << QByteArray(text) << QByteArray(strict); };
    row("strict JSON stays as it is", R"({"a": [1, "x"]})", R"({"a": [1, "x"]})");
    row("a line comment", "{ // note\n\"a\": 1}", "{        \n\"a\": 1}");
    row("a comment keeps its line ends", "{/* a\r\n b */\"a\": 1}", "{    \r\n     \"a\": 1}");
    row("what looks like a comment in a string is none", R"({"a": "http://x/*y*/"})", R"({"a": "http://x/*y*/"})");
    row("an escaped quote ends no string", R"({"a": "\"//", "b": 1})", R"({"a": "\"//", "b": 1})");
    row("a backslash at a string's end", R"({"a": "\\", /*c*/ "b": 1})", R"({"a": "\\",       "b": 1})");
    row("a trailing comma in an object", R"({"a": 1,})", R"({"a": 1 })");
    row("a trailing comma in a list", R"([1, 2 , ])", R"([1, 2   ])");
    row("a comment behind a trailing comma", "{\"a\": 1, // last\n}", "{\"a\": 1         \n}");
    row("a comment before a trailing comma", "{\"a\": 1 /*c*/ ,}", "{\"a\": 1        }");
    row("trailing commas on two levels", R"({"a": [1,],})", R"({"a": [1 ] })");
    row("a byte order mark", "\xef\xbb\xbf{}", "   {}");
    row("nothing", "", "");
    row("only a comment", "// nothing yet", "              ");
}

void JsoncTest::commentsAndTrailingCommasAreBlanks()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, strict);
    const Result<std::string> out = strictJson(text.toStdString());
    QVERIFY(out.ok());
    QCOMPARE(QByteArray::fromStdString(*out), strict);
    QCOMPARE(out->size(), static_cast<std::size_t>(text.size()));
}

void JsoncTest::aCommentWithoutEndIsAnError()
{
    QCOMPARE(strictJson("{} /* and then").error().code, ErrorCode::InvalidRequest);
}

void JsoncTest::brokenTextsStayBroken_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"{", "{\"a\"", "{\"a\": \"", "{,}", "[,]", "[1,,]", "{\"a\":,}", "{\"a\": 1,,}", "{} /", "{\"a\" 1}", "{'a': 1}", "{a: 1}", "{} {}", "\"\\", "{\"a\": 1, \"a\": 2}"})
        QTest::newRow(text) << QByteArray(text);
}

void JsoncTest::brokenTextsStayBroken()
{
    QFETCH(QByteArray, text);
    const Result<std::string> out = strictJson(text.toStdString());
    QVERIFY(!out || !parseJson(*out));
}

void JsoncTest::membersAreFoundWhereTheyStand()
{
    const std::string text = R"( {"a" : [1, {"x": "}"}], "bé\u0022": {"c": -1e3},"last":null})";
    const JsonObject object = jsonObjectAt(text, 1);
    QCOMPARE(object.braces, (Span{1, text.size()}));
    QCOMPARE(object.members.size(), std::size_t(3));
    const auto value = [&](std::size_t i) { return text.substr(object.members[i].value.begin, object.members[i].value.end - object.members[i].value.begin); };
    QCOMPARE(value(0), std::string(R"([1, {"x": "}"}])"));
    QCOMPARE(value(1), std::string(R"({"c": -1e3})"));
    QCOMPARE(value(2), std::string("null"));
    QVERIFY(object.find("b\u00e9\"") == &object.members[1]);
    QVERIFY(object.find("c") == nullptr);
    const JsonObject inner = jsonObjectAt(text, object.members[1].value.begin);
    QCOMPARE(inner.members.size(), std::size_t(1));
    QCOMPARE(inner.braces, object.members[1].value);
    QVERIFY(jsonObjectAt("{ }", 0).members.empty());
}

void JsoncTest::whatFollowsAValueIsTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("lineEnd");
    QTest::addColumn<int>("comma");
    const auto row = [](const char *name, const char *text, int lineEnd, int comma) { QTest::newRow(name) << QByteArray(text) << lineEnd << comma; };
    row("a brace at once", "1}", 1, -1);
    row("blanks do not count", "1  \n}", 1, -1);
    row("a comma", "1 ,\n}", 3, 2);
    row("a comment on the line", "1 // c\n}", 6, -1);
    row("comma and comment", "1, // c\r\n}", 7, 1);
    row("a comment on the next line belongs to it", "1\n// c\n}", 1, -1);
    row("a comma on the next line is still the comma", "1\n  ,// c\n}", 5, 4);
    row("the text's end", "1", 1, -1);
}

void JsoncTest::whatFollowsAValueIsTold()
{
    QFETCH(QByteArray, text);
    const Trivia out = triviaAfter(text.toStdString(), 1);
    QTEST(static_cast<int>(out.lineEnd), "lineEnd");
    QTEST(static_cast<int>(out.comma), "comma");
}

QTEST_GUILESS_MAIN(JsoncTest)
#include "jsonc_test.moc"
