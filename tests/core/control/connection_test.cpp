#include "core/control/connection.h"

#include "tests/support/pump.h"
#include "tests/support/run_task.h"

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;
using namespace hub::control;

namespace {

//! One client of a table with four methods.
class Line {
public:
    explicit Line(ConnectionLimits limits = {})
    {
        const auto table = std::make_shared<MethodTable>();
        (*table)["echo"] = [](json::object params) { return echo(std::move(params)); };
        (*table)["fail"] = [](json::object) { return fail(); };
        (*table)["throw"] = [](json::object) { return breaks(); };
        (*table)["wait"] = [this](json::object) { return wait(&m_gate); };
        Connection::Socket theirs(io);
        boost::asio::local::connect_pair(m_mine, theirs);
        connection = std::make_shared<Connection>(std::move(theirs), table, limits, [this](Connection *) { ++closed; });
        connection->start();
        m_mine.non_blocking(true);
    }
    ~Line()
    {
        connection->close();
        release();
        pumpReady(io);
    }
    void send(std::string_view text)
    {
        while (!text.empty()) {
            boost::system::error_code ec;
            text.remove_prefix(m_mine.write_some(boost::asio::buffer(text), ec));
            pumpReady(io);
        }
    }
    //! All answers that came, as JSON.
    std::vector<json::value> answers()
    {
        std::string piece(64 * 1024, '\0');
        for (int quiet = 0; quiet < 3; ++quiet) {
            pumpReady(io);
            boost::system::error_code ec;
            for (std::size_t count = 1; !ec && count > 0;) {
                count = m_mine.read_some(boost::asio::buffer(piece), ec);
                m_text.append(piece, 0, count);
                ended = ended || ec == boost::asio::error::eof;
                quiet = count > 0 ? 0 : quiet;
                pumpReady(io);
            }
        }
        std::vector<json::value> out;
        for (std::size_t end = m_text.find('\n'); end != std::string::npos; end = m_text.find('\n')) {
            out.push_back(parseJson(m_text.substr(0, end)).value());
            m_text.erase(0, end + 1);
        }
        return out;
    }
    void shut() { m_mine.shutdown(Connection::Socket::shutdown_send); }
    void release() { m_gate.cancel(); }

    boost::asio::io_context io;
    std::shared_ptr<Connection> connection;
    int closed = 0;
    bool ended = false; //!< the other side closed

private:
    static Task<Result<json::object>> echo(json::object params) { co_return params; }
    static Task<Result<json::object>> fail() { co_return Error{ErrorCode::Conflict, "taken"}; }
    static Task<Result<json::object>> breaks()
    {
        throw std::runtime_error("from inside");
        co_return json::object();
    }
    static Task<Result<json::object>> wait(boost::asio::steady_timer *gate)
    {
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        co_await gate->async_wait(token);
        co_return json::object{{"waited", true}};
    }

    Connection::Socket m_mine{io};
    boost::asio::steady_timer m_gate{io, boost::asio::steady_timer::time_point::max()};
    std::string m_text;
};

std::string call(int id, const std::string &method, const std::string &params = "{}")
{
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method + R"(","params":)" + params + "}\n";
}

int codeOf(const json::value &answer)
{
    const json::value *code = at(answer, "/error/code");
    return code != nullptr ? code->to_number<int>() : 0;
}

} // namespace

class ConnectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneObjectALine();
    void brokenLinesEndNothing_data();
    void brokenLinesEndNothing();
    void requestsRunSideBySide();
    void tooManyAtOnceAreToldSo();
    void aLineWithoutEndIsCutOff();
    void S22_anExceptionTellsNothing();
    void whatWasAskedIsAnsweredAfterTheClientFellSilent();
    void eventsGoToSubscribersOnly();
    void whoDoesNotReadIsDropped();
    void theLastLineComesBeforeTheEnd();
};

void ConnectionTest::oneObjectALine()
{
    Line line;
    const std::string text = call(1, "echo", R"({"a":1})") + "\n  \r\n" + call(2, "fail") + call(3, "nothing");
    for (const char c : text) // as slowly as it may come
        line.send({&c, 1});
    const std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(3));
    QCOMPARE(answers[0].at("id"), json::value(1));
    QCOMPARE(answers[0].at("result"), (json::value{{"a", 1}}));
    QCOMPARE(codeOf(answers[1]), 409);
    QCOMPARE(answers[1].at("error").at("data").at("error_code"), json::value("conflict"));
    QCOMPARE(codeOf(answers[2]), 404);
    line.send(R"({"jsonrpc":"2.0","method":"echo"})"
              "\n"); // a notification
    QVERIFY(line.answers().empty());
}

