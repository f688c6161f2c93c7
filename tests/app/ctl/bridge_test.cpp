#include "app/ctl/bridge.h"

#include <QTcpServer>
#include <QTest>

#include <deque>

using namespace hub::ctl;

namespace {

constexpr const char *kInitialize = R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})";
constexpr const char *kInitialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
constexpr const char *kWelcome = R"({"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25","capabilities":{}}})";
constexpr const char *kList = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
constexpr const char *kListed = R"({"jsonrpc":"2.0","id":1,"result":{"tools":[]}})";
constexpr const char *kCall = R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"a"}})";
constexpr const char *kModernCall = R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"a","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})";

QByteArray answer(int status, const QByteArray &body, const QByteArray &more = {}, const QByteArray &type = "application/json")
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: " + type + "\r\n" + more + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

struct Request {
    QByteArray method, head, body;
    QByteArray header(const QByteArray &name) const
    {
        const qsizetype at = head.toLower().indexOf(QByteArray("\n" + name + ":"));
        return at < 0 ? QByteArray() : head.mid(at + name.size() + 2, head.indexOf('\r', at) - at - name.size() - 2).trimmed();
    }
};

//! A hub that answers what a test says, one answer a request; GET is refused unless a test wants it.
class ScriptedHub : public QObject {
public:
    ScriptedHub()
    {
        listen();
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
                ++closed;
                socket->deleteLater();
            });
        });
    }
    void listen()
    {
        if (!m_server.isListening())
            m_server.listen(QHostAddress::LocalHost, port());
    }
    void stop() { m_server.close(); }
    quint16 port() const { return m_port; }
    QUrl url()
    {
        m_port = m_server.serverPort();
        return QUrl(QStringLiteral("http://127.0.0.1:%1/mcp").arg(m_port));
    }

    std::deque<QByteArray> answers; //!< empty text = the connection is closed without a word; "hang" = no answer
    bool hasStream = false;
    QList<Request> seen;
    QTcpSocket *stream = nullptr;
    int closed = 0;

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &text = m_texts[socket];
        text += socket->readAll();
        const qsizetype end = text.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Request request{text.left(text.indexOf(' ')), text.left(end + 2), text.mid(end + 4)};
        if (request.body.size() < request.header("content-length").toInt())
            return;
        text.clear();
        seen.append(request);
        if (request.method == "GET" && hasStream) {
            stream = socket;
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            return;
        }
        if (request.method != "POST") {
            socket->write(answer(request.method == "DELETE" ? 200 : 405, "{}"));
            return;
        }
        if (answers.empty())
            QFAIL(QByteArray("nobody expects " + request.body).constData());
        const QByteArray next = answers.front();
        answers.pop_front();
        if (next.isEmpty())
            socket->abort();
        else if (next != "hang")
            socket->write(next);
    }

    QTcpServer m_server;
    quint16 m_port = 0;
    QHash<QTcpSocket *, QByteArray> m_texts;
};

} // namespace

class BridgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void whatOpenedASessionGoesWithEachMessage();
    void aForgottenSessionIsOpenedAnew();
    void twoThatFindItForgottenOpenItOnce();
    void aStreamIsHandedOnAsItComes();
    void newsComeWithoutARequest();
    void messagesOfTheOtherEraSaySoInHeaders();
    void cancellingClosesTheConnection();
    void aHubThatIsGoneIsLookedFor();
    void aCallIsNeverRepeatedWhenItMayHaveArrived();
    void whatChangesNothingIsRepeated();
    void aKeyThatIsRefusedIsFetchedAgain();
    void errorsOfTheHubReachTheRightRequest_data();
    void errorsOfTheHubReachTheRightRequest();
    void withoutAHubEachRequestIsTold();
    void theEndWaitsForAnswersAndEndsTheSession();

private:
    void open(const QByteArray &session = "Mcp-Session-Id: s1\r\n");
    //! The messages that came, those with a part that is looked for.
    QByteArrayList bodies(const char *part = "jsonrpc") const
    {
        QByteArrayList out;
        for (const Request &request : m_hub->seen) {
            if (request.body.contains(part))
                out.append(request.body);
        }
        return out;
    }
    std::unique_ptr<ScriptedHub> m_hub;
    std::unique_ptr<Bridge> m_bridge;
    QByteArrayList m_lines;
    int m_reached = 0;
    QString m_problem;
};

void BridgeTest::init()
{
    m_bridge.reset();
    m_lines.clear();
    m_reached = 0;
    m_problem.clear();
    m_hub = std::make_unique<ScriptedHub>();
    m_bridge = std::make_unique<Bridge>(
        [this]() -> HubAccess {
            ++m_reached;
            if (!m_problem.isEmpty())
                return {{}, {}, m_problem};
            if (m_reached > 1)
                m_hub->listen(); // the hub that was started
            return {m_hub->url(), "Basic " + QByteArray::number(m_reached), {}};
        },
        [this](const QByteArray &line) { m_lines.append(line); });
}

