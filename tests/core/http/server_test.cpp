#include "core/http/server.h"

#include "tests/support/loopback_client.h"
#include "tests/support/run_task.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;

namespace {

//! Answers with the request, as it was understood.
Task<void> echo(const Request *request, Responder *responder)
{
    Result<std::string> body = co_await readAll(request->body, 1'000'000);
    ResponseHead head{body ? 200 : httpStatus(body.error().code)};
    std::string text = request->head.method + ' ' + request->head.target + '|' + (body ? *body : body.error().message);
    const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
    (void)sent;
}

std::pair<ResponseHead, std::string> answerFor(const Error &error)
{
    return {ResponseHead{httpStatus(error.code), {{"X-Error", std::string(wireName(error.code))}}}, error.message};
}

QByteArray get(const QByteArray &path, const QByteArray &fields = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

int count(const std::string &text, const std::string &part)
{
    return static_cast<int>(QByteArray::fromStdString(text).count(part.c_str()));
}

} // namespace

class ServerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void requestsOnOneConnection_data();
    void requestsOnOneConnection();
    void S13_A23_badRequestsCloseTheConnection_data();
    void S13_A23_badRequestsCloseTheConnection();
    void S19_A24_limits_data();
    void S19_A24_limits();
    void whoNeedsToGoOnIsTold_data();
    void whoNeedsToGoOnIsTold();
    void answersOfAllKinds_data();
    void answersOfAllKinds();
    void aBodyLeftUnreadIsNoRequest_data();
    void aBodyLeftUnreadIsNoRequest();
    void noAnswerIsAnErrorOfTheHub();
    void piecesArriveWhenTheyAreWritten();
    void S19_F19_tooManyConnectionsAreTurnedAway();
    void F20_whoIsTurnedAwayCantStay();
    void S31_stoppingLetsCallsFinish();
    void portsThatCantBeOpened_data();
    void portsThatCantBeOpened();

private:
    void start(RequestHandler handler, ServerLimits limits = {});
    std::unique_ptr<boost::asio::io_context> m_io;
    std::unique_ptr<HttpServer> m_server;
    std::uint16_t m_port = 0;
    int m_calls = 0;
};

void ServerTest::init()
{
    m_io = std::make_unique<boost::asio::io_context>();
    m_calls = 0;
}

void ServerTest::cleanup()
{
    m_server.reset();
    pumpReady(*m_io);
    m_io.reset();
}

void ServerTest::start(RequestHandler handler, ServerLimits limits)
{
    RequestHandler counted = [this, handler](const Request *request, Responder *responder) {
        ++m_calls;
        return handler(request, responder);
    };
    m_server = std::make_unique<HttpServer>(m_io->get_executor(), limits, std::move(counted), answerFor);
    const Result<std::uint16_t> port = m_server->listen("127.0.0.1", 0);
    QVERIFY(port.ok());
    m_port = *port;
    m_server->accept();
}

