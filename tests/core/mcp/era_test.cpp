#include "core/mcp/era.h"

#include <QTest>

using namespace hub;

namespace {

json::value parsed(const QByteArray &text)
{
    return parseJson(text.toStdString()).value();
}

Headers headersOf(const QByteArray &lines)
{
    Headers headers;
    for (const QByteArray &line : lines.split('\n')) {
        if (const qsizetype colon = line.indexOf(": "); colon > 0)
            headers.add(line.left(colon).toStdString(), line.mid(colon + 2).toStdString());
    }
    return headers;
}

const QByteArray kMeta(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})");
const QByteArray kHead("MCP-Protocol-Version: 2026-07-28\nMcp-Method: ");

} // namespace

class EraTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsBelongToOneEra_data();
    void requestsBelongToOneEra();
    void S11_A31_headersRepeatTheMessage_data();
    void S11_A31_headersRepeatTheMessage();
    void argumentsStandInHeaders_data();
    void argumentsStandInHeaders();
};

void EraTest::requestsBelongToOneEra_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<bool>("stateless");
    const auto row = [](const char *name, const char *head, const char *message, bool stateless) { QTest::newRow(name) << QByteArray(head) << QByteArray(message) << stateless; };
    row("initialize", "", R"({"method":"initialize"})", false);
    row("a session's request", "Mcp-Session-Id: x\nMCP-Protocol-Version: 2025-11-25", R"({"method":"tools/list"})", false);
    row("the oldest client, without a version", "Mcp-Session-Id: x", R"({"method":"tools/list"})", false);
    row("a batch", "", R"([{"method":"ping"}])", false);
    row("an answer", "Mcp-Session-Id: x", R"({"id":1,"result":{}})", false);
    row("a version that is none", "MCP-Protocol-Version: latest", R"({"method":"tools/list"})", false);
    row("the version in the header", "MCP-Protocol-Version: 2026-07-28", R"({"method":"tools/list"})", true);
    row("a later version", "MCP-Protocol-Version: 2027-01-01", R"({"method":"tools/list"})", true);
    row("the version in the body only", "", R"({"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})", true);
    row("a broken version in the body", "", R"({"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":1}}})", true);
    row("the method in a header", "Mcp-Method: tools/list", R"({"method":"tools/list"})", true);
    row("the method in a header, beside a session's version", "Mcp-Method: initialize\nMCP-Protocol-Version: 2025-11-25", R"({"method":"initialize"})", false);
    row("the method in a header, at the start of a session", "Mcp-Method: initialize", R"({"method":"initialize"})", false);
    row("the method in a header, within a session", "Mcp-Method: ping\nMcp-Session-Id: x", R"({"method":"ping"})", false);
    row("server/discover, which the other era does not know", "", R"({"method":"server/discover"})", true);
    row("subscriptions/listen, neither", "", R"({"method":"subscriptions/listen"})", true);
    row("initialize with the newer version's claim", "MCP-Protocol-Version: 2026-07-28", R"({"method":"initialize"})", true);
}

void EraTest::requestsBelongToOneEra()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, message);
    QFETCH(bool, stateless);
    QCOMPARE(eraOf(headersOf(head), parsed(message)) == Era::Stateless, stateless);
}