void BridgeTest::open(const QByteArray &session)
{
    m_hub->answers = {answer(200, kWelcome, session), answer(202, {})};
    m_bridge->take(kInitialize);
    m_bridge->take(kInitialized);
    QTRY_COMPARE(m_hub->seen.size(), 3); // and the GET
    QCOMPARE(m_lines, QByteArrayList{kWelcome});
    m_lines.clear();
    m_hub->seen.clear();
}

void BridgeTest::whatOpenedASessionGoesWithEachMessage()
{
    m_hub->answers = {answer(200, kWelcome, "Mcp-Session-Id: s1\r\n"), answer(202, {}), answer(200, "{\"jsonrpc\":\"2.0\",\n\"id\":1,\"result\":{}}")};
    m_bridge->take(kInitialize);
    m_bridge->take(kInitialized);
    m_bridge->take(kList);
    QTRY_COMPARE(m_lines.size(), 2);
    QCOMPARE(m_lines[1], QByteArray("{\"jsonrpc\":\"2.0\", \"id\":1,\"result\":{}}"));
    QCOMPARE(bodies(), (QByteArrayList{kInitialize, kInitialized, kList}));
    QCOMPARE(m_hub->seen[0].header("mcp-session-id"), QByteArray());
    for (const Request &request : m_hub->seen) {
        QCOMPARE(request.header("authorization"), QByteArray("Basic 1"));
        if (request.body != kInitialize) {
            QCOMPARE(request.header("mcp-session-id"), QByteArray("s1"));
            QCOMPARE(request.header("mcp-protocol-version"), QByteArray("2025-11-25"));
        }
        QCOMPARE(request.header("mcp-method"), QByteArray());
    }
    QCOMPARE(m_reached, 1);
}

void BridgeTest::aForgottenSessionIsOpenedAnew()
{
    open();
    m_hub->answers = {answer(404, "{}"), answer(200, kWelcome, "Mcp-Session-Id: s2\r\n"), answer(202, {}), answer(200, kListed)};
    m_bridge->take(kList);
    QTRY_COMPARE(m_lines, QByteArrayList{kListed}); // nothing of all that
    QCOMPARE(bodies(), (QByteArrayList{kList, kInitialize, kInitialized, kList}));
    QCOMPARE(m_hub->seen.last().header("mcp-session-id"), QByteArray("s2"));
}

void BridgeTest::twoThatFindItForgottenOpenItOnce()
{
    open();
    m_hub->answers = {answer(404, "{}"), answer(404, "{}"),    answer(200, kWelcome, "Mcp-Session-Id: s2\r\n"),
                      answer(202, {}),   answer(200, kListed), answer(200, R"({"jsonrpc":"2.0","id":9,"result":{}})")};
    m_bridge->take(kList);
    m_bridge->take(R"({"jsonrpc":"2.0","id":9,"method":"ping"})");
    QTRY_COMPARE(m_lines.size(), 2);
    QCOMPARE(bodies("initialize\"").size(), 1);
}

void BridgeTest::aStreamIsHandedOnAsItComes()
{
    open();
    const QByteArray ask = R"({"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{}})"; // the hub's own id 1
    const QByteArray done = R"({"jsonrpc":"2.0","id":2,"result":{"content":[]}})";
    m_hub->answers = {answer(200, "id: a::1\ndata:\n\ndata: " + ask + "\n\ndata: " + done + "\n\n", {}, "text/event-stream"), answer(202, {})};
    m_bridge->take(kCall);
    QTRY_COMPARE(m_lines, (QByteArrayList{ask, done}));
    m_bridge->take(R"({"jsonrpc":"2.0","id":1,"result":{"action":"accept"}})");
    QTRY_COMPARE(m_hub->seen.size(), 2);
    QCOMPARE(m_hub->seen[1].header("mcp-session-id"), QByteArray("s1"));
}

void BridgeTest::newsComeWithoutARequest()
{
    m_hub->hasStream = true;
    open();
    QTRY_VERIFY(m_hub->stream != nullptr);
    const QByteArray news = R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})";
    m_hub->stream->write("data: " + news + "\n\n");
    QTRY_COMPARE(m_lines, QByteArrayList{news});
}

void BridgeTest::messagesOfTheOtherEraSaySoInHeaders()
{
    m_hub->answers = {answer(200, R"({"jsonrpc":"2.0","id":3,"result":{"resultType":"complete"}})")};
    m_bridge->take(kModernCall);
    QTRY_COMPARE(m_lines.size(), 1);
    const Request &request = m_hub->seen[0];
    QCOMPARE(request.header("mcp-protocol-version"), QByteArray("2026-07-28"));
    QCOMPARE(request.header("mcp-method"), QByteArray("tools/call"));
    QCOMPARE(request.header("mcp-name"), QByteArray("a"));
    QCOMPARE(request.body, QByteArray(kModernCall));
    QCOMPARE(request.header("mcp-session-id"), QByteArray());
}

