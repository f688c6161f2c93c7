#include "core/a2a/request.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

class RequestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void versions_data();
    void versions();
    void requests_data();
    void requests();
    void errorsHaveBothForms_data();
    void errorsHaveBothForms();
};

void RequestTest::versions_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("meant");
    QTest::newRow("none") << QByteArray() << QByteArray("absent");
    QTest::newRow("an empty one is none") << QByteArray(" ") << QByteArray("absent");
    QTest::newRow("1.0") << QByteArray("1.0") << QByteArray("1.0");
    QTest::newRow("a patch number does not count") << QByteArray("1.0.1") << QByteArray("1.0");
    QTest::newRow("0.3") << QByteArray("0.3") << QByteArray("0.3");
    QTest::newRow("0.3 with a patch number") << QByteArray("0.3.0") << QByteArray("0.3");
    QTest::newRow("a newer one") << QByteArray("1.1") << QByteArray("refused");
    QTest::newRow("an older one") << QByteArray("0.2.5") << QByteArray("refused");
    QTest::newRow("1.01 is not 1.0") << QByteArray("1.01") << QByteArray("refused");
    QTest::newRow("no number") << QByteArray("latest") << QByteArray("refused");
}

void RequestTest::versions()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, meant);
    Headers headers;
    if (!header.isEmpty())
        headers.add("a2a-version", header.toStdString());
    const Result<std::optional<Dialect>> version = versionOf(headers);
    const QByteArray got = !version ? "refused" : !*version ? "absent" : **version == Dialect::V1 ? "1.0" : "0.3";
    QCOMPARE(got, meant);
}

void RequestTest::requests_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("with a number as id") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"m"})") << true;
    QTest::newRow("with a text as id, and params") << QByteArray(R"({"jsonrpc":"2.0","id":"a","method":"m","params":{}})") << true;
    QTest::newRow("a batch") << QByteArray(R"([{"jsonrpc":"2.0","id":1,"method":"m"}])") << false;
    QTest::newRow("without a version") << QByteArray(R"({"id":1,"method":"m"})") << false;
    QTest::newRow("without an id") << QByteArray(R"({"jsonrpc":"2.0","method":"m"})") << false;
    QTest::newRow("with an object as id") << QByteArray(R"({"jsonrpc":"2.0","id":{},"method":"m"})") << false;
    QTest::newRow("without a method") << QByteArray(R"({"jsonrpc":"2.0","id":1})") << false;
    QTest::newRow("with a list as params") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"m","params":[]})") << false;
}

void RequestTest::requests()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    const std::variant<RpcCall, Failure> read = readRpcCall(parseJson(text.toStdString()).value());
    QCOMPARE(std::holds_alternative<RpcCall>(read), good);
    if (!good)
        QVERIFY(std::get<Failure>(read).code == Code::InvalidRequest);
}

void RequestTest::errorsHaveBothForms_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("http");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](Code code, int http, const char *status, const char *reason) { QTest::newRow(reason) << static_cast<int>(code) << http << QByteArray(status) << QByteArray(reason); };
    row(Code::TaskNotFound, 404, "NOT_FOUND", "TASK_NOT_FOUND");
    row(Code::TaskNotCancelable, 400, "FAILED_PRECONDITION", "TASK_NOT_CANCELABLE");
    row(Code::PushNotSupported, 400, "FAILED_PRECONDITION", "PUSH_NOTIFICATION_NOT_SUPPORTED");
    row(Code::UnsupportedOperation, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
    row(Code::ContentTypeNotSupported, 400, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED");
    row(Code::VersionNotSupported, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
    row(Code::InvalidParams, 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
    row(Code::Internal, 500, "INTERNAL", "INTERNAL_ERROR");
}

void RequestTest::errorsHaveBothForms()
{
    QFETCH(int, code);
    QFETCH(int, http);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, reason);
    const Failure failure{static_cast<Code>(code), "because", {{"a", "b"}}};
    const json::object info{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", reason.toStdString()}, {"domain", "a2a-protocol.org"}, {"metadata", {{"a", "b"}}}};
    QVERIFY(rpcErrorOf(failure) == (json::object{{"code", code}, {"message", "because"}, {"data", json::array{json::value(info)}}}));
    QVERIFY(restErrorOf(failure) == (json::object{{"error", {{"code", http}, {"status", status.toStdString()}, {"message", "because"}, {"details", json::array{json::value(info)}}}}}));
    QCOMPARE(httpStatusOf(failure.code), http);
}

QTEST_GUILESS_MAIN(RequestTest)
#include "request_test.moc"
