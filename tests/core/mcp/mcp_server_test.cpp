#include "tests/core/mcp/mcp_desk.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kOpens = R"({"elicitation":{"form":{},"url":{}}})";

std::string toolCall(const std::string &name, const json::object &arguments = {})
{
    return json::serialize(json::object{{"name", name}, {"arguments", arguments}});
}

} // namespace

//! /mcp as clients of both eras see it.
class McpServerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<McpDesk>(); }
    void cleanup() { m_desk.reset(); }
    void versionsAreAgreedOn_data();
    void versionsAreAgreedOn();
    void requestsWithoutASession_data();
    void requestsWithoutASession();
    void messagesAreAnswered_data();
    void messagesAreAnswered();
    void batchesAreOfOneVersion_data();
    void batchesAreOfOneVersion();
    void bodiesThatAreNoMessage_data();
    void bodiesThatAreNoMessage();
    void S12_A32_aSessionIsItsCallers();
    void aSessionEnds();
    void sessionsThatNobodyUsesGo();
    void toolsComeInOneOrder();
    void S6_toolsAreWhatTheCallerMay();
    void S21_everyAnswerIsGuarded();
    void aToolIsCalled_data();
    void aToolIsCalled();
    void accountsAreChosen();
    void listsAreCachedUntilSomethingChanges();
    void twoThousandToolsComeOnOnePage();
    void aCancelledCallIsRecordedAsOne();
    void streamsEndWithTheirKey_data();
    void streamsEndWithTheirKey();
    void modesAndStyles_data();
    void modesAndStyles();

private:
    json::value call(const std::string &name, const json::object &arguments) { return m_desk->result(m_desk->ask(m_desk->initialize(), "tools/call", toolCall(name, arguments))); }
    json::array tools() { return m_desk->result(m_desk->ask(m_desk->initialize(), "tools/list")).at("tools").get_array(); }
    std::unique_ptr<McpDesk> m_desk;
};

void McpServerTest::versionsAreAgreedOn_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("agreed");
    for (const char *version : {"2025-11-25", "2025-06-18", "2025-03-26"})
        QTest::newRow(version) << QByteArray(version) << QByteArray(version);
    for (const char *version : {"2024-11-05", "2099-01-01", "", "latest"})
        QTest::addRow("not served: %s", version) << QByteArray(version) << QByteArray("2025-11-25");
}

void McpServerTest::versionsAreAgreedOn()
{
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, agreed);
    const json::object message{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "initialize"}, {"params", {{"protocolVersion", wanted.toStdString()}, {"capabilities", json::object()}}}};
    const auto asked = m_desk->send(json::serialize(message), {});
    QCOMPARE(asked->answer->head.status, 200);
    QCOMPARE(asked->answer->head.headers.value("mcp-session-id").size(), std::size_t(43));
    const json::value result = m_desk->result(asked);
    QCOMPARE(result.at("protocolVersion"), json::value(agreed.toStdString()));
    QCOMPARE(result.at("serverInfo").at("version"), json::value("1.2.3"));
    QCOMPARE(result.at("capabilities").at("tools").at("listChanged"), json::value(true));
}

void McpServerTest::requestsWithoutASession_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("status");
    QTest::newRow("a request that names none") << QByteArray("POST") << QByteArray() << QByteArray() << 400;
    QTest::newRow("one that has ended, so that clients begin anew") << QByteArray("POST") << QByteArray("gone") << QByteArray() << 404;
    QTest::newRow("a version that is not served") << QByteArray("POST") << QByteArray("gone") << QByteArray("1999-01-01") << 400;
    QTest::newRow("GET without one") << QByteArray("GET") << QByteArray() << QByteArray() << 405;
    QTest::newRow("GET with one that has ended") << QByteArray("GET") << QByteArray("gone") << QByteArray() << 404;
    QTest::newRow("DELETE without one") << QByteArray("DELETE") << QByteArray() << QByteArray() << 405;
    QTest::newRow("DELETE of one that has ended") << QByteArray("DELETE") << QByteArray("gone") << QByteArray() << 404;
}

