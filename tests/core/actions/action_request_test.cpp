#include "core/actions/action_request.h"

#include <QTest>

using namespace hub;

namespace {

Action sample()
{
    Action action{"acme_get_item", "Get an item", "One item.", "GET", "/lists/{list}/items"};
    action.pathParameters = {{"list", {{"type", "string"}}}};
    action.queryParameters = {{"limit", {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}}}, {"tag", {{"type", "array"}, {"items", {{"type", "string"}}}}}};
    action.headerParameters = {{"X-Mode", {{"type", "string"}, {"pattern", "^[a-z]+$"}}}};
    action.bodyParameters = {{"name", {{"type", "string"}}}};
    action.required["path"] = {"list"};
    return action;
}

Result<ActionRequest> requestFor(const char *arguments)
{
    const Action action = sample();
    const Result<ActionArguments> read = argumentsFrom(action, *parseObject(arguments));
    return read ? toRequest(action, *read) : Result<ActionRequest>(read.error());
}

} // namespace

class ActionRequestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void argumentsBecomeARequest_data();
    void argumentsBecomeARequest();
    void theGenericActionTakesItsPathPlainly();
    void A22_wrongArgumentsAreNamed_data();
    void A22_wrongArgumentsAreNamed();
    void A22_noValueLeavesItsPlace_data();
    void A22_noValueLeavesItsPlace();
    void aBodyIsThereWhereTheActionHasOne_data();
    void aBodyIsThereWhereTheActionHasOne();
    void theSchemaIsClosedAndSaysWhatIsNeeded();
    void resultsAreObjectsOrListsOfThem_data();
    void resultsAreObjectsOrListsOfThem();
};

void ActionRequestTest::argumentsBecomeARequest_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nested") << QByteArray(R"({"path":{"list":"a"},"query":{"limit":5}})") << QByteArray("/lists/a/items?limit=5") << QByteArray("{}");
    QTest::newRow("flat") << QByteArray(R"({"list":"a","limit":5,"name":"n"})") << QByteArray("/lists/a/items?limit=5") << QByteArray(R"({"name":"n"})");
    QTest::newRow("a path value is one segment") << QByteArray(R"({"list":"a/b ü"})") << QByteArray("/lists/a%2Fb%20%C3%BC/items") << QByteArray("{}");
    QTest::newRow("a list repeats its key") << QByteArray(R"({"list":"a","tag":["x","y z"]})") << QByteArray("/lists/a/items?tag=x&tag=y%20z") << QByteArray("{}");
}

void ActionRequestTest::argumentsBecomeARequest()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    const Result<ActionRequest> request = requestFor(arguments.constData());
    QVERIFY2(request.ok(), request.ok() ? "" : request.error().message.c_str());
    QCOMPARE(request->target, target.toStdString());
    QCOMPARE(request->body, body.toStdString());
}

void ActionRequestTest::theGenericActionTakesItsPathPlainly()
{
    const Action action{.isGeneric = true};
    const Result<ActionArguments> flat = argumentsFrom(action, {{"path", "/x"}, {"method", "POST"}, {"body", {{"a", 1}}}});
    QVERIFY(flat.ok());
    QCOMPARE(json::value(flat->path), json::value({{"path", "/x"}, {"method", "POST"}}));
    QCOMPARE(json::value(flat->body), json::value({{"a", 1}}));
    const Result<ActionArguments> nested = argumentsFrom(action, {{"path", {{"path", "/x"}}}});
    QVERIFY(nested.ok() && json::value(nested->path) == json::value({{"path", "/x"}}));
}

void ActionRequestTest::A22_wrongArgumentsAreNamed_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("missing") << QByteArray("{}") << QByteArray("path/list");
    QTest::newRow("unknown") << QByteArray(R"({"list":"a","query":{"limt":5}})") << QByteArray("query/limt");
    QTest::newRow("unknown, flat") << QByteArray(R"({"list":"a","nope":5})") << QByteArray("nope");
    QTest::newRow("too large") << QByteArray(R"({"list":"a","limit":500})") << QByteArray("query/limit");
    QTest::newRow("another type") << QByteArray(R"({"list":"a","limit":"5"})") << QByteArray("query/limit");
    QTest::newRow("against its pattern") << QByteArray(R"({"list":"a","X-Mode":"A1"})") << QByteArray("headers/X-Mode");
    QTest::newRow("a line break in a header") << QByteArray(R"({"list":"a","X-Mode":"a\r\nb"})") << QByteArray("headers/X-Mode");
    QTest::newRow("dots as a path segment") << QByteArray(R"({"list":".."})") << QByteArray("path");
    QTest::newRow("deep inside a list") << QByteArray(R"({"list":"a","tag":["x",1]})") << QByteArray("query/tag/1");
}

void ActionRequestTest::A22_wrongArgumentsAreNamed()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, field);
    const Result<ActionRequest> request = requestFor(arguments.constData());
    QVERIFY(!request.ok());
    QCOMPARE(request.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(request.error().field, field.toStdString());
}