void ServerTest::requestsOnOneConnection_data()
{
    QTest::addColumn<QByteArrayList>("sent"); // each after the answer to the one before
    QTest::addColumn<QByteArrayList>("answers");
    QTest::addColumn<bool>("closes");
    const QByteArray close = get("/last", "Connection: close\r\n");
    QTest::newRow("keep-alive is the rule") << QByteArrayList{get("/a"), get("/b"), close} << QByteArrayList{"GET /a|", "GET /b|", "GET /last|"} << true;
    QTest::newRow("pipelined ones are answered in order") << QByteArrayList{get("/a") + get("/b") + get("/c") + close} << QByteArrayList{"GET /a|", "GET /b|", "GET /c|", "GET /last|"}
                                                          << true;
    QTest::newRow("what follows a close is not answered") << QByteArrayList{close + get("/more")} << QByteArrayList{"GET /last|"} << true;
    QTest::newRow("a body, then another request") << QByteArrayList{"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + close} << QByteArrayList{"POST /p|hello", "GET /last|"}
                                                  << true;
    QTest::newRow("chunks, then another request") << QByteArrayList{"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + close}
                                                  << QByteArrayList{"POST /p|hello", "GET /last|"} << true;
    QTest::newRow("HTTP/1.0 closes") << QByteArrayList{"GET /a HTTP/1.0\r\n\r\n"} << QByteArrayList{"GET /a|"} << true;
    QTest::newRow("HTTP/1.0 stays when it asks to") << QByteArrayList{"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", get("/b")} << QByteArrayList{"GET /a|", "GET /b|"} << false;
}

void ServerTest::requestsOnOneConnection()
{
    QFETCH(QByteArrayList, sent);
    QFETCH(QByteArrayList, answers);
    QFETCH(bool, closes);
    start(echo);
    LoopbackClient client(*m_io, m_port);
    for (int i = 0; i < sent.size(); ++i) {
        client.send(sent[i].toStdString());
        QVERIFY(client.waitFor(answers[i].toStdString()));
    }
    if (closes)
        client.readAll();
    QVERIFY(client.waitFor(answers.last().toStdString()));
    QCOMPARE(client.isClosed(), closes);
    QCOMPARE(m_calls, int(answers.size()));
    std::size_t at = 0;
    for (const QByteArray &answer : answers) {
        at = client.received().find(answer.toStdString(), at);
        QVERIFY2(at != std::string::npos, answer.constData());
    }
}

void ServerTest::S13_A23_badRequestsCloseTheConnection_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("calls");
    const QByteArray post = "POST / HTTP/1.1\r\nHost: a\r\n";
    QTest::newRow("both lengths, with a request smuggled in") << post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/smuggled") << 400 << 0;
    QTest::newRow("lengths that differ") << post + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello" + get("/smuggled") << 400 << 0;
    QTest::newRow("a folded line") << get("/", "X: 1\r\n folded\r\n") + get("/more") << 400 << 0;
    QTest::newRow("a bare LF") << get("/", "X: 1\nY: 2\r\n") + get("/more") << 400 << 0;
    QTest::newRow("NUL") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 34) + get("/more") << 400 << 0;
    QTest::newRow("a bad chunk size is seen by who reads the body") << post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + get("/smuggled") << 400 << 1;
    QTest::newRow("no transfer coding but chunked") << post + "Transfer-Encoding: gzip, chunked\r\n\r\n" << 501 << 0;
    QTest::newRow("S18 CONNECT") << QByteArray("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n") << 501 << 0;
    QTest::newRow("S18 an absolute address") << QByteArray("GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n") << 400 << 0;
    QTest::newRow("TLS is not spoken here") << QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10) << 400 << 0;
}

void ServerTest::S13_A23_badRequestsCloseTheConnection()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    QFETCH(int, calls);
    start(echo);
    LoopbackClient client(*m_io, m_port);
    client.send(sent.toStdString());
    const std::string answer = client.readAll();
    QVERIFY(client.isClosed());
    QVERIFY2(answer.starts_with("HTTP/1.1 " + std::to_string(status)), answer.c_str());
    QCOMPARE(count(answer, "HTTP/1.1"), 1);
    QCOMPARE(m_calls, calls);
}

void ServerTest::S19_A24_limits_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status");
    QByteArray many;
    for (int i = 0; i < 100; ++i)
        many += "X-" + QByteArray::number(i) + ": 1\r\n";
    QTest::newRow("a head of 12 KiB passes") << get("/", "X: " + QByteArray(12 * 1024, 'x') + "\r\n") << 200;
    QTest::newRow("a head of 17 KiB") << get("/", "X: " + QByteArray(17 * 1024, 'x') + "\r\n") << 431;
    QTest::newRow("a head of 128 KiB") << get("/", "X: " + QByteArray(128 * 1024, 'x') + "\r\n") << 431;
    QTest::newRow("101 header lines") << get("/", many) << 431;
    QTest::newRow("an address of 8 KiB passes") << get('/' + QByteArray(8191, 'a')) << 200;
    QTest::newRow("an address of 9 KiB") << get('/' + QByteArray(9 * 1024, 'a')) << 414;
    QTest::newRow("an address of 18 KiB") << get('/' + QByteArray(18 * 1024, 'a')) << 414;
    QTest::newRow("a body larger than its reader takes") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\n\r\n") << 413;
}

void ServerTest::S19_A24_limits()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    start(echo);
    LoopbackClient client(*m_io, m_port);
    client.send(sent.toStdString());
    QVERIFY(client.waitFor("\r\n\r\n"));
    QVERIFY2(client.received().starts_with("HTTP/1.1 " + std::to_string(status)), client.received().c_str());
}

void ServerTest::whoNeedsToGoOnIsTold_data()
{
    QTest::addColumn<bool>("reads");
    QTest::newRow("a body that is wanted") << true;
    QTest::newRow("a body that nobody reads") << false;
}