void BridgeTest::cancellingClosesTheConnection()
{
    m_hub->answers = {"hang"};
    m_bridge->take(kModernCall);
    QTRY_COMPARE(m_hub->seen.size(), 1);
    m_bridge->take(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}})");
    QTRY_COMPARE(m_hub->closed, 1);
    QCOMPARE(m_hub->seen.size(), 1);
    QVERIFY(m_lines.isEmpty());
}

void BridgeTest::aHubThatIsGoneIsLookedFor()
{
    open();
    m_hub->stop();
    m_hub->answers = {answer(200, R"({"jsonrpc":"2.0","id":2,"result":{}})")};
    m_bridge->take(kCall); // it can't have arrived
    QTRY_COMPARE(m_lines.size(), 1);
    QCOMPARE(m_reached, 2);
    QCOMPARE(m_hub->seen.last().header("authorization"), QByteArray("Basic 2"));
}

void BridgeTest::aCallIsNeverRepeatedWhenItMayHaveArrived()
{
    open();
    m_hub->answers = {QByteArray()};
    m_bridge->take(kCall);
    QTRY_COMPARE(m_lines.size(), 1);
    QVERIFY(m_lines[0].contains("\"id\":2") && m_lines[0].contains("not known"));
    QCOMPARE(bodies("tools/call").size(), 1);
}

void BridgeTest::whatChangesNothingIsRepeated()
{
    open();
    m_hub->answers = {QByteArray(), answer(200, kListed)};
    m_bridge->take(kList);
    QTRY_COMPARE(m_lines, QByteArrayList{kListed});
    m_lines.clear();
    m_hub->answers = {QByteArray(), QByteArray(), QByteArray()};
    m_bridge->take(kList); // but not for ever
    QTRY_COMPARE(m_lines.size(), 1);
    QVERIFY(m_lines[0].contains("\"error\""));
}

void BridgeTest::aKeyThatIsRefusedIsFetchedAgain()
{
    m_hub->answers = {answer(401, R"({"message":"The API key is not valid."})"), answer(200, kWelcome)};
    m_bridge->take(kInitialize);
    QTRY_COMPARE(m_lines, QByteArrayList{kWelcome});
    QCOMPARE(m_reached, 2);
    QCOMPARE(m_hub->seen.last().header("authorization"), QByteArray("Basic 2"));
}

void BridgeTest::errorsOfTheHubReachTheRightRequest_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("line");
    const QByteArray rpc = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"No."}})";
    QTest::newRow("the protocol's own") << answer(404, rpc) << rpc;
    QTest::newRow("the hub's") << answer(503, R"({"statusCode":503,"message":"The keychain is locked."})") << QByteArray("The keychain is locked.");
    QTest::newRow("one about nothing") << answer(400, R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Odd."}})") << QByteArray("Odd.");
    QTest::newRow("no JSON") << answer(500, "<html>") << QByteArray("answered 500");
    QTest::newRow("an answer without a result") << answer(200, "{}") << QByteArray("without a result");
    QTest::newRow("a stream that ends early") << answer(200, "data: {\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n", {}, "text/event-stream") << QByteArray("without a result");
}

void BridgeTest::errorsOfTheHubReachTheRightRequest()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, line);
    open({});
    m_hub->answers = {answer};
    m_bridge->take(kList);
    QTRY_VERIFY(!m_lines.isEmpty() && m_lines.last().contains(line));
    QVERIFY(m_lines.last().contains("\"id\":1"));
    QCOMPARE(m_hub->seen.size(), 1);
}

void BridgeTest::withoutAHubEachRequestIsTold()
{
    m_problem = QStringLiteral("The hub could not be started.");
    m_bridge->take(kInitialize);
    m_bridge->take(kInitialized);
    QCOMPARE(m_lines.size(), 1);
    QVERIFY(m_lines[0].contains("could not be started"));
    m_bridge->take("nonsense");
    QVERIFY(m_lines.last().contains("no message"));
    m_problem.clear();
    m_hub->answers = {answer(200, kListed)};
    m_bridge->take(kList);
    QTRY_COMPARE(m_lines.last(), QByteArray(kListed));
}

void BridgeTest::theEndWaitsForAnswersAndEndsTheSession()
{
    open();
    bool isOver = false;
    connect(m_bridge.get(), &Bridge::finished, this, [&] { isOver = true; });
    m_hub->answers = {answer(200, kListed)};
    m_bridge->take(kList);
    m_bridge->close();
    QVERIFY(!isOver);
    QTRY_VERIFY(isOver);
    QCOMPARE(m_lines, QByteArrayList{kListed});
    QCOMPARE(m_hub->seen.last().method, QByteArray("DELETE"));
    QCOMPARE(m_hub->seen.last().header("mcp-session-id"), QByteArray("s1"));
}

QTEST_GUILESS_MAIN(BridgeTest)
#include "bridge_test.moc"
