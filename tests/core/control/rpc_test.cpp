#include "core/control/rpc.h"

#include <QTest>

using namespace hub;
using namespace hub::control;

class RpcTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreReadStrictly_data();
    void linesAreReadStrictly();
    void aRequestIsTakenApart();
    void answersAreOneLineEach();
    void errorsCarryWhatTheHttpApiCarries();
};

void RpcTest::linesAreReadStrictly_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("fits");
    QTest::addColumn<bool>("wantsAnswer");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const char *name, const QByteArray &line, bool fits, bool wantsAnswer, const char *id) { QTest::newRow(name) << line << fits << wantsAnswer << QByteArray(id); };
    row("a request", R"({"jsonrpc":"2.0","id":1,"method":"hub.status"})", true, true, "1");
    row("an id that is a text", R"({"jsonrpc":"2.0","id":"a","method":"hub.status"})", true, true, R"("a")");
    row("an id that is null", R"({"jsonrpc":"2.0","id":null,"method":"hub.status"})", true, true, "null");
    row("a notification", R"({"jsonrpc":"2.0","method":"hub.status"})", true, false, "null");
    row("with params", R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"b":1}})", true, true, "1");
    row("a carriage return at the end", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}\r", true, true, "1");
    row("no JSON", "hello", false, true, "null");
    row("half a line", R"({"jsonrpc":"2.0","id":1)", false, true, "null");
    row("two objects", R"({"jsonrpc":"2.0","id":1,"method":"a"}{"jsonrpc":"2.0","id":2,"method":"a"})", false, true, "null");
    row("a batch", R"([{"jsonrpc":"2.0","id":1,"method":"a"}])", false, true, "null");
    row("A33: a key twice", R"({"jsonrpc":"2.0","id":1,"id":2,"method":"a"})", false, true, "null");
    row("A33: depth 100,000", QByteArray(100'000, '['), false, true, "null");
    row("another version", R"({"jsonrpc":"1.0","id":1,"method":"a"})", false, true, "1");
    row("no version", R"({"id":1,"method":"a"})", false, true, "1");
    row("an id that is an object", R"({"jsonrpc":"2.0","id":{},"method":"a"})", false, true, "null");
    row("no method", R"({"jsonrpc":"2.0","id":1})", false, true, "1");
    row("a method that is a number", R"({"jsonrpc":"2.0","id":1,"method":1})", false, true, "1");
    row("params that are a list", R"({"jsonrpc":"2.0","id":1,"method":"a","params":[]})", false, true, "1");
    row("a notification that is broken is told", R"({"jsonrpc":"2.0","method":""})", false, true, "null");
}

void RpcTest::linesAreReadStrictly()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, fits);
    QFETCH(bool, wantsAnswer);
    QFETCH(QByteArray, id);
    const RpcRequest request = readRequest(line.toStdString());
    QCOMPARE(!request.problem, fits);
    QCOMPARE(request.wantsAnswer, wantsAnswer);
    QCOMPARE(request.id, json::parse(id.toStdString()));
    if (!fits)
        QCOMPARE(request.problem->code, ErrorCode::InvalidRequest);
}

void RpcTest::aRequestIsTakenApart()
{
    const RpcRequest request = readRequest(R"({"jsonrpc":"2.0","id":7,"method":"keys.create","params":{"name":"x"}})");
    QCOMPARE(request.method, std::string("keys.create"));
    const json::object expected{{"name", "x"}};
    QCOMPARE(request.params, expected);
}

void RpcTest::answersAreOneLineEach()
{
    const Error error{ErrorCode::Internal, "two\nlines"};
    for (const std::string &line : {resultLine(1, {{"text", "two\nlines\r\n"}}), errorLine(nullptr, error), eventLine("call", {{"text", "\n"}})}) {
        QCOMPARE(std::count(line.begin(), line.end(), '\n'), 1);
        QVERIFY(line.ends_with('\n'));
        QCOMPARE(stringOf(parseObject(line).value(), "jsonrpc"), std::string("2.0"));
    }
    const json::object event = parseObject(eventLine("call", {{"type", "forged"}, {"row", 1}})).value();
    QCOMPARE(event.at("method"), json::value("event"));
    QCOMPARE(event.at("params").at("type"), json::value("call"));
    QVERIFY(!event.contains("id"));
}

void RpcTest::errorsCarryWhatTheHttpApiCarries()
{
    Error error{ErrorCode::AccountExpired, "Sign in again.", "account", std::chrono::seconds(3), "http://127.0.0.1:7423/connect/x", {"a", "b"}};
    const json::value answer = parseJson(errorLine("id", error)).value();
    const json::value expected = json::parse(R"({"code":412,"message":"Sign in again.","data":{"error_code":"account_expired","field":"account","choices":["a","b"],
        "auth_link_url":"http://127.0.0.1:7423/connect/x","retry_after_s":3}})");
    QCOMPARE(answer.at("id"), json::value("id"));
    QCOMPARE(answer.at("error"), expected);
    const json::value plain = parseJson(errorLine(1, {ErrorCode::NotFound, "x"})).value();
    QCOMPARE(plain.at("error").at("data"), (json::value{{"error_code", "not_found"}}));
}

QTEST_GUILESS_MAIN(RpcTest)
#include "rpc_test.moc"
