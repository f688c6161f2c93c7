#include "core/mcp/mcp_server.h"

#include "tests/support/desk.h"

#include <QTest>

using namespace hub;

namespace {

class KeptAnswer final : public Responder {
public:
    Task<Result<void>> send(ResponseHead given, std::string text) override
    {
        head = std::move(given);
        body = std::move(text);
        ++count;
        co_return Result<void>();
    }
    Task<Result<void>> begin(ResponseHead, std::optional<std::uint64_t>) override { co_return Error{}; }
    Task<Result<void>> flush() override { co_return Error{}; }
    Task<Result<void>> write(std::string_view) override { co_return Error{}; }
    Task<Result<void>> end() override { co_return Error{}; }
    bool started() const override { return count > 0; }

    ResponseHead head;
    std::string body;
    int count = 0;
};

struct Answered {
    int status = 0;
    Headers headers;
    json::value body;
};

int codeOf(const json::value &message)
{
    const json::value *code = at(message, "/error/code");
    return code != nullptr ? code->to_number<int>() : 0;
}

} // namespace

//! /mcp as a client of the session era sees it.
class McpServerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<Desk>();
        m_server = std::make_unique<McpServer>(&m_desk->actions, m_desk->service.get(), &m_desk->clock, "1.2.3");
        m_caller = Desk::principal();
        m_account.clear();
    }
    void versionsAreAgreedOn_data();
    void versionsAreAgreedOn();
    void messagesAreAnswered_data();
    void messagesAreAnswered();
    void batchesAreOfOneVersion_data();
    void batchesAreOfOneVersion();
    void requestsThatAreNoMessage_data();
    void requestsThatAreNoMessage();
    void toolsComeInOneOrder();
    void S6_toolsAreWhatTheCallerMay();
    void S21_everyAnswerIsGuarded();
    void aToolIsCalled_data();
    void aToolIsCalled();
    void accountsAreChosen();
    void aDeadAccountBringsItsLink();
    void noSessionIsEverIssued();

private:
    Answered ask(const std::string &body, Headers headers = {{"Content-Type", "application/json"}}, const std::string &method = "POST");
    json::value call(const std::string &name, const json::object &arguments);
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<McpServer> m_server;
    std::shared_ptr<Principal> m_caller;
    std::string m_account; //!< what x-account-id named
};

Answered McpServerTest::ask(const std::string &body, Headers headers, const std::string &method)
{
    StringBody reader(body);
    const Request request{{method, "/mcp", std::move(headers)}, &reader};
    KeptAnswer answer;
    m_desk->run(m_server->handle(m_caller, m_account, "req_1", &request, &answer));
    if (answer.count != 1)
        QTest::qFail("not one answer", __FILE__, __LINE__);
    return {answer.head.status, answer.head.headers, answer.body.empty() ? json::value(nullptr) : parseJson(answer.body).value()};
}

json::value McpServerTest::call(const std::string &name, const json::object &arguments)
{
    const json::object message{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "tools/call"}, {"params", {{"name", name}, {"arguments", arguments}}}};
    return ask(json::serialize(message)).body;
}

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
    const Answered answer = ask(json::serialize(message));
    QCOMPARE(answer.status, 200);
    const json::value &result = answer.body.at("result");
    QCOMPARE(result.at("protocolVersion"), json::value(agreed.toStdString()));
    QCOMPARE(result.at("serverInfo").at("name"), json::value("connect-hub"));
    QCOMPARE(result.at("serverInfo").at("version"), json::value("1.2.3"));
    QVERIFY(result.at("capabilities").get_object().contains("tools"));
}

