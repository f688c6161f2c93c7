#include "core/http/connection.h"

#include "tests/support/loopback_client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;
using boost::asio::ip::tcp;

//! The deadlines of one connection, with seconds that the test counts.
class ConnectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void S19_A25_whoStallsIsCutOff_data();
    void S19_A25_whoStallsIsCutOff();
    void S19_A25_bytesNowAndThenDontHelpAHead();
    void S19_A25_aBodyMayTakeItsTimeWhileItMoves();
    void S19_A25_whoDoesNotReadIsCutOff();
    void anAnswerMayTakeItsTime();

private:
    void connect(RequestHandler handler, bool reads = true);
    void elapse(std::uint64_t seconds);
    bool staysOpenFor(std::uint64_t seconds);
    bool isCutOffWithin(std::uint64_t seconds);

    std::unique_ptr<boost::asio::io_context> m_io;
    std::shared_ptr<ServerContext> m_context;
    std::shared_ptr<Connection> m_connection;
    std::unique_ptr<LoopbackClient> m_client;
};

namespace {

Task<void> answerBody(const Request *request, Responder *responder)
{
    Result<std::string> body = co_await readAll(request->body, 1'000'000);
    if (!body)
        co_return;
    ResponseHead head;
    std::string text = "read " + *body;
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    (void)sent;
}

} // namespace

void ConnectionTest::init()
{
    m_io = std::make_unique<boost::asio::io_context>();
    m_context = std::make_shared<ServerContext>();
    m_context->errors = [](const Error &error) { return std::pair<ResponseHead, std::string>({httpStatus(error.code), {}}, error.message); };
}

void ConnectionTest::cleanup()
{
    m_client.reset();
    m_connection->closeIfIdle();
    pumpReady(*m_io);
    m_connection.reset();
    m_io.reset();
}

void ConnectionTest::connect(RequestHandler handler, bool reads)
{
    m_context->handler = std::move(handler);
    tcp::acceptor acceptor(*m_io, {boost::asio::ip::address_v4::loopback(), 0});
    m_client = std::make_unique<LoopbackClient>(*m_io, acceptor.local_endpoint().port(), reads);
    m_connection = std::make_shared<Connection>(acceptor.accept(), m_context);
    boost::asio::co_spawn(*m_io, m_connection->run(), boost::asio::detached);
    pumpReady(*m_io);
}

//! So many seconds pass, each with its sweep.
void ConnectionTest::elapse(std::uint64_t seconds)
{
    for (std::uint64_t i = 0; i < seconds; ++i) {
        ++m_context->second;
        m_connection->sweep();
    }
    pumpReady(*m_io);
}

bool ConnectionTest::staysOpenFor(std::uint64_t seconds)
{
    elapse(seconds);
    return !m_client->isClosed();
}

bool ConnectionTest::isCutOffWithin(std::uint64_t seconds)
{
    elapse(seconds);
    return pumpUntil(*m_io, [&] { return m_client->isClosed(); });
}

void ConnectionTest::S19_A25_whoStallsIsCutOff_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("stays");
    QTest::newRow("before its first byte") << QByteArray() << QByteArray() << 60;
    QTest::newRow("in the request line") << QByteArray("GE") << QByteArray() << 10;
    QTest::newRow("in the last header") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: ") << QByteArray() << 10;
    QTest::newRow("in the body") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel") << QByteArray() << 60;
    QTest::newRow("after an answer") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("read ") << 60;
    QTest::newRow("in the head of a second request, sent with the first") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /") << QByteArray("read ") << 10;
}

void ConnectionTest::S19_A25_whoStallsIsCutOff()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, answer);
    QFETCH(int, stays);
    connect(answerBody);
    m_client->send(sent.toStdString());
    QVERIFY(m_client->waitFor(answer.toStdString()));
    pumpReady(*m_io);
    QVERIFY(staysOpenFor(std::uint64_t(stays)));
    QVERIFY(isCutOffWithin(1));
    QVERIFY(m_client->received().ends_with(answer.toStdString()));
}

void ConnectionTest::S19_A25_bytesNowAndThenDontHelpAHead()
{
    connect(answerBody);
    for (const char byte : std::string("GET / HTTP")) {
        QVERIFY(!m_client->isClosed());
        m_client->send(std::string(1, byte));
        pumpReady(*m_io);
        elapse(1);
    }
    QVERIFY(isCutOffWithin(1));
}

void ConnectionTest::S19_A25_aBodyMayTakeItsTimeWhileItMoves()
{
    connect(answerBody);
    m_client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    pumpReady(*m_io);
    for (const char byte : std::string("hello")) {
        QVERIFY(staysOpenFor(60));
        m_client->send(std::string(1, byte));
        pumpReady(*m_io);
    }
    QVERIFY(m_client->waitFor("read hello"));
}

void ConnectionTest::S19_A25_whoDoesNotReadIsCutOff()
{
    int written = 0;
    bool failed = false;
    connect(
        [&](const Request *, Responder *responder) {
            return [](Responder *answer, int *count, bool *broke) -> Task<void> {
                const std::string piece(1'000'000, 'x');
                ResponseHead head;
                const Result<void> begun = co_await answer->begin(std::move(head), std::nullopt);
                while (!*broke) {
                    const Result<void> sent = co_await answer->write(piece);
                    *broke = !sent;
                    *count += *broke ? 0 : 1;
                }
            }(responder, &written, &failed);
        },
        false);
    m_client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    pumpReady(*m_io);
    const int atFirst = written;
    elapse(60);
    QVERIFY(!failed);
    QCOMPARE(written, atFirst); // back-pressure: nothing more is taken until the client reads
    elapse(1);
    QVERIFY(pumpUntil(*m_io, [&] { return failed; }));
    QCOMPARE(m_context->active, std::size_t(0));
}

void ConnectionTest::anAnswerMayTakeItsTime()
{
    boost::asio::steady_timer answerNow(*m_io, boost::asio::steady_timer::time_point::max());
    connect([&](const Request *, Responder *responder) {
        return [](Responder *answer, boost::asio::steady_timer *until) -> Task<void> {
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            co_await until->async_wait(token);
            ResponseHead head;
            std::string text = "at last";
            const Result<void> sent = co_await answer->send(std::move(head), std::move(text));
            (void)sent;
        }(responder, &answerNow);
    });
    m_client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(pumpUntil(*m_io, [&] { return m_context->active == 1; }));
    QVERIFY(staysOpenFor(3600));
    answerNow.cancel();
    QVERIFY(m_client->waitFor("at last"));
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
