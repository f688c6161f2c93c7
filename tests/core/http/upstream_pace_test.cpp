#include "core/http/upstream_pool.h"

#include "tests/support/loopback_provider.h"
#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;
using Reply = LoopbackProvider::Reply;
using Seen = LoopbackProvider::Seen;
using namespace std::chrono_literals;

//! How the pool waits: its limits, its queue, streams, and calls that are dropped.
class UpstreamPaceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void F15_whoDoesNotAnswerIsGivenUp_data();
    void F15_whoDoesNotAnswerIsGivenUp();
    void aBodyThatStallsIsGivenUp();
    void callsOverTheCapWaitInOrder();
    void callsThatWaitHaveADeadlineToo();
    void aDroppedExchangeClosesItsConnection();
    void eventStreamsArriveEventByEvent();
    void eventStreamsTakeNoPlace();
    void anAnswerMayComeBeforeTheBodyWent();
    void aBrokenRequestIsNotMixedWithTheNext();
    void whatWaitsMayBeDropped();

private:
    using Pending = std::optional<Result<Exchange>>;
    void start(const Origin &origin, Pending *pending, std::chrono::milliseconds deadline = 10s);
    bool done(const Pending &pending)
    {
        return pumpUntil(*m_io, [&] { return pending.has_value(); });
    }
    std::string text(Pending *pending) { return *runTask(*m_io, readAll((*pending)->value().body.get(), 1'000'000)); }

    std::unique_ptr<boost::asio::io_context> m_io;
    std::unique_ptr<UpstreamPool> m_pool;
};

namespace {

Reply hello(const Seen &)
{
    return {wholeAnswer("hello")};
}

//! A request's body that breaks off after its first piece.
class BrokenBody final : public BodyReader {
public:
    Task<Result<std::string_view>> read() override
    {
        if (std::exchange(m_read, true))
            co_return Error{ErrorCode::InvalidRequest, "The client is gone."};
        co_return std::string_view("half");
    }
    std::optional<std::uint64_t> length() const override { return 100; }

private:
    bool m_read = false;
};

} // namespace

void UpstreamPaceTest::init()
{
    m_io = std::make_unique<boost::asio::io_context>();
    m_pool = std::make_unique<UpstreamPool>(m_io->get_executor(), PoolLimits{.perOrigin = 1, .betweenBytes = 1s});
}

void UpstreamPaceTest::cleanup()
{
    m_pool.reset();
    m_io.reset(); // with all that still waits; the sanitizers see what is touched after its end
}

void UpstreamPaceTest::start(const Origin &origin, Pending *pending, std::chrono::milliseconds deadline)
{
    boost::asio::co_spawn(*m_io, keepResult(m_pool->open(origin, {"GET", "/", {}}, nullptr, deadline), pending), boost::asio::detached);
    pumpReady(*m_io);
}

void UpstreamPaceTest::F15_whoDoesNotAnswerIsGivenUp_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("silence") << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-");
    QTest::newRow("only an interim answer") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n");
}

void UpstreamPaceTest::F15_whoDoesNotAnswerIsGivenUp()
{
    QFETCH(QByteArray, bytes);
    LoopbackProvider provider(*m_io, [&](const Seen &) { return Reply{bytes.toStdString()}; });
    Pending pending;
    start(provider.origin(), &pending, 1ms);
    QVERIFY(done(pending));
    QVERIFY(!pending->ok());
    QCOMPARE(pending->error().code, ErrorCode::UpstreamTimeout);
    QVERIFY(pumpUntil(*m_io, [&] { return provider.isLeft(0); }));
    QCOMPARE(provider.seen().size(), std::size_t(1));
}

void UpstreamPaceTest::aBodyThatStallsIsGivenUp()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"}; });
    Pending pending;
    start(provider.origin(), &pending);
    QVERIFY(done(pending) && pending->ok());
    const Result<std::string> body = runTask(*m_io, readAll(pending->value().body.get(), 1'000));
    QVERIFY(!body.ok());
    QCOMPARE(body.error().code, ErrorCode::UpstreamTimeout);
    pending.reset();
    QVERIFY(pumpUntil(*m_io, [&] { return provider.isLeft(0); }));
}

void UpstreamPaceTest::callsOverTheCapWaitInOrder()
{
    LoopbackProvider provider(*m_io, hello);
    LoopbackProvider elsewhere(*m_io, hello);
    Pending calls[3];
    for (Pending &call : calls)
        start(provider.origin(), &call);
    QVERIFY(done(calls[0]));
    pumpReady(*m_io);
    QCOMPARE(provider.seen().size(), std::size_t(1));
    Pending other;
    start(elsewhere.origin(), &other);
    QVERIFY(done(other) && other->ok()); // another origin has a queue of its own
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(done(calls[i]) && calls[i]->ok());
        for (std::size_t later = i + 1; later < 3; ++later)
            QVERIFY(!calls[later]);
        QCOMPARE(text(&calls[i]), std::string("hello"));
    }
    QCOMPARE(provider.seen().size(), std::size_t(3));
    QCOMPARE(provider.connections(), std::size_t(1));
}