void McpServerTest::messagesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code"); // of the error; 0 = none
    const auto row = [](const char *name, const char *message, int status, int code) { QTest::newRow(name) << QByteArray(message) << status << code; };
    row("ping", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 200, 0);
    row("a notification", R"({"jsonrpc":"2.0","method":"notifications/initialized"})", 202, 0);
    row("an answer to nothing", R"({"jsonrpc":"2.0","id":1,"result":{}})", 202, 0);
    row("an unknown method", R"({"jsonrpc":"2.0","id":1,"method":"resources/list"})", 200, -32601);
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
    const Answered answer = ask(message.toStdString());
    QCOMPARE(answer.status, status);
    QCOMPARE(codeOf(answer.body), code);
    QCOMPARE(answer.headers.contains("x-connect-hub-error"), status >= 400);
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
    QByteArray many;
    for (int i = 0; i < 51; ++i)
        many += (i == 0 ? "" : ",") + ping;
    QTest::newRow("where they belong") << QByteArray("2025-03-26") << '[' + ping + ',' + note + ",7]" << 200 << 2;
    QTest::newRow("without a version, which means that one") << QByteArray() << '[' + ping + ']' << 200 << 1;
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
    Headers headers{{"Content-Type", "application/json"}};
    if (!version.isEmpty())
        headers.add("MCP-Protocol-Version", version.toStdString());
    const Answered answer = ask(batch.toStdString(), headers);
    QCOMPARE(answer.status, status);
    if (answers < 0)
        QCOMPARE(codeOf(answer.body), -32600);
    else
        QCOMPARE(answer.body.is_array() ? answer.body.get_array().size() : 0, static_cast<std::size_t>(answers));
}

void McpServerTest::requestsThatAreNoMessage_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const QByteArray type("application/json");
    QTest::newRow("GET, for a stream of its own") << QByteArray("GET") << QByteArray() << QByteArray() << 405 << QByteArray("invalid_request");
    QTest::newRow("DELETE, for a session") << QByteArray("DELETE") << QByteArray() << QByteArray() << 405 << QByteArray("invalid_request");
    QTest::newRow("A03: plain text") << QByteArray("POST") << QByteArray("text/plain") << QByteArray() << 415 << QByteArray("unsupported_media_type");
    QTest::newRow("no type") << QByteArray("POST") << QByteArray() << QByteArray() << 415 << QByteArray("unsupported_media_type");
    QTest::newRow("a type with a charset") << QByteArray("POST") << type + "; charset=utf-8" << QByteArray() << 200 << QByteArray();
    QTest::newRow("a version that is served") << QByteArray("POST") << type << QByteArray("2025-06-18") << 200 << QByteArray();
    QTest::newRow("a version that is not") << QByteArray("POST") << type << QByteArray("1999-01-01") << 400 << QByteArray("invalid_request");
}

void McpServerTest::requestsThatAreNoMessage()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, version);
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    Headers headers;
    if (!type.isEmpty())
        headers.add("Content-Type", type.toStdString());
    if (!version.isEmpty())
        headers.add("MCP-Protocol-Version", version.toStdString());
    const Answered answer = ask(R"({"jsonrpc":"2.0","id":1,"method":"ping"})", headers, method.toStdString());
    QCOMPARE(answer.status, status);
    QCOMPARE(std::string(answer.headers.value("x-connect-hub-error")), code.toStdString());
    QCOMPARE(std::string(answer.headers.value("allow")), std::string(status == 405 ? "POST" : ""));
    const Answered large = ask(std::string(10 * 1024 * 1024 + 1, ' '));
    QCOMPARE(large.status, 413);
    QCOMPARE(std::string(large.headers.value("x-connect-hub-error")), std::string("too_large"));
}

void McpServerTest::toolsComeInOneOrder()
{
    m_desk->cargo();
    m_desk->bolt();
    const std::string message = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
    const json::value first = ask(message).body;
    std::vector<std::string> names;
    for (const json::value &tool : first.at("result").at("tools").get_array())
        names.push_back(hub::textOf(tool.at("name")));
    const std::vector<std::string> expected{"bolt_list_items", "bolt_create_item", "bolt_delete_item", "cargo_list_boxes"};
    QCOMPARE(names, expected);
    QVERIFY(!first.at("result").get_object().contains("nextCursor")); // all of it on the first page
    QCOMPARE(ask(message).body, first);
    m_account = "cargo";
    QCOMPARE(ask(message).body.at("result").at("tools").get_array().size(), std::size_t(1));
    m_account = "nothing";
    QCOMPARE(codeOf(ask(message).body), -32602);
}