void ServerTest::whoNeedsToGoOnIsTold()
{
    QFETCH(bool, reads);
    start(reads ? RequestHandler(echo) : [](const Request *, Responder *responder) -> Task<void> {
        ResponseHead head{403};
        std::string text = "no";
        const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
        (void)sent;
    });
    LoopbackClient client(*m_io, m_port);
    client.send("POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    QVERIFY(client.waitFor("\r\n\r\n"));
    QCOMPARE(client.received().starts_with("HTTP/1.1 100 Continue\r\n\r\n"), reads);
    if (reads) {
        client.send("hello");
        QVERIFY(client.waitFor("POST /p|hello"));
    } else {
        QVERIFY(client.readAll().starts_with("HTTP/1.1 403"));
        QVERIFY(client.isClosed()); // the body may be on its way, and would be taken for a request
    }
}

//! Answers as the path says: /status/how.
Task<void> asAsked(const Request *request, Responder *responder)
{
    const std::string target = request->head.target;
    ResponseHead head{std::stoi(target.substr(1, 3))};
    const std::string how = target.substr(5);
    if (how == "send") {
        std::string text = "hello";
        const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
        co_return;
    }
    const std::optional<std::uint64_t> length = how == "known" ? std::optional<std::uint64_t>(10) : std::nullopt;
    const Result<void> begun = co_await responder->begin(std::move(head), length);
    const Result<void> first = co_await responder->write("hello");
    const Result<void> empty = co_await responder->write("");
    const Result<void> second = co_await responder->write("hello");
    if (how == "broken")
        co_return;
    const Result<void> ended = co_await responder->end();
}

void ServerTest::answersOfAllKinds_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("closes");
    const QByteArray close = "Connection: close\r\n\r\n";
    QTest::newRow("whole") << QByteArray("GET /200/send HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") << false;
    QTest::newRow("of known length") << QByteArray("GET /200/known HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhellohello") << false;
    QTest::newRow("of unknown length") << QByteArray("GET /200/unknown HTTP/1.1")
                                       << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                     "5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n")
                                       << false;
    QTest::newRow("of unknown length, for HTTP/1.0") << QByteArray("GET /200/unknown HTTP/1.0") << "HTTP/1.1 200 OK\r\n" + close + "hellohello" << true;
    QTest::newRow("broken off, so that nobody takes it for whole")
        << QByteArray("GET /200/broken HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhello\r\n") << true;
    QTest::newRow("to HEAD, whole") << QByteArray("HEAD /200/send HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") << false;
    QTest::newRow("to HEAD, of known length") << QByteArray("HEAD /200/known HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n") << false;
    QTest::newRow("to HEAD, of unknown length") << QByteArray("HEAD /200/unknown HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << false;
    QTest::newRow("204 has neither body nor length") << QByteArray("GET /204/unknown HTTP/1.1") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << false;
    QTest::newRow("204, whole") << QByteArray("GET /204/send HTTP/1.1") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << false;
    QTest::newRow("304 has no body") << QByteArray("GET /304/known HTTP/1.1") << QByteArray("HTTP/1.1 304 Not Modified\r\n\r\n") << false;
}

void ServerTest::answersOfAllKinds()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    start(asAsked);
    LoopbackClient client(*m_io, m_port);
    client.send(line.toStdString() + "\r\nHost: a\r\n\r\n");
    if (closes) {
        QCOMPARE(client.readAll(), answer.toStdString());
        return;
    }
    // a second answer shows where the first one ended
    QVERIFY(client.waitFor(answer.toStdString()));
    client.send("GET /201/send HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    QCOMPARE(client.readAll(), answer.toStdString() + "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
}

void ServerTest::aBodyLeftUnreadIsNoRequest_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("stays");
    QTest::newRow("a small one is passed over") << 10'000 << true;
    QTest::newRow("a large one ends the connection, its answer is read") << 200'000 << false;
}

void ServerTest::aBodyLeftUnreadIsNoRequest()
{
    QFETCH(int, size);
    QFETCH(bool, stays);
    start([](const Request *, Responder *responder) -> Task<void> {
        ResponseHead head{401};
        std::string text = "no key";
        const Result<void> sent = co_await responder->send(std::move(head), std::move(text));
        (void)sent;
    });
    LoopbackClient client(*m_io, m_port);
    const QByteArray body = get("/smuggled").repeated(size / get("/smuggled").size());
    client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body.toStdString());
    QVERIFY(client.waitFor("no key"));
    client.send(get("/last", "Connection: close\r\n").toStdString());
    client.readAll();
    QCOMPARE(m_calls, stays ? 2 : 1);
    QCOMPARE(count(client.received(), "no key"), m_calls);
    if (!stays)
        QVERIFY(!client.isBroken()); // a reset would take the answer from slow readers
}

void ServerTest::noAnswerIsAnErrorOfTheHub()
{
    start([](const Request *, Responder *) -> Task<void> { co_return; });
    LoopbackClient client(*m_io, m_port);
    client.send(get("/").toStdString());
    QVERIFY(client.readAll().starts_with("HTTP/1.1 500"));
}

