#include "core/base/clock.h"
#include "core/connectors/loader.h"

#include "tests/core/connectors/connector_text.h"

#include <QTest>

using namespace hub;

Q_DECLARE_METATYPE(std::string)

//! Files that mean harm: refused, at their place, and soon.
class HostileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A34_hiddenSignsAreRefusedWhereverTheyStand_data();
    void A34_hiddenSignsAreRefusedWhereverTheyStand();
    void A34_lineBreaksAreRefusedInWhatIsRead();
    void oversizedFilesAreRefusedSoon_data();
    void oversizedFilesAreRefusedSoon();
    void parametersAreJsonSchemas_data();
    void parametersAreJsonSchemas();
    void allProblemsAreToldAtOnce();
};

void HostileTest::A34_hiddenSignsAreRefusedWhereverTheyStand_data()
{
    QTest::addColumn<std::string>("sign");
    const std::vector<std::pair<const char *, const char *>> signs{
        {"zero width space", "\u200B"}, {"right-to-left mark", "\u200F"}, {"embedding", "\u202A"},       {"override", "\u202E"}, {"word joiner", "\u2060"}, {"invisible plus", "\u2064"},
        {"isolate", "\u2066"},          {"end of isolate", "\u2069"},     {"byte order mark", "\uFEFF"}, {"tag", "\U000E0041"},  {"last tag", "\U000E007F"}};
    for (const auto &[name, sign] : signs)
        QTest::newRow(name) << std::string(sign);
}

void HostileTest::A34_hiddenSignsAreRefusedWhereverTheyStand()
{
    QFETCH(std::string, sign);
    const std::string text = json::serialize(json::value("a" + sign + "b"));
    const std::vector<std::pair<std::string, std::string>> places{{"/name", text},
                                                                  {"/description", text},
                                                                  {"/inputs/0/label", text},
                                                                  {"/inputs/0/help", text},
                                                                  {"/auth/0/label", text},
                                                                  {"/auth/0/scopes/0/label", text},
                                                                  {"/actions/0/title", text},
                                                                  {"/actions/0/description", text},
                                                                  {"/categories/0", text},
                                                                  {"/actions/0/parameters/query/q/description", text},
                                                                  {"/auth/1/placement/headers/X-Api-Key", text}};
    for (const auto &[pointer, value] : places) {
        const Result<Connector> loaded = loadConnector(changedConnector(pointer, value), "f", false);
        QVERIFY2(!loaded.ok(), pointer.c_str());
        QCOMPARE(loaded.error().field, pointer);
        QVERIFY2(loaded.error().message.find("U+") != std::string::npos, loaded.error().message.c_str());
    }
    QVERIFY2(!loadConnector(changedConnector("/actions/0/parameters/query/a" + sign, R"({"type": "string"})"), "f", false).ok(), "a name");
}

void HostileTest::A34_lineBreaksAreRefusedInWhatIsRead()
{
    for (const char *control : {"\"a\\nb\"", "\"a\\u0007b\"", "\"a\\u007fb\"", "\"a\\u0085b\""})
        QCOMPARE(loadConnector(changedConnector("/actions/0/description", control), "f", false).error().field, std::string("/actions/0/description"));
    QVERIFY2(loadConnector(changedConnector("/actions/0/description", "\"Größe, 名前 – “so”\""), "f", false).ok(), "other languages are fine");
}

