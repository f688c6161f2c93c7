#include "core/mcp/param_style.h"

#include <QTest>

using namespace hub;

namespace {

Action sample()
{
    Action action;
    action.id = "acme_update_item";
    action.pathParameters = parseObject(R"({"id":{"type":"string"}})").value();
    action.queryParameters = parseObject(R"({"limit":{"type":"integer"},"id":{"type":"string"},"account":{"type":"string"}})").value();
    action.bodyParameters = parseObject(R"({"name":{"type":"string"},"query":{"type":"string"}})").value();
    action.required = {{"path", {"id"}}, {"body", {"name"}}};
    return action;
}

QByteArray names(const json::object &schema)
{
    std::string out;
    for (const auto &property : schema.at("properties").get_object())
        out += (out.empty() ? "" : " ") + std::string(property.key());
    return QByteArray::fromStdString(out);
}

} // namespace

class ParamStyleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesOfEachStyle_data()
    {
        QTest::addColumn<QByteArray>("style");
        QTest::addColumn<QByteArray>("properties");
        QTest::addColumn<QByteArray>("required");
        QTest::newRow("by place") << QByteArray("nested") << QByteArray("path query body") << QByteArray(R"(["path","body"])");
        QTest::newRow("flat, with the place before each name") << QByteArray("flat_prefixed") << QByteArray("path_id query_limit query_id query_account body_name body_query")
                                                               << QByteArray(R"(["path_id","body_name"])");
        QTest::newRow("flat, with the place where a name is not alone")
            << QByteArray("flat_smart") << QByteArray("path_id limit query_id query_account name body_query") << QByteArray(R"(["path_id","name"])");
    }
    void namesOfEachStyle()
    {
        QFETCH(QByteArray, style);
        QFETCH(QByteArray, properties);
        QFETCH(QByteArray, required);
        const json::object schema = styledSchema(sample(), *paramStyleFrom(style.toStdString()));
        QCOMPARE(names(schema), properties);
        QCOMPARE(json::serialize(schema.at("required")), required.toStdString());
        QCOMPARE(schema.at("additionalProperties"), json::value(false));
    }
    void argumentsFindTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("style");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<bool>("reads");
        QTest::newRow("nested") << QByteArray("nested") << QByteArray(R"({"path":{"id":"1"},"query":{"limit":5},"body":{"name":"x"}})") << true;
        QTest::newRow("prefixed") << QByteArray("flat_prefixed") << QByteArray(R"({"path_id":"1","query_limit":5,"body_name":"x"})") << true;
        QTest::newRow("smart") << QByteArray("flat_smart") << QByteArray(R"({"path_id":"1","limit":5,"name":"x"})") << true;
        QTest::newRow("a flat style takes nested ones, too") << QByteArray("flat_smart") << QByteArray(R"({"path":{"id":"1"},"query":{"limit":5},"name":"x"})") << true;
        QTest::newRow("an unknown one") << QByteArray("flat_prefixed") << QByteArray(R"({"path_id":"1","colour":"red"})") << false;
    }
    void argumentsFindTheirPlace()
    {
        QFETCH(QByteArray, style);
        QFETCH(QByteArray, arguments);
        QFETCH(bool, reads);
        const Result<ActionArguments> out = styledArguments(sample(), *paramStyleFrom(style.toStdString()), parseObject(arguments.toStdString()).value());
        QCOMPARE(out.ok(), reads);
        if (!reads)
            return;
        QCOMPARE(out->path, (json::object{{"id", "1"}}));
        QCOMPARE(out->query, (json::object{{"limit", 5}}));
        QCOMPARE(out->body, (json::object{{"name", "x"}}));
    }
    void theCursorIsNobodysParameter()
    {
        const Result<ActionArguments> out = styledArguments(sample(), ParamStyle::FlatSmart, {{"next", "abc"}});
        QCOMPARE(out.value().next, std::string("abc"));
    }
    void thereAreThreeStyles()
    {
        for (const char *wrong : {"", "flat", "NESTED"})
            QVERIFY(!paramStyleFrom(wrong));
    }
};

QTEST_GUILESS_MAIN(ParamStyleTest)
#include "param_style_test.moc"