void McpServerTest::requestsWithoutASession()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, session);
    QFETCH(QByteArray, version);
    QFETCH(int, status);
    Headers headers;
    if (!session.isEmpty())
        headers.add("Mcp-Session-Id", session.toStdString());
    if (!version.isEmpty())
        headers.add("MCP-Protocol-Version", version.toStdString());
    const auto asked = m_desk->send(R"({"jsonrpc":"2.0","id":7,"method":"tools/list"})", headers, method.toStdString());
    QCOMPARE(asked->answer->head.status, status);
    QVERIFY(asked->answer->head.headers.contains("x-connect-hub-error"));
    QCOMPARE(std::string(asked->answer->head.headers.value("allow")), std::string(status == 405 ? "POST" : ""));
    if (method == "POST")
        QCOMPARE(asked->answer->messages().back().at("id"), json::value(7));
}

void McpServerTest::messagesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code"); // of the error; 0 = none
    const auto row = [](const char *name, const char *message, int status, int code) { QTest::newRow(name) << QByteArray(message) << status << code; };
    row("ping", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 200, 0);
    row("an odd id", R"({"jsonrpc":"2.0","id":{},"method":"ping"})", 200, 0);
    row("a notification", R"({"jsonrpc":"2.0","method":"notifications/initialized"})", 202, 0);
    row("an answer to nothing", R"({"jsonrpc":"2.0","id":"hub-1","result":{}})", 202, 0);
    row("cancelling what does not run", R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}})", 202, 0);
    row("a log level", R"({"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"warning"}})", 200, 0);
    row("a log level that is none", R"({"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"loud"}})", 200, -32602);
    row("subscribing", R"({"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"hub://accounts"}})", 200, 0);
    row("prompts", R"({"jsonrpc":"2.0","id":1,"method":"prompts/list"})", 200, 0);
    row("an unknown prompt", R"({"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"x"}})", 200, -32602);
    row("resources", R"({"jsonrpc":"2.0","id":1,"method":"resources/list"})", 200, 0);
    row("an unknown resource", R"({"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"hub://x"}})", 200, -32602);
    row("names of accounts",
        R"({"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/resource","uri":"hub://accounts/{account}"},"argument":{"name":"account","value":"b"}}})", 200,
        0);
    row("an unknown method", R"({"jsonrpc":"2.0","id":1,"method":"tasks/list"})", 200, -32601);
    row("another version of JSON-RPC", R"({"jsonrpc":"1.0","id":1,"method":"ping"})", 400, -32600);
    row("params that are a list", R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[]})", 400, -32600);
    row("a text", R"("ping")", 400, -32600);
    row("no JSON", "ping", 400, -32700);
    row("nothing", "", 400, -32700);
    row("A33: a key twice", R"({"jsonrpc":"2.0","id":1,"id":2,"method":"ping"})", 400, -32700);
    row("A33: 1e400", R"({"jsonrpc":"2.0","id":1e400,"method":"ping"})", 400, -32700);
    row("an unknown tool", R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nothing"}})", 200, -32602);
    row("arguments that are a list", R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"bolt_list_items","arguments":[]}})", 200, -32602);
    row("no tool named", R"({"jsonrpc":"2.0","id":1,"method":"tools/call"})", 200, -32602);
}

void McpServerTest::messagesAreAnswered()
{
    QFETCH(QByteArray, message);
    QFETCH(int, status);
    QFETCH(int, code);
    m_desk->bolt();
    const auto asked = m_desk->send(message.toStdString(), {{"Mcp-Session-Id", m_desk->initialize()}});
    QCOMPARE(asked->answer->head.status, status);
    QCOMPARE(McpDesk::codeOf(asked), code);
    QCOMPARE(asked->answer->head.headers.contains("x-connect-hub-error"), status >= 400);
    QVERIFY(m_desk->wire.sent.empty());
}

