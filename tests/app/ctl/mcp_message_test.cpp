#include "app/ctl/mcp_message.h"

#include <QTest>

using namespace hub::ctl;

class McpMessageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesAreToldApart_data();
    void messagesAreToldApart();
    void cancelledRequestsAreNamed();
    void headersSayWhatTheBodySays_data();
    void headersSayWhatTheBodySays();
    void eventsAreReadHoweverTheyAreCut();
    void anAnswerIsOneLine();
};

void McpMessageTest::messagesAreToldApart_data()
{
    using Kind = McpMessage::Kind;
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const char *line, Kind kind) { QTest::newRow(name) << QByteArray(line) << static_cast<int>(kind); };
    row("a request", R"({"jsonrpc":"2.0","id":0,"method":"ping"})", Kind::Request);
    row("a request with a text as id", R"({"jsonrpc":"2.0","id":"a","method":"ping"})", Kind::Request);
    row("a notification", R"({"jsonrpc":"2.0","method":"notifications/initialized"})", Kind::Notification);
    row("a result", R"({"jsonrpc":"2.0","id":1,"result":{}})", Kind::Response);
    row("an error", R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}})", Kind::Response);
    row("an error about nothing", R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}})", Kind::Broken);
    row("a batch", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", Kind::Batch);
    row("no JSON", "hello", Kind::Broken);
    row("an empty object", "{}", Kind::Broken);
}

void McpMessageTest::messagesAreToldApart()
{
    QFETCH(QByteArray, line);
    const McpMessage message = readMessage(line);
    QTEST(static_cast<int>(message.kind), "kind");
    QVERIFY(!message.isModern());
    QVERIFY(message.cancels.isUndefined());
    QVERIFY(message.mayRepeat());
    QVERIFY(!readMessage(R"({"id":1,"method":"tools/call"})").mayRepeat());
}

void McpMessageTest::cancelledRequestsAreNamed()
{
    QCOMPARE(readMessage(R"({"method":"notifications/cancelled","params":{"requestId":7}})").cancels, QJsonValue(7));
}

void McpMessageTest::headersSayWhatTheBodySays_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("headers");
    const auto row = [](const char *name, const QByteArray &method, const QByteArray &param, const char *headers) {
        QTest::newRow(name) << QByteArray(R"({"id":1,"method":")" + method + R"(","params":{)" + param + R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})")
                            << QByteArray(headers);
    };
    row("discovery", "server/discover", "", "2026-07-28|server/discover");
    row("a tool", "tools/call", R"("name":"a_b",)", "2026-07-28|tools/call|a_b");
    row("a prompt", "prompts/get", R"("name":"p",)", "2026-07-28|prompts/get|p");
    row("a resource", "resources/read", R"("uri":"x://y z",)", "2026-07-28|resources/read|x://y z");
    row("a name of other letters", "tools/call", R"("name":"é",)", "2026-07-28|tools/call|=?base64?w6k=?=");
    row("a name that looks encoded", "tools/call", R"("name":"=?base64?x?=",)", "2026-07-28|tools/call|=?base64?PT9iYXNlNjQ/eD89?=");
    row("a name that breaks lines", "tools/call", R"("name":"a\r\nX: y",)", "2026-07-28|tools/call|=?base64?YQ0KWDogeQ==?=");
    row("a name that counts nowhere else", "tools/list", R"("name":"a",)", "2026-07-28|tools/list");
}

void McpMessageTest::headersSayWhatTheBodySays()
{
    QFETCH(QByteArray, line);
    const McpMessage message = readMessage(line);
    QVERIFY(message.isModern());
    QByteArrayList values;
    for (const auto &[name, value] : modernHeaders(message))
        values.append(value);
    QTEST(values.join('|'), "headers");
}

void McpMessageTest::eventsAreReadHoweverTheyAreCut()
{
    const QByteArray text = "id: 1\ndata:\n\n: alive\n\nevent: message\r\nid: 2\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nretry: 5\ndata:x\n\ndata: never ended";
    for (const qsizetype step : {qsizetype(1), qsizetype(5), text.size()}) {
        EventReader reader;
        QByteArrayList seen;
        for (qsizetype at = 0; at < text.size(); at += step) {
            for (const EventReader::Event &event : reader.feed(text.mid(at, step)))
                seen.append(event.id + '=' + event.data);
        }
        QCOMPARE(seen, (QByteArrayList{"1=", "2={\"a\":\n1}", "=x"}));
    }
}

void McpMessageTest::anAnswerIsOneLine()
{
    QCOMPARE(oneLine("{\r\n \"a\": \"x\\n\"\n}\n"), QByteArray("{   \"a\": \"x\\n\" }"));
    QCOMPARE(errorAnswer(QJsonValue(3), QStringLiteral("No hub.")), QByteArray(R"({"error":{"code":-32000,"message":"No hub."},"id":3,"jsonrpc":"2.0"})"));
}

QTEST_GUILESS_MAIN(McpMessageTest)
#include "mcp_message_test.moc"