void McpServerTest::S6_toolsAreWhatTheCallerMay()
{
    m_desk->bolt("ana");
    m_desk->cargo("bob");
    m_caller = Desk::principal({Scope::Read}, OwnerId("ana"));
    const json::value list = ask(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})").body;
    QCOMPARE(list.at("result").at("tools").get_array().size(), std::size_t(1));
    QCOMPARE(list.at("result").at("tools").at(0).at("name"), json::value("bolt_list_items"));
    QCOMPARE(codeOf(call("bolt_create_item", {{"name", "x"}})), -32602); // as if there were none
    QCOMPARE(codeOf(call("cargo_list_boxes", {})), -32602);
    m_account = "cargo"; // S8
    QVERIFY(codeOf(call("bolt_list_items", {})) != 0 || call("bolt_list_items", {}).at("result").at("isError") == json::value(true));
    QVERIFY(m_desk->wire.sent.empty());
}

void McpServerTest::S21_everyAnswerIsGuarded()
{
    for (const std::string &text : {std::string(R"({"jsonrpc":"2.0","id":1,"method":"ping"})"), std::string("no JSON")}) {
        const Answered answer = ask(text);
        QCOMPARE(std::string(answer.headers.value("cache-control")), std::string("no-store"));
        QCOMPARE(std::string(answer.headers.value("x-content-type-options")), std::string("nosniff"));
        QCOMPARE(std::string(answer.headers.value("content-security-policy")), std::string("default-src 'none'; frame-ancestors 'none'"));
        QCOMPARE(std::string(answer.headers.value("x-request-id")), std::string("req_1"));
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
    const json::value result = call("bolt_list_items", parseObject(arguments.toStdString()).value()).at("result");
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
    const json::value unnamed = call("bolt_list_items", {}).at("result");
    QCOMPARE(unnamed.at("structuredContent").at("code"), json::value("account_ambiguous"));
    const std::string text = hub::textOf(unnamed.at("content").at(0).at("text"));
    QVERIFY2(text.find(first.alias) != std::string::npos && text.find(second.alias) != std::string::npos, text.c_str());
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QVERIFY(call("bolt_list_items", {{"account", second.alias}}).at("result").get_object().contains("structuredContent"));
    QCOMPARE(m_desk->record().back().account, second.id.str());
    m_account = first.alias; // the header's word is the connection's: an argument does not change it
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    call("bolt_list_items", {{"account", second.alias}});
    QCOMPARE(m_desk->record().back().account, first.id.str());
}

void McpServerTest::aDeadAccountBringsItsLink()
{
    m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    const json::value result = call("bolt_list_items", {}).at("result");
    QCOMPARE(result.at("isError"), json::value(true));
    const json::value &structured = result.at("structuredContent");
    QCOMPARE(structured.at("code"), json::value("ACCOUNT_NOT_CONNECTED"));
    QCOMPARE(structured.at("provider"), json::value("bolt"));
    const std::string url = hub::textOf(structured.at("connect_url"));
    QVERIFY2(url.starts_with("http://127.0.0.1:7423/connect/"), url.c_str());
    QCOMPARE(structured.at("expires_at"), json::value(toRfc3339(m_desk->clock.now() + std::chrono::hours(24 * 30))));
    QVERIFY(hub::textOf(result.at("content").at(0).at("text")).find(url) != std::string::npos);
}

//! Nothing of a caller is kept between two requests: there is no handle that could be taken over.
void McpServerTest::noSessionIsEverIssued()
{
    const Answered answer = ask(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})");
    QVERIFY(!answer.headers.contains("mcp-session-id"));
    m_desk->bolt("ana");
    m_caller = Desk::principal({Scope::Full}, OwnerId("bob"));
    const Answered list = ask(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", {{"Content-Type", "application/json"}, {"Mcp-Session-Id", "ana"}});
    QVERIFY(list.body.at("result").at("tools").get_array().empty());
}

QTEST_GUILESS_MAIN(McpServerTest)
#include "mcp_server_test.moc"