void McpServerTest::batchesAreOfOneVersion_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("batch");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("answers"); // -1 = one error
    const QByteArray ping(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    const QByteArray note(R"({"jsonrpc":"2.0","method":"notifications/x"})");
    const QByteArray list(R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})");
    QByteArray many;
    for (int i = 0; i < 51; ++i)
        many += (i == 0 ? "" : ",") + ping;
    QTest::newRow("where they belong") << QByteArray("2025-03-26") << '[' + ping + ',' + note + ",7," + list + ']' << 200 << 3;
    QTest::newRow("notifications only") << QByteArray("2025-03-26") << '[' + note + ']' << 202 << 0;
    QTest::newRow("a later version") << QByteArray("2025-06-18") << '[' + ping + ']' << 400 << -1;
    QTest::newRow("an empty one") << QByteArray("2025-03-26") << QByteArray("[]") << 400 << -1;
    QTest::newRow("A33: too many") << QByteArray("2025-03-26") << '[' + many + ']' << 400 << -1;
}

void McpServerTest::batchesAreOfOneVersion()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, batch);
    QFETCH(int, status);
    QFETCH(int, answers);
    const auto asked = m_desk->send(batch.toStdString(), {{"Mcp-Session-Id", m_desk->initialize("{}", version.toStdString())}});
    QVERIFY(m_desk->until([&] { return asked->done->has_value(); }));
    QCOMPARE(asked->answer->head.status, status);
    if (answers < 0)
        QCOMPARE(McpDesk::codeOf(asked), -32600);
    else if (answers > 0)
        QCOMPARE(asked->answer->messages().front().get_array().size(), static_cast<std::size_t>(answers));
}

void McpServerTest::bodiesThatAreNoMessage_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("A03: plain text") << QByteArray("text/plain") << 2 << 415 << QByteArray("unsupported_media_type");
    QTest::newRow("a type with a charset") << QByteArray("application/json; charset=utf-8") << 2 << 400 << QByteArray("invalid_request");
    QTest::newRow("too large") << QByteArray("application/json") << 10 * 1024 * 1024 + 1 << 413 << QByteArray("too_large");
}

void McpServerTest::bodiesThatAreNoMessage()
{
    QFETCH(QByteArray, type);
    QFETCH(int, size);
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    const auto asked = m_desk->send(std::string(static_cast<std::size_t>(size), ' '), {{"Content-Type", type.toStdString()}});
    QCOMPARE(asked->answer->head.status, status);
    QCOMPARE(std::string(asked->answer->head.headers.value("x-connect-hub-error")), code.toStdString());
}

void McpServerTest::S12_A32_aSessionIsItsCallers()
{
    const std::string session = m_desk->initialize();
    m_desk->caller = McpDesk::principal();
    m_desk->caller->id = "k2";
    for (const char *method : {"POST", "GET", "DELETE"})
        QCOMPARE(m_desk->send(R"({"jsonrpc":"2.0","id":1,"method":"ping"})", {{"Mcp-Session-Id", session}}, method)->answer->head.status, 404);
    m_desk->caller->id = "k1";
    QCOMPARE(m_desk->ask(session, "ping")->answer->head.status, 200);
}

void McpServerTest::aSessionEnds()
{
    const std::string session = m_desk->initialize();
    const auto stream = m_desk->send({}, {{"Mcp-Session-Id", session}}, "GET");
    QVERIFY(!stream->answer->isEnded);
    QCOMPARE(m_desk->send({}, {{"Mcp-Session-Id", session}}, "DELETE")->answer->head.status, 204);
    QVERIFY(m_desk->until([&] { return stream->answer->isEnded; }));
    QCOMPARE(m_desk->ask(session, "ping")->answer->head.status, 404);
}

