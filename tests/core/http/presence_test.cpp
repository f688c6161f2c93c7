#include "core/http/server.h"

#include "tests/support/loopback_client.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;

namespace {

std::pair<ResponseHead, std::string> answerFor(const Error &error)
{
    return {ResponseHead{httpStatus(error.code)}, error.message};
}

QByteArray get(const QByteArray &path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

struct Seen {
    int waits = 0; //!< requests that came to wait
    bool gone = false;
};

//! Waits until it is told to go on, or its client is gone.
Task<void> waitThenAnswer(Responder *answer, boost::asio::steady_timer *until, Seen *seen)
{
    answer->onGone([until, seen] {
        seen->gone = true;
        until->cancel();
    });
    boost::system::error_code ec;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
    ++seen->waits;
    co_await until->async_wait(token);
    ResponseHead head{200};
    std::string text = "done";
    const Result<void> sent = co_await answer->send(std::move(head), std::move(text));
    (void)sent;
}

} // namespace

//! An answer that waits, and a client that does not.
class PresenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_io = std::make_unique<boost::asio::io_context>();
        m_answerNow = std::make_unique<boost::asio::steady_timer>(*m_io, boost::asio::steady_timer::time_point::max());
        m_seen = Seen();
        const auto handler = [this](const Request *, Responder *responder) { return waitThenAnswer(responder, m_answerNow.get(), &m_seen); };
        m_server = std::make_unique<HttpServer>(m_io->get_executor(), ServerLimits{}, handler, &answerFor);
        m_port = m_server->listen("127.0.0.1", 0).value();
        m_server->accept();
    }
    void cleanup()
    {
        m_server.reset();
        m_answerNow->cancel();
        pumpReady(*m_io);
        m_answerNow.reset();
        m_io.reset();
    }
    void aWaitingHandlerLearnsThatItsClientIsGone();
    void aWatchedConnectionServesTheNextRequest();

private:
    std::unique_ptr<boost::asio::io_context> m_io;
    std::unique_ptr<boost::asio::steady_timer> m_answerNow;
    std::unique_ptr<HttpServer> m_server;
    std::uint16_t m_port = 0;
    Seen m_seen;
};

void PresenceTest::aWaitingHandlerLearnsThatItsClientIsGone()
{
    LoopbackClient client(*m_io, m_port);
    client.send(get("/").toStdString());
    QVERIFY(pumpUntil(*m_io, [&] { return m_server->activeRequests() == 1; }));
    QVERIFY(!m_seen.gone);
    client.hangUp();
    QVERIFY(pumpUntil(*m_io, [&] { return m_seen.gone && m_server->connections() == 0; }));
}

void PresenceTest::aWatchedConnectionServesTheNextRequest()
{
    LoopbackClient client(*m_io, m_port);
    for (int request = 0; request < 3; ++request) {
        client.forget();
        client.send(get("/").toStdString());
        QVERIFY(pumpUntil(*m_io, [&] { return m_seen.waits == 2 * request + 1; }));
        client.send(get("/ahead").toStdString()); // what a client sends ahead is no goodbye
        pumpReady(*m_io);
        m_answerNow->cancel();
        QVERIFY(client.waitFor("done"));
        QVERIFY(pumpUntil(*m_io, [&] { return m_seen.waits == 2 * request + 2; }));
        client.forget();
        m_answerNow->cancel();
        QVERIFY(client.waitFor("done"));
        QVERIFY(pumpUntil(*m_io, [&] { return m_server->activeRequests() == 0; }));
    }
    QVERIFY(!m_seen.gone);
}

QTEST_GUILESS_MAIN(PresenceTest)
#include "presence_test.moc"