void ActionRequestTest::A22_noValueLeavesItsPlace_data()
{
    QTest::addColumn<QByteArray>("value"); // as JSON
    QTest::addColumn<QByteArray>("inPath"); // empty = refused
    QTest::addColumn<QByteArray>("inQuery");
    const auto row = [](const char *name, const char *value, const char *inPath, const char *inQuery) {
        QTest::newRow(name) << QByteArray(value) << QByteArray(inPath) << QByteArray(inQuery);
    };
    row("a slash", R"("a/b")", "a%2Fb", "a%2Fb");
    row("a question mark", R"("a?b=c")", "a%3Fb%3Dc", "a%3Fb%3Dc");
    row("a fragment", R"("a#b")", "a%23b", "a%23b");
    row("an ampersand", R"("a&b=c")", "a%26b%3Dc", "a%26b%3Dc");
    row("a plus sign", R"("a+b")", "a%2Bb", "a%2Bb");
    row("a percent sign", R"("%2e%2e")", "%252e%252e", "%252e%252e");
    row("a backslash", R"("a\\b")", "a%5Cb", "a%5Cb");
    row("a brace, as templates have it", R"("{list}")", "%7Blist%7D", "%7Blist%7D");
    row("dots with more", R"("..a")", "..a", "..a");
    row("one dot", R"(".")", "", ".");
    row("two dots", R"("..")", "", "..");
    row("nothing", R"("")", "", "");
    row("a line break", R"("a\r\nX: y")", "", "a%0D%0AX%3A%20y");
    row("a line feed alone", R"("a\nb")", "", "a%0Ab");
    row("NUL", R"("a\u0000b")", "", "a%00b");
}

void ActionRequestTest::A22_noValueLeavesItsPlace()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, inPath);
    QFETCH(QByteArray, inQuery);
    const Result<ActionRequest> path = requestFor(QByteArray("{\"list\":" + value + '}').constData());
    QCOMPARE(path.ok(), !inPath.isEmpty());
    if (path)
        QCOMPARE(path->target, "/lists/" + inPath.toStdString() + "/items");
    else
        QCOMPARE(path.error().field, std::string("path"));
    const Result<ActionRequest> query = requestFor(QByteArray(R"({"list":"a","tag":[)" + value + "]}").constData());
    QVERIFY(query.ok());
    QCOMPARE(query->target, "/lists/a/items?tag=" + inQuery.toStdString());
}

void ActionRequestTest::aBodyIsThereWhereTheActionHasOne_data()
{
    QTest::addColumn<bool>("takesBody");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing given, where it takes one") << true << QByteArray(R"({"list":"a"})") << QByteArray("{}");
    QTest::newRow("an empty one given") << true << QByteArray(R"({"list":"a","body":{}})") << QByteArray("{}");
    QTest::newRow("null stays null") << true << QByteArray(R"({"list":"a","body":{"name":null}})") << QByteArray(R"({"name":null})");
    QTest::newRow("nothing given, where it takes none") << false << QByteArray(R"({"list":"a"})") << QByteArray();
    QTest::newRow("an empty one given, where it takes none") << false << QByteArray(R"({"list":"a","body":{}})") << QByteArray();
}

void ActionRequestTest::aBodyIsThereWhereTheActionHasOne()
{
    QFETCH(bool, takesBody);
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, body);
    Action action = sample();
    action.bodyParameters = takesBody ? json::object{{"name", {{"type", {"string", "null"}}}}} : json::object();
    const Result<ActionArguments> read = argumentsFrom(action, *parseObject(arguments.toStdString()));
    const Result<ActionRequest> request = read ? toRequest(action, *read) : Result<ActionRequest>(read.error());
    QVERIFY2(request.ok(), request.ok() ? "" : request.error().message.c_str());
    QCOMPARE(request->body, body.toStdString());
    QCOMPARE(request->headers.contains("content-type"), takesBody);
}

void ActionRequestTest::theSchemaIsClosedAndSaysWhatIsNeeded()
{
    const json::value schema = inputSchema(sample());
    QCOMPARE(schema.at("additionalProperties"), json::value(false));
    QCOMPARE(schema.at("required"), (json::value{"path"}));
    QCOMPARE(schema.at("properties").at("path").at("required"), (json::value{"list"}));
    for (const char *place : {"path", "query", "headers", "body"})
        QCOMPARE(schema.at("properties").at(place).at("additionalProperties"), json::value(false));
}

void ActionRequestTest::resultsAreObjectsOrListsOfThem_data()
{
    QTest::addColumn<QByteArray>("pick");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("an object stays") << QByteArray() << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1})");
    QTest::newRow("a list of objects stays") << QByteArray("/a") << QByteArray(R"({"a":[{"b":1}]})") << QByteArray(R"([{"b":1}])");
    QTest::newRow("a list of words is wrapped") << QByteArray("/a") << QByteArray(R"({"a":["x"]})") << QByteArray(R"([{"value":"x"}])");
    QTest::newRow("a number is wrapped") << QByteArray("/a") << QByteArray(R"({"a":1})") << QByteArray(R"({"value":1})");
    QTest::newRow("nothing there: the whole answer") << QByteArray("/data/items") << QByteArray(R"({"errors":[{"message":"No."}],"data":null})")
                                                     << QByteArray(R"({"errors":[{"message":"No."}],"data":null})");
    QTest::newRow("null is there") << QByteArray("/a") << QByteArray(R"({"a":null})") << QByteArray("null");
}

void ActionRequestTest::resultsAreObjectsOrListsOfThem()
{
    QFETCH(QByteArray, pick);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, data);
    Action action = sample();
    action.resultPick = pick.toStdString();
    QCOMPARE(toData(action, *parseJson(answer.toStdString())), *parseJson(data.toStdString()));
}

QTEST_GUILESS_MAIN(ActionRequestTest)
#include "action_request_test.moc"