void McpServerTest::sessionsThatNobodyUsesGo()
{
    const std::string used = m_desk->initialize();
    m_desk->initialize();
    m_desk->clock.advance(std::chrono::minutes(20));
    m_desk->ask(used, "ping");
    m_desk->clock.advance(std::chrono::minutes(20));
    QCOMPARE(m_desk->ask(used, "ping")->answer->head.status, 200);
    QCOMPARE(m_desk->mcp->sessions(), std::size_t(1));
    for (int i = 0; i < 200; ++i) // a client that never ends what it opens
        m_desk->initialize();
    QCOMPARE(m_desk->mcp->sessions(), std::size_t(128));
}

void McpServerTest::toolsComeInOneOrder()
{
    m_desk->cargo();
    m_desk->bolt();
    const json::array first = tools();
    std::vector<std::string> names;
    for (const json::value &tool : first)
        names.push_back(hub::textOf(tool.at("name")));
    const std::vector<std::string> expected{"bolt_list_items", "bolt_create_item", "bolt_delete_item", "cargo_list_boxes"};
    QCOMPARE(names, expected);
    QCOMPARE(tools(), first);
    QVERIFY(hub::textOf(first[0].at("icons").at(0).at("src")).starts_with("data:image/svg+xml;base64,"));
    QCOMPARE(first[0].at("outputSchema").at("type"), json::value("object"));
    m_desk->account = "cargo";
    QCOMPARE(tools().size(), std::size_t(1));
    m_desk->account = "nothing";
    const auto asked = m_desk->ask(m_desk->initialize(), "tools/list");
    QCOMPARE(McpDesk::codeOf(asked), -32602);
}

void McpServerTest::S6_toolsAreWhatTheCallerMay()
{
    m_desk->bolt("ana");
    m_desk->cargo("bob");
    m_desk->caller = McpDesk::principal({Scope::Read}, OwnerId("ana"));
    const json::array list = tools();
    QCOMPARE(list.size(), std::size_t(1));
    QCOMPARE(list.at(0).at("name"), json::value("bolt_list_items"));
    const std::string session = m_desk->initialize();
    QCOMPARE(McpDesk::codeOf(m_desk->ask(session, "tools/call", toolCall("bolt_create_item", {{"name", "x"}}))), -32602); // as if there were none
    QCOMPARE(McpDesk::codeOf(m_desk->ask(session, "tools/call", toolCall("cargo_list_boxes"))), -32602);
    const json::value resource = m_desk->result(m_desk->ask(session, "resources/read", R"({"uri":"hub://accounts"})"));
    QVERIFY(hub::textOf(resource.at("contents").at(0).at("text")).find("cargo") == std::string::npos);
    m_desk->account = "cargo"; // S8
    QCOMPARE(call("bolt_list_items", {}).at("isError"), json::value(true));
    QVERIFY(m_desk->wire.sent.empty());
}

void McpServerTest::S21_everyAnswerIsGuarded()
{
    for (const std::string &text : {std::string(R"({"jsonrpc":"2.0","id":1,"method":"initialize"})"), std::string("no JSON")}) {
        const Headers headers = m_desk->send(text, {})->answer->head.headers;
        QCOMPARE(std::string(headers.value("cache-control")), std::string("no-store"));
        QCOMPARE(std::string(headers.value("x-content-type-options")), std::string("nosniff"));
        QCOMPARE(std::string(headers.value("content-security-policy")), std::string("default-src 'none'; frame-ancestors 'none'"));
        QCOMPARE(std::string(headers.value("x-request-id")), std::string("req_1"));
    }
}

void McpServerTest::aToolIsCalled_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("sent"); // empty = nothing leaves
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isError");
    const auto row = [](const char *name, const char *arguments, const char *sent, int status, bool isError) {
        QTest::newRow(name) << QByteArray(arguments) << QByteArray(sent) << status << isError;
    };
    row("nested arguments", R"({"query":{"limit":5}})", "/items?limit=5", 200, false);
    row("flat arguments", R"({"limit":5})", "/items?limit=5", 200, false);
    row("none", "{}", "/items", 200, false);
    row("the provider refuses", "{}", "/items", 403, true);
    row("another type", R"({"limit":"5"})", "", 0, true);
    row("an unknown one", R"({"page":5})", "", 0, true);
}

void McpServerTest::aToolIsCalled()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    QFETCH(bool, isError);
    m_desk->bolt();
    if (!sent.isEmpty())
        m_desk->wire.expect("GET " + kBoltApi + sent.toStdString(), {status, R"({"items":[{"id":1}]})"});
    const json::value result = call("bolt_list_items", parseObject(arguments.toStdString()).value());
    QVERIFY(m_desk->wire.done());
    const json::value *error = result.get_object().if_contains("isError");
    QCOMPARE(error != nullptr && error->get_bool(), isError);
    QVERIFY(!hub::textOf(result.at("content").at(0).at("text")).empty());
    if (!isError)
        QCOMPARE(result.at("structuredContent").at("data"), (json::value{{{"id", 1}}}));
    if (!sent.isEmpty())
        QCOMPARE(m_desk->record().back().protocol, std::string("mcp"));
}