void ServerTest::piecesArriveWhenTheyAreWritten()
{
    Responder *stream = nullptr;
    boost::asio::steady_timer over(*m_io, boost::asio::steady_timer::time_point::max());
    start([&](const Request *, Responder *responder) {
        stream = responder;
        return [](Responder *answer, boost::asio::steady_timer *until) -> Task<void> {
            ResponseHead head{200, {{"Content-Type", "text/event-stream"}}};
            const Result<void> begun = co_await answer->begin(std::move(head), std::nullopt);
            const Result<void> flushed = co_await answer->flush();
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            co_await until->async_wait(token);
            const Result<void> ended = co_await answer->end();
        }(responder, &over);
    });
    LoopbackClient client(*m_io, m_port);
    client.send(get("/").toStdString());
    QVERIFY(client.waitFor("\r\n\r\n"));
    for (const char *piece : {"data: 1\n\n", "data: 2\n\n"}) {
        const Result<void> sent = runTask(*m_io, stream->write(piece));
        QVERIFY(sent.ok() && client.waitFor(piece));
    }
    over.cancel();
    QVERIFY(client.waitFor("0\r\n\r\n"));
}

void ServerTest::S19_F19_tooManyConnectionsAreTurnedAway()
{
    ServerLimits limits;
    limits.connections = 2;
    start(echo, limits);
    LoopbackClient first(*m_io, m_port);
    LoopbackClient second(*m_io, m_port);
    QVERIFY(pumpUntil(*m_io, [&] { return m_server->connections() == 2; }));
    LoopbackClient third(*m_io, m_port);
    QVERIFY(third.readAll().starts_with("HTTP/1.1 503"));
    QVERIFY(third.has("X-Error: overloaded"));
    second.send(get("/still").toStdString());
    QVERIFY(second.waitFor("GET /still|"));
    first.hangUp();
    QVERIFY(pumpUntil(*m_io, [&] { return m_server->connections() == 1; }));
    LoopbackClient fourth(*m_io, m_port);
    fourth.send(get("/now").toStdString());
    QVERIFY(fourth.waitFor("GET /now|"));
}

void ServerTest::F20_whoIsTurnedAwayCantStay()
{
    ServerLimits limits;
    limits.connections = 0;
    start(echo, limits);
    LoopbackClient client(*m_io, m_port);
    QVERIFY(client.waitFor("HTTP/1.1 503"));
    // it keeps its side open; writing shows when the server's is gone
    QVERIFY(pumpUntil(*m_io, [&] {
        client.send("x");
        pumpReady(*m_io);
        return client.isBroken();
    }));
}

void ServerTest::S31_stoppingLetsCallsFinish()
{
    boost::asio::steady_timer answerNow(*m_io, boost::asio::steady_timer::time_point::max());
    start([&](const Request *, Responder *responder) {
        return [](Responder *answer, boost::asio::steady_timer *until) -> Task<void> {
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            co_await until->async_wait(token);
            ResponseHead head{200};
            std::string text = "done";
            const Result<void> sent = co_await answer->send(std::move(head), std::move(text));
            (void)sent;
        }(responder, &answerNow);
    });
    LoopbackClient idle(*m_io, m_port);
    LoopbackClient busy(*m_io, m_port);
    busy.send(get("/").toStdString());
    QVERIFY(pumpUntil(*m_io, [&] { return m_server->connections() == 2 && m_server->activeRequests() == 1; }));
    m_server->stop();
    idle.readAll();
    QVERIFY(idle.isClosed());
    QCOMPARE(m_server->activeRequests(), std::size_t(1));
    boost::asio::ip::tcp::socket late(*m_io);
    boost::system::error_code ec;
    late.connect({boost::asio::ip::address_v4::loopback(), m_port}, ec);
    QVERIFY(ec);
    answerNow.cancel();
    QVERIFY(busy.readAll().ends_with("done"));
    QVERIFY(busy.has("Connection: close"));
    busy.hangUp();
    QVERIFY(pumpUntil(*m_io, [&] { return m_server->connections() == 0; }));
}

void ServerTest::portsThatCantBeOpened_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<int>("status");
    QTest::newRow("taken by another") << QByteArray("127.0.0.1") << true << 409;
    QTest::newRow("not an address of this machine") << QByteArray("192.0.2.1") << false << 400;
    QTest::newRow("no address") << QByteArray("localhost") << false << 400;
}

void ServerTest::portsThatCantBeOpened()
{
    QFETCH(QByteArray, address);
    QFETCH(bool, taken);
    QFETCH(int, status);
    start(echo);
    HttpServer other(m_io->get_executor(), {}, echo, answerFor);
    const Result<std::uint16_t> port = other.listen(address.toStdString(), taken ? m_port : std::uint16_t(0));
    QVERIFY(!port.ok());
    QCOMPARE(httpStatus(port.error().code), status);
}

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