void UpstreamPaceTest::callsThatWaitHaveADeadlineToo()
{
    LoopbackProvider provider(*m_io, hello);
    Pending first;
    Pending second;
    Pending third;
    start(provider.origin(), &first);
    QVERIFY(done(first) && first->ok());
    start(provider.origin(), &second, 1ms);
    start(provider.origin(), &third);
    QVERIFY(done(second));
    QVERIFY(!second->ok());
    QCOMPARE(second->error().code, ErrorCode::UpstreamTimeout);
    QCOMPARE(provider.seen().size(), std::size_t(1));
    QVERIFY(!third);
    QCOMPARE(text(&first), std::string("hello"));
    QVERIFY(done(third) && third->ok()); // who gave up holds no place
}

void UpstreamPaceTest::aDroppedExchangeClosesItsConnection()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"}; });
    Pending first;
    Pending second;
    start(provider.origin(), &first);
    start(provider.origin(), &second);
    QVERIFY(done(first) && first->ok());
    QVERIFY(!second);
    first.reset();
    QVERIFY(pumpUntil(*m_io, [&] { return provider.isLeft(0); }));
    QVERIFY(done(second) && second->ok());
    QCOMPARE(provider.connections(), std::size_t(2));
}

void UpstreamPaceTest::eventStreamsArriveEventByEvent()
{
    LoopbackProvider provider(*m_io, [](const Seen &) {
        return Reply{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n"};
    });
    Pending pending;
    start(provider.origin(), &pending);
    QVERIFY(done(pending) && pending->ok());
    BodyReader *body = pending->value().body.get();
    QVERIFY(!body->length());
    QVERIFY(!body->ready()); // so that the head goes to the agent before the first event
    for (const char *event : {"data: 1\n\n", "data: 2\n\n", "data: 3\n\n"}) {
        provider.say(0, std::string("9\r\n") + event + "\r\n");
        QCOMPARE(*runTask(*m_io, body->read()), std::string_view(event));
    }
    provider.say(0, "0\r\n\r\n");
    QCOMPARE(*runTask(*m_io, body->read()), std::string_view());
}

void UpstreamPaceTest::eventStreamsTakeNoPlace()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"}; });
    Pending streams[3];
    for (Pending &stream : streams) {
        start(provider.origin(), &stream);
        QVERIFY(done(stream) && stream->ok());
    }
    QCOMPARE(provider.connections(), std::size_t(3));
    // neither one that ends, nor one that is dropped, gives back a place that it never had
    provider.hangUp(0);
    QCOMPARE(text(&streams[0]), std::string("data: 1\n\n"));
    streams[1].reset();
    LoopbackProvider other(*m_io, hello);
    Pending calls[2];
    for (Pending &call : calls)
        start(other.origin(), &call);
    QVERIFY(done(calls[0]) && calls[0]->ok());
    pumpReady(*m_io);
    QVERIFY(!calls[1]);
}

void UpstreamPaceTest::anAnswerMayComeBeforeTheBodyWent()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"}; });
    provider.answerEarly();
    StringBody body(std::string(3'000'000, 'x'));
    RequestHead head{"POST", "/", {}};
    Result<Exchange> exchange = runTask(*m_io, m_pool->open(provider.origin(), std::move(head), &body, 10s));
    QVERIFY(exchange.ok());
    QCOMPARE(exchange->head.status, 413);
    QCOMPARE(*runTask(*m_io, readAll(exchange->body.get(), 100)), std::string("no"));
}

void UpstreamPaceTest::aBrokenRequestIsNotMixedWithTheNext()
{
    LoopbackProvider provider(*m_io, hello);
    provider.answerEarly();
    BrokenBody broken;
    RequestHead head{"POST", "/first", {}};
    const Result<Exchange> first = runTask(*m_io, m_pool->open(provider.origin(), std::move(head), &broken, 10s));
    QVERIFY(!first.ok());
    QCOMPARE(first.error().code, ErrorCode::InvalidRequest); // it is the client that is gone
    Pending second;
    start(provider.origin(), &second);
    QVERIFY(done(second) && second->ok());
    QCOMPARE(provider.connections(), std::size_t(2));
    QVERIFY(provider.seen().back().head.starts_with("GET / "));
}

//! Holds its exchange for ever, always about to go on: it is dropped after all that waits for a timer.
static Task<void> holdOn(UpstreamPool *pool, Origin origin, int *held)
{
    RequestHead head{"GET", "/", {}};
    const Result<Exchange> exchange = co_await pool->open(std::move(origin), std::move(head), nullptr, 10s);
    ++*held;
    while (true) {
        auto token = boost::asio::use_awaitable;
        co_await boost::asio::post(token);
    }
}

void UpstreamPaceTest::whatWaitsMayBeDropped()
{
    int held = 0;
    LoopbackProvider provider(*m_io, hello);
    for (int i = 0; i < 3; ++i)
        boost::asio::co_spawn(*m_io, holdOn(m_pool.get(), provider.origin(), &held), boost::asio::detached);
    QVERIFY(pumpUntil(*m_io, [&] { return held == 1; }));
    m_pool.reset();
}

QTEST_GUILESS_MAIN(UpstreamPaceTest)
#include "upstream_pace_test.moc"