void McpServerTest::accountsAreChosen()
{
    const Account first = m_desk->bolt("ana");
    const Account second = m_desk->bolt("ana");
    const json::value unnamed = call("bolt_list_items", {});
    QCOMPARE(unnamed.at("structuredContent").at("code"), json::value("account_ambiguous"));
    const std::string text = hub::textOf(unnamed.at("content").at(0).at("text"));
    QVERIFY2(text.find(first.alias) != std::string::npos && text.find(second.alias) != std::string::npos, text.c_str());
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QVERIFY(call("bolt_list_items", {{"account", second.alias}}).get_object().contains("structuredContent"));
    QCOMPARE(m_desk->record().back().account, second.id.str());
    m_desk->account = first.alias; // the header's word is the connection's: an argument does not change it
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    call("bolt_list_items", {{"account", second.alias}});
    QCOMPARE(m_desk->record().back().account, first.id.str());
}

void McpServerTest::listsAreCachedUntilSomethingChanges()
{
    m_desk->bolt("ana");
    QCOMPARE(tools().size(), std::size_t(3));
    m_desk->cargo("ana");
    QCOMPARE(tools().size(), std::size_t(4));
    QVERIFY(m_desk->catalogue.remove("cargo").ok());
    QCOMPARE(tools().size(), std::size_t(3));
    m_desk->caller = McpDesk::principal({Scope::Read});
    QCOMPARE(tools().size(), std::size_t(1)); // another record of the same key
}

void McpServerTest::twoThousandToolsComeOnOnePage()
{
    json::object file = parseObject(hub::kCargo).value();
    const json::object action = file.at("actions").at(0).get_object();
    std::vector<std::string> expected;
    for (int i = 19; i >= 0; --i) { // not in the order in which they are listed
        const std::string key = "made-" + std::to_string(10 + i);
        json::array actions;
        for (int j = 100; j > 0; --j) {
            actions.push_back(action);
            actions.back().get_object()["id"] = key + "_run_" + std::to_string(j);
        }
        file["key"] = key;
        file["actions"] = std::move(actions);
        QVERIFY(m_desk->catalogue.add(json::serialize(file), "sample", false).ok());
        m_desk->active(key, "api_key");
    }
    for (int i = 10; i < 30; ++i) {
        for (int j = 100; j > 0; --j)
            expected.push_back("made-" + std::to_string(i) + "_run_" + std::to_string(j));
    }
    for (const bool again : {false, true}) {
        const json::value result = m_desk->result(m_desk->tell("tools/list"));
        QVERIFY2(!result.get_object().contains("nextCursor"), again ? "again" : "first");
        std::vector<std::string> names;
        for (const json::value &tool : result.at("tools").get_array())
            names.push_back(hub::textOf(tool.at("name")));
        QCOMPARE(names, expected);
    }
}

