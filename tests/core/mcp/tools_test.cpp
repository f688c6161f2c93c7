#include "core/mcp/tools.h"

#include <QTest>

using namespace hub;

namespace {

Account account(const std::string &alias)
{
    Account out;
    out.id = AccountId("acc_" + alias);
    out.alias = alias;
    out.connector = "acme";
    out.identityLabel = alias + "@example.com";
    return out;
}

std::vector<CallableConnector> rows(const std::vector<Account> &accounts)
{
    const auto connector = std::make_shared<Connector>();
    connector->key = "acme";
    connector->name = "Acme";
    connector->actions.push_back({"acme_list_items", "List items", "Items, newest first.", "GET", "/items", Effect::Read});
    connector->actions.push_back({"acme_delete_item", "Delete an item", "For good.", "DELETE", "/items/{id}", Effect::Delete});
    connector->actions[1].pathParameters = {{"id", {{"type", "string"}}}};
    connector->actions[1].required["path"] = {"id"};
    return {{connector, accounts, {&connector->actions[0], &connector->actions[1]}}};
}

} // namespace

class ToolsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hintsFollowTheEffect();
    void severalAccountsMakeOneArgument();
    void everySchemaIsAClosedObject();
    void resultsAreStructuredObjects_data();
    void resultsAreStructuredObjects();
    void filesAreContentOfTheirKind_data();
    void filesAreContentOfTheirKind();
    void aProvidersErrorIsAResultThatSaysSo();
    void aDeadAccountNamesTheLink();
    void aWrongArgumentIsNamedOnce();
};

void ToolsTest::hintsFollowTheEffect()
{
    const json::array tools = toolsOf(rows({account("a")}), false);
    QCOMPARE(tools.size(), std::size_t(2));
    QCOMPARE(tools[0].at("annotations").at("readOnlyHint"), json::value(true));
    QCOMPARE(tools[0].at("annotations").at("destructiveHint"), json::value(false));
    QCOMPARE(tools[1].at("annotations").at("readOnlyHint"), json::value(false));
    QCOMPARE(tools[1].at("annotations").at("destructiveHint"), json::value(true));
}

void ToolsTest::severalAccountsMakeOneArgument()
{
    QVERIFY(!toolsOf(rows({account("a")}), false)[0].at("inputSchema").at("properties").get_object().contains("account"));
    QVERIFY(!toolsOf(rows({account("a"), account("b")}), true)[0].at("inputSchema").at("properties").get_object().contains("account"));
    const json::array tools = toolsOf(rows({account("a"), account("b")}), false);
    const json::value &schema = tools[1].at("inputSchema");
    QCOMPARE(schema.at("properties").at("account").at("enum"), (json::value{"a", "b"}));
    QCOMPARE(schema.at("required").at(0), json::value("account"));
    QVERIFY(textOf(schema.at("properties").at("account").at("description")).find("b@example.com") != std::string::npos);
}

void ToolsTest::everySchemaIsAClosedObject()
{
    for (const json::value &tool : toolsOf(rows({account("a"), account("b")}), false)) {
        const json::value &schema = tool.at("inputSchema");
        QCOMPARE(schema.at("type"), json::value("object"));
        QCOMPARE(schema.at("additionalProperties"), json::value(false));
    }
}

void ToolsTest::resultsAreStructuredObjects_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<QByteArray>("structured");
    QTest::newRow("an object") << QByteArray(R"({"a":1})") << QByteArray() << QByteArray(R"({"data":{"a":1}})");
    QTest::newRow("a list that goes on") << QByteArray("[1]") << QByteArray("cursor") << QByteArray(R"({"data":[1],"next":"cursor"})");
    QTest::newRow("nothing") << QByteArray("null") << QByteArray() << QByteArray(R"({"data":null})");
}

void ToolsTest::resultsAreStructuredObjects()
{
    QFETCH(QByteArray, data);
    QFETCH(QByteArray, next);
    QFETCH(QByteArray, structured);
    const json::object result = toolResult({200, *parseJson(data.toStdString()), "acc_a", next.toStdString()});
    QCOMPARE(result.at("structuredContent"), *parseJson(structured.toStdString()));
    QCOMPARE(*parseJson(textOf(result.at("content").at(0).at("text"))), result.at("structuredContent"));
    QVERIFY(!result.contains("isError"));
}

void ToolsTest::filesAreContentOfTheirKind_data()
{
    QTest::addColumn<QByteArray>("mediaType");
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("a picture") << QByteArray("image/png") << QByteArray("image");
    QTest::newRow("a sound") << QByteArray("audio/mpeg") << QByteArray("audio");
    QTest::newRow("a document") << QByteArray("application/pdf") << QByteArray("resource");
}

void ToolsTest::filesAreContentOfTheirKind()
{
    QFETCH(QByteArray, mediaType);
    QFETCH(QByteArray, kind);
    ActionOutcome outcome;
    outcome.data = {{"content_type", mediaType.toStdString()}, {"bytes", 3}};
    outcome.binary = Binary{mediaType.toStdString(), std::string("\0\1\2", 3)};
    const json::object result = toolResult(outcome);
    const json::value &content = result.at("content").at(0);
    QCOMPARE(QByteArray::fromStdString(textOf(content.at("type"))), kind);
    const json::value &bytes = kind == "resource" ? content.at("resource").at("blob") : content.at("data");
    QCOMPARE(textOf(bytes), std::string("AAEC"));
    QCOMPARE(result.at("structuredContent").at("data"), outcome.data);
}

void ToolsTest::aProvidersErrorIsAResultThatSaysSo()
{
    const json::object result = toolResult({404, json::value{{"error", std::string(10'000, 'x')}}, "acc_a"});
    QCOMPARE(result.at("isError"), json::value(true));
    const std::string text = textOf(result.at("content").at(0).at("text"));
    QVERIFY(text.starts_with("The provider answered 404"));
    QVERIFY(text.size() < 3'000);
}

void ToolsTest::aDeadAccountNamesTheLink()
{
    const json::object result = notConnected("acme", "http://127.0.0.1:7423/connect/x", "2026-01-01T00:00:00.000Z", {ErrorCode::AccountExpired, "Sign in again."});
    const json::value expected{{"code", "ACCOUNT_NOT_CONNECTED"}, {"provider", "acme"}, {"connect_url", "http://127.0.0.1:7423/connect/x"}, {"expires_at", "2026-01-01T00:00:00.000Z"}};
    QCOMPARE(result.at("structuredContent"), expected);
    QCOMPARE(result.at("isError"), json::value(true));
}

void ToolsTest::aWrongArgumentIsNamedOnce()
{
    const auto told = [](const char *message) { return textOf(*at(toolFailure({ErrorCode::SchemaViolation, message, "query/limit"}), "/content/0/text")); };
    QCOMPARE(told("query/limit: has to be of type integer"), std::string("query/limit: has to be of type integer"));
    QCOMPARE(told("is too large"), std::string("is too large (query/limit)"));
}

QTEST_GUILESS_MAIN(ToolsTest)
#include "tools_test.moc"