void ConnectionTest::brokenLinesEndNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no JSON") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("a list") << QByteArray("[1]\n");
    QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01\n", 5);
    QTest::newRow("A33: depth 100,000") << QByteArray(100'000, '[') + '\n';
}

void ConnectionTest::brokenLinesEndNothing()
{
    QFETCH(QByteArray, text);
    Line line;
    line.send(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    line.send(call(2, "echo"));
    const std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(2));
    QCOMPARE(codeOf(answers[0]), 400);
    QCOMPARE(answers[0].at("id"), json::value(nullptr));
    QCOMPARE(answers[1].at("id"), json::value(2));
    QCOMPARE(line.closed, 0);
}

void ConnectionTest::requestsRunSideBySide()
{
    Line line;
    line.send(call(1, "wait") + call(2, "echo"));
    std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(1));
    QCOMPARE(answers[0].at("id"), json::value(2));
    line.release();
    answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(1));
    QCOMPARE(answers[0].at("id"), json::value(1));
}

void ConnectionTest::tooManyAtOnceAreToldSo()
{
    ConnectionLimits limits;
    limits.requests = 2;
    Line line(limits);
    line.send(call(1, "wait") + call(2, "wait") + call(3, "echo"));
    std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(1));
    QCOMPARE(answers[0].at("id"), json::value(3));
    QCOMPARE(codeOf(answers[0]), 503);
    line.release();
    QCOMPARE(line.answers().size(), std::size_t(2));
    line.send(call(4, "echo"));
    QVERIFY(line.answers().at(0).get_object().contains("result"));
}

void ConnectionTest::aLineWithoutEndIsCutOff()
{
    ConnectionLimits limits;
    limits.lineBytes = 1000;
    Line line(limits);
    line.send(call(1, "echo", R"({"a":")" + std::string(900, 'x') + "\"}"));
    QCOMPARE(line.answers().size(), std::size_t(1)); // long, but not too long
    line.send(std::string(1001, 'x'));
    const std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(1));
    QCOMPARE(codeOf(answers[0]), 413);
    QVERIFY(line.ended);
    QCOMPARE(line.closed, 1);
}

void ConnectionTest::S22_anExceptionTellsNothing()
{
    Line line;
    QTest::ignoreMessage(QtCriticalMsg, "throw failed: from inside");
    line.send(call(1, "throw") + call(2, "echo"));
    const std::vector<json::value> answers = line.answers();
    QCOMPARE(answers.size(), std::size_t(2));
    QCOMPARE(codeOf(answers[0]), 500);
    QVERIFY(json::serialize(answers[0]).find("inside") == std::string::npos);
}

void ConnectionTest::whatWasAskedIsAnsweredAfterTheClientFellSilent()
{
    Line line;
    line.send(call(1, "wait"));
    line.shut();
    QVERIFY(line.answers().empty());
    QCOMPARE(line.closed, 0);
    line.release();
    QCOMPARE(line.answers().size(), std::size_t(1));
    QCOMPARE(line.closed, 1);
    QVERIFY(line.ended);
}

void ConnectionTest::eventsGoToSubscribersOnly()
{
    Line line;
    line.connection->publish(eventLine("call", {}));
    QVERIFY(line.answers().empty());
    line.send(call(1, "events.subscribe"));
    QCOMPARE(line.answers().at(0).at("result"), json::value(json::object()));
    line.connection->publish(eventLine("call", {{"row", 1}}));
    QCOMPARE(line.answers().at(0).at("params"), (json::value{{"row", 1}, {"type", "call"}}));
}

void ConnectionTest::whoDoesNotReadIsDropped()
{
    ConnectionLimits limits;
    limits.waitingBytes = 100'000;
    Line line(limits);
    line.send(call(1, "events.subscribe"));
    QTest::ignoreMessage(QtWarningMsg, "a client does not read its answers: it is dropped");
    for (int i = 0; i < 10'000 && line.closed == 0; ++i)
        line.connection->publish(eventLine("call", {{"row", std::string(1000, 'x')}}));
    QCOMPARE(line.closed, 1);
    ConnectionLimits few;
    few.waitingEvents = 5;
    Line other(few);
    other.send(call(1, "events.subscribe"));
    QTest::ignoreMessage(QtWarningMsg, "a client does not read its events: it is dropped");
    for (int i = 0; i < 10 && other.closed == 0; ++i)
        other.connection->publish(eventLine("call", {}));
    QCOMPARE(other.closed, 1);
}

void ConnectionTest::theLastLineComesBeforeTheEnd()
{
    Line line;
    line.send(call(1, "events.subscribe"));
    QCOMPARE(line.answers().size(), std::size_t(1));
    line.connection->closeWith(eventLine("hub.stopping", {}));
    QCOMPARE(line.answers().at(0).at("params").at("type"), json::value("hub.stopping"));
    QVERIFY(line.ended);
    QCOMPARE(line.closed, 1);
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