void HostileTest::oversizedFilesAreRefusedSoon_data()
{
    QTest::addColumn<std::string>("text");
    std::string deep = json::serialize(goodConnector());
    deep.insert(deep.size() - 1, ",\"deep\":" + std::string(100, '[') + std::string(100, ']'));
    QTest::newRow("a hundred deep") << deep;
    QTest::newRow("a hundred thousand deep") << std::string(100'000, '[');
    QTest::newRow("more than 2 MiB") << changedConnector("/description", '"' + std::string(2 * 1024 * 1024, 'a') + '"');
    QTest::newRow("a pattern of a megabyte") << changedConnector("/inputs/0/pattern", '"' + std::string(1'000'000, 'a') + '"');
    QTest::newRow("a pattern that grows") << changedConnector("/inputs/0/pattern", R"("((a{100}){100}){100}")");
    QTest::newRow("a parameter's pattern that grows") << changedConnector("/actions/0/parameters/query/q", R"({"type": "string", "pattern": "((a{100}){100}){100}"})");
    json::array actions;
    for (int i = 0; i < 10'000; ++i)
        actions.push_back(json::object{{"id", "acme_a" + std::to_string(i)}, {"title", "T"}, {"description", "D"}, {"effect", "read"}, {"method", "GET"}, {"path", "/"}});
    QTest::newRow("10,000 actions") << changedConnector("/actions", json::serialize(actions));
    actions.resize(2000);
    actions.back().get_object()["id"] = "acme_a0";
    QTest::newRow("2,000 actions, the last one twice") << changedConnector("/actions", json::serialize(actions));
}

void HostileTest::oversizedFilesAreRefusedSoon()
{
    QFETCH(std::string, text);
    const SystemClock clock;
    const MonotonicTime begun = clock.monotonic();
    QVERIFY(!loadConnector(text, "f", false).ok());
    QVERIFY2(clock.monotonic() - begun < std::chrono::seconds(5), "with sanitizers and in a debug build");
}

void HostileTest::parametersAreJsonSchemas_data()
{
    QTest::addColumn<std::string>("schema");
    QTest::addColumn<bool>("good");
    QTest::newRow("a type") << std::string(R"({"type": "string"})") << true;
    QTest::newRow("two types") << std::string(R"({"type": ["string", "null"]})") << true;
    QTest::newRow("nested") << std::string(R"({"type": "array", "items": {"type": "object", "properties": {"type": {"type": "integer"}}}})") << true;
    QTest::newRow("a default that looks like a schema") << std::string(R"({"type": "object", "default": {"type": "car"}})") << true;
    QTest::newRow("no type of JSON Schema") << std::string(R"({"type": "text"})") << false;
    QTest::newRow("one below") << std::string(R"({"type": "array", "items": {"type": "date"}})") << false;
    QTest::newRow("a number as type") << std::string(R"({"type": 3})") << false;
    QTest::newRow("a remote reference") << std::string(R"({"$ref": "https://evil.example/x.json"})") << false;
    QTest::newRow("a reference to nothing") << std::string(R"({"$ref": "#/definitions/x"})") << false;
    QTest::newRow("one to itself") << std::string(R"({"$ref": "#"})") << false;
    QTest::newRow("a broken pattern") << std::string(R"({"type": "string", "pattern": "(("})") << false;
    QTest::newRow("a minimum that is none") << std::string(R"({"type": "integer", "minimum": "a"})") << false;
}

void HostileTest::parametersAreJsonSchemas()
{
    QFETCH(std::string, schema);
    QFETCH(bool, good);
    const Result<Connector> loaded = loadConnector(changedConnector("/actions/0/parameters/query/q", schema), "f", false);
    QCOMPARE(loaded.ok(), good);
    if (!good)
        QVERIFY2(loaded.error().field.starts_with("/actions/0/parameters/query/q"), loaded.error().field.c_str());
}

void HostileTest::allProblemsAreToldAtOnce()
{
    json::object form = json::parse(changedConnector("/name", "3")).get_object();
    form["colour"] = "red";
    const std::vector<Error> ofForm = connectorProblems(json::serialize(form), "acme.json", false);
    QCOMPARE(ofForm.size(), std::size_t(2));
    json::value rules = json::parse(changedConnector("/docs_url", "\"http://d.example\""));
    rules.at("actions").at(0).as_object()["path"] = "items";
    rules.at("auth").at(0).as_object()["token_url"] = "ftp://x";
    const std::vector<Error> ofRules = connectorProblems(json::serialize(rules), "acme.json", false);
    QCOMPARE(ofRules.size(), std::size_t(3));
    for (const Error &problem : ofRules)
        QVERIFY2(problem.message.starts_with("acme.json: /"), problem.message.c_str());
    QVERIFY(connectorProblems(json::serialize(goodConnector()), "acme.json", false).empty());
}

QTEST_APPLESS_MAIN(HostileTest)
#include "hostile_test.moc"