void McpServerTest::aCancelledCallIsRecordedAsOne()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})", {}, true});
    const std::string session = m_desk->initialize();
    const auto asked = m_desk->ask(session, "tools/call", toolCall("bolt_list_items"), "5");
    QVERIFY(m_desk->until([&] { return m_desk->wire.sent.size() == 1; }));
    m_desk->send(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}})", {{"Mcp-Session-Id", session}});
    QVERIFY(m_desk->until([&] { return m_desk->mcp->running() == 0; }));
    QCOMPARE(m_desk->record().back().status, 499);
    QCOMPARE(m_desk->record().back().detail, std::string("cancelled"));
}

void McpServerTest::streamsEndWithTheirKey_data()
{
    QTest::addColumn<bool>("inSession");
    QTest::newRow("the stream of a session") << true;
    QTest::newRow("the stream of a subscription") << false;
}

void McpServerTest::streamsEndWithTheirKey()
{
    QFETCH(bool, inSession);
    const auto listen = [&] {
        return inSession ? m_desk->send({}, {{"Mcp-Session-Id", m_desk->initialize()}}, "GET") : m_desk->tell("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}});
    };
    m_desk->caller->expires = m_desk->clock.now() + std::chrono::milliseconds(50);
    const auto stream = listen();
    m_desk->bolt(); // news
    m_desk->settle();
    QVERIFY(stream->answer->body.find("list_changed") != std::string::npos);
    QVERIFY(!stream->answer->isEnded);
    m_desk->clock.advance(std::chrono::milliseconds(50));
    QVERIFY(m_desk->until([&] { return stream->answer->isEnded; }));
    m_desk->caller->expires = m_desk->clock.now() + std::chrono::hours(1);
    const auto other = listen();
    m_desk->clock.advance(std::chrono::minutes(59));
    m_desk->cargo();
    m_desk->settle();
    QVERIFY(!other->answer->isEnded);
    m_desk->clock.advance(std::chrono::minutes(1)); // news come too late
    const std::string before = other->answer->body;
    QVERIFY(m_desk->catalogue.remove("cargo").ok());
    QVERIFY(m_desk->until([&] { return other->answer->isEnded; }));
    QCOMPARE(other->answer->body, before);
}

void McpServerTest::modesAndStyles_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("fixed"); // by the key
    QTest::addColumn<int>("tools");        // -1 = refused
    QTest::addColumn<QByteArray>("first");
    QTest::newRow("one tool an action") << QByteArray() << QByteArray() << 3 << QByteArray("bolt_list_items");
    QTest::newRow("five for all") << QByteArray("?tool-mode=search_execute") << QByteArray() << 5 << QByteArray("hub_find_tools");
    QTest::newRow("as the key says") << QByteArray("?tool-mode=individual") << QByteArray("search_execute") << 5 << QByteArray("hub_find_tools");
    QTest::newRow("flat") << QByteArray("?param-style=flat_smart") << QByteArray() << 3 << QByteArray("bolt_list_items");
    QTest::newRow("an unknown mode") << QByteArray("?tool-mode=all") << QByteArray() << -1 << QByteArray();
    QTest::newRow("an unknown style") << QByteArray("?param-style=flat") << QByteArray() << -1 << QByteArray();
}

void McpServerTest::modesAndStyles()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, fixed);
    QFETCH(int, tools);
    QFETCH(QByteArray, first);
    m_desk->bolt();
    m_desk->caller->toolMode = fixed.toStdString();
    const auto asked = m_desk->tell("tools/list", {}, "{}", query.toStdString());
    QVERIFY(m_desk->until([&] { return asked->done->has_value(); }));
    QCOMPARE(asked->answer->head.status, tools < 0 ? 400 : 200);
    if (tools < 0)
        return;
    const json::array list = m_desk->result(asked).at("tools").get_array();
    QCOMPARE(static_cast<int>(list.size()), tools);
    QCOMPARE(list[0].at("name"), json::value(first.toStdString()));
    if (query.contains("flat_smart"))
        QVERIFY(list[0].at("inputSchema").at("properties").get_object().contains("limit"));
}

QTEST_GUILESS_MAIN(McpServerTest)
#include "mcp_server_test.moc"