void EraTest::S11_A31_headersRepeatTheMessage_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<int>("code"); // 0 = let through
    const QByteArray meta = R"({"_meta":)" + kMeta + '}';
    const QByteArray tool = R"({"name":"acme_list","_meta":)" + kMeta + '}';
    const auto row = [](const char *name, const QByteArray &head, const char *method, const QByteArray &params, int code) {
        QTest::newRow(name) << head << QByteArray(method) << params << code;
    };
    row("as it should be", kHead + "tools/list", "tools/list", meta, 0);
    row("lower case names", "mcp-protocol-version: 2026-07-28\nmcp-method: tools/list", "tools/list", meta, 0);
    row("blanks around the value", kHead + "  tools/list ", "tools/list", meta, 0);
    row("the value in upper case", kHead + "TOOLS/LIST", "tools/list", meta, -32020);
    row("another method", kHead + "prompts/list", "tools/list", meta, -32020);
    row("no method header", "MCP-Protocol-Version: 2026-07-28", "tools/list", meta, -32020);
    row("no version header", "Mcp-Method: tools/list", "tools/list", meta, -32020);
    row("another version in the header", "MCP-Protocol-Version: 2025-11-25\nMcp-Method: tools/list", "tools/list", meta, -32020);
    row("no _meta", kHead + "tools/list", "tools/list", "{}", -32602);
    row("no version", kHead + "tools/list", "tools/list", R"({"_meta":{"io.modelcontextprotocol/clientCapabilities":{}}})", -32602);
    row("no capabilities", kHead + "tools/list", "tools/list", R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})", -32602);
    row("capabilities that are a list", kHead + "tools/list", "tools/list",
        R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}})", -32602);
    row("a version that nobody serves", "MCP-Protocol-Version: 2099-01-01\nMcp-Method: tools/list", "tools/list",
        R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01","io.modelcontextprotocol/clientCapabilities":{}}})", -32022);
    row("the tool's name", kHead + "tools/call\nMcp-Name: acme_list", "tools/call", tool, 0);
    row("the tool's name in Base64", kHead + "tools/call\nMcp-Name: =?base64?YWNtZV9saXN0?=", "tools/call", tool, 0);
    row("broken Base64", kHead + "tools/call\nMcp-Name: =?base64?YWNtZV9saXN0?", "tools/call", tool, -32020);
    row("another tool's name", kHead + "tools/call\nMcp-Name: acme_delete", "tools/call", tool, -32020);
    row("no tool's name", kHead + "tools/call", "tools/call", tool, -32020);
    row("a resource is named by its URI", kHead + "resources/read\nMcp-Name: hub://accounts", "resources/read", R"({"uri":"hub://accounts","_meta":)" + kMeta + '}', 0);
}

void EraTest::S11_A31_headersRepeatTheMessage()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, params);
    QFETCH(int, code);
    RpcMessage message;
    message.method = method.toStdString();
    message.params = parsed(params).get_object();
    const std::optional<RpcFailure> refused = judgeStateless(headersOf(head), message);
    QCOMPARE(refused ? static_cast<int>(refused->code) : 0, code);
    if (code == -32022)
        QCOMPARE(refused->data, (json::value{{"supported", json::array{"2026-07-28"}}, {"requested", "2099-01-01"}}));
}

void EraTest::argumentsStandInHeaders_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *name, const char *head, const char *arguments, bool fits) { QTest::newRow(name) << QByteArray(head) << QByteArray(arguments) << fits; };
    row("the same", "Mcp-Param-Region: eu", R"({"region":"eu"})", true);
    row("in Base64", "Mcp-Param-Region: =?base64?SGVsbG8=?=", R"({"region":"Hello"})", true);
    row("Base64 without its padding", "Mcp-Param-Region: =?base64?SGVsbG8?=", R"({"region":"Hello"})", false);
    row("no Base64", "Mcp-Param-Region: =?base64?SGVs!!!bG8=?=", R"({"region":"Hello"})", false);
    row("Base64 that does not say so is what it is", "Mcp-Param-Region: SGVsbG8=", R"({"region":"SGVsbG8="})", true);
    row("another", "Mcp-Param-Region: us", R"({"region":"eu"})", false);
    row("missing", "", R"({"region":"eu"})", false);
    row("neither", "", "{}", true);
    row("a number", "Mcp-Param-Count: 5", R"({"count":5})", true);
    row("one that is not marked", "", R"({"other":"x"})", true);
}

void EraTest::argumentsStandInHeaders()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, arguments);
    QFETCH(bool, fits);
    const json::value schema = parsed(R"({"properties":{"region":{"type":"string","x-mcp-header":"Region"},"count":{"type":"integer","x-mcp-header":"Count"},"other":{"type":"string"}}})");
    QCOMPARE(!judgeParamHeaders(headersOf(head), schema.get_object(), parsed(arguments).get_object()).has_value(), fits);
}

QTEST_GUILESS_MAIN(EraTest)
#include "era_test.moc"
