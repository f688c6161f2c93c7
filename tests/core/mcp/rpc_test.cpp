#include "core/mcp/rpc.h"

#include <QTest>

using namespace hub;

class RpcTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesAreToldApart_data();
    void messagesAreToldApart();
    void anIdComesBackAsItCame();
    void aLargeMemberGoesAsItIs();
};

void RpcTest::messagesAreToldApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    QTest::addColumn<bool>("isRequest");
    QTest::newRow("a request") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping"})") << true << true;
    QTest::newRow("a request with an odd id") << QByteArray(R"({"jsonrpc":"2.0","id":{},"method":"ping"})") << true << true;
    QTest::newRow("a notification") << QByteArray(R"({"jsonrpc":"2.0","method":"notifications/initialized"})") << true << false;
    QTest::newRow("an answer nobody waits for") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{}})") << true << false;
    QTest::newRow("another version") << QByteArray(R"({"jsonrpc":"1.0","id":1,"method":"ping"})") << false << false;
    QTest::newRow("no method") << QByteArray(R"({"jsonrpc":"2.0","id":1})") << false << false;
    QTest::newRow("params that are a list") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})") << false << false;
    QTest::newRow("not an object") << QByteArray("1") << false << false;
}

void RpcTest::messagesAreToldApart()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, fits);
    QFETCH(bool, isRequest);
    const Result<RpcMessage> message = readRpc(*parseJson(text.toStdString()));
    QCOMPARE(message.ok(), fits);
    if (fits)
        QCOMPARE(message->isRequest, isRequest);
}

void RpcTest::anIdComesBackAsItCame()
{
    for (const char *id : {"1", "\"a\"", "{}", "1.5"}) {
        const json::value value = *parseJson(id);
        QCOMPARE(parseJson(replyText(value, json::object())).value().at("id"), value);
        QCOMPARE(parseJson(failureText(value, {RpcCode::InvalidParams, "x"})).value().at("id"), value);
    }
    QCOMPARE(parseJson(failureText(1, {RpcCode::MethodNotFound, "x"})).value().at("error").at("code"), json::value(-32601));
}

void RpcTest::aLargeMemberGoesAsItIs()
{
    Reply reply;
    reply.rawName = "tools";
    reply.raw = std::make_shared<const std::string>("[1,2]");
    QCOMPARE(replyText(7, reply), std::string(R"({"jsonrpc":"2.0","id":7,"result":{"tools":[1,2]}})"));
    reply.result["ttlMs"] = 5;
    QCOMPARE(replyText(7, reply), std::string(R"({"jsonrpc":"2.0","id":7,"result":{"ttlMs":5,"tools":[1,2]}})"));
}

QTEST_GUILESS_MAIN(RpcTest)
#include "rpc_test.moc"
