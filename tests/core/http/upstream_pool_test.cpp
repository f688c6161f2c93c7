#include "core/http/upstream_pool.h"

#include "tests/support/certificates.h"
#include "tests/support/loopback_provider.h"
#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace hub;
using Reply = LoopbackProvider::Reply;
using Seen = LoopbackProvider::Seen;
using Then = LoopbackProvider::Then;
using namespace std::chrono_literals;

namespace {

//! A body of unknown length in pieces; it can't be sent again, and may break off.
class StreamedBody final : public BodyReader {
public:
    explicit StreamedBody(std::vector<std::string> pieces, bool breaks = false) : m_pieces(std::move(pieces)), m_breaks(breaks) {}
    Task<Result<std::string_view>> read() override
    {
        if (m_at == m_pieces.size() && m_breaks)
            co_return Error{ErrorCode::InvalidRequest, "The client is gone."};
        co_return m_at == m_pieces.size() ? std::string_view() : std::string_view(m_pieces[m_at++]);
    }
    std::optional<std::uint64_t> length() const override { return said; }
    std::optional<std::uint64_t> said;

private:
    std::vector<std::string> m_pieces;
    std::size_t m_at = 0;
    bool m_breaks;
};

Reply hello(const Seen &)
{
    return {wholeAnswer("hello")};
}

} // namespace

class UpstreamPoolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void requestsAreFramed_data();
    void requestsAreFramed();
    void whatMayBeUsedAgainIs_data();
    void whatMayBeUsedAgainIs();
    void anIdleConnectionIsLeftInTheEnd();
    void aConnectionClosedMeanwhileIsNotUsed();
    void aStaleConnectionIsTriedOnceMore_data();
    void aStaleConnectionIsTriedOnceMore();
    void C41_A18_A20_localAddressesAreRefused_data();
    void C41_A18_A20_localAddressesAreRefused();
    void A20_theHubsOwnPortIsRefused_data();
    void A20_theHubsOwnPortIsRefused();
    void S13_failuresSayThatTheyAreTheProviders_data();
    void S13_failuresSayThatTheyAreTheProviders();
    void bodiesCutShortAreFailures_data();
    void bodiesCutShortAreFailures();
    void interimAnswersArePassedOver();
    void C22_tlsIsCheckedAndKeptAlive();

private:
    Result<Exchange> get(const Origin &origin, const std::string &target = "/");
    Result<std::string> text(Result<Exchange> exchange);

    std::unique_ptr<boost::asio::io_context> m_io;
    std::unique_ptr<UpstreamPool> m_pool;
};

void UpstreamPoolTest::init()
{
    m_io = std::make_unique<boost::asio::io_context>();
    m_pool = std::make_unique<UpstreamPool>(m_io->get_executor());
}

void UpstreamPoolTest::cleanup()
{
    m_pool.reset();
    pumpReady(*m_io);
    m_io.reset();
}

Result<Exchange> UpstreamPoolTest::get(const Origin &origin, const std::string &target)
{
    return runTask(*m_io, m_pool->open(origin, {"GET", target, {}}, nullptr, 10s));
}

Result<std::string> UpstreamPoolTest::text(Result<Exchange> exchange)
{
    if (!exchange)
        return exchange.error();
    return runTask(*m_io, readAll(exchange->body.get(), 1'000'000));
}

void UpstreamPoolTest::requestsAreFramed_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("body"); // 0 = none, 1 = a text, 2 = pieces of unknown length
    QTest::addColumn<QByteArray>("framing");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("GET has no length") << QByteArray("GET") << 0 << QByteArray() << QByteArray();
    QTest::newRow("POST without a body says so") << QByteArray("POST") << 0 << QByteArray("Content-Length: 0\r\n") << QByteArray();
    QTest::newRow("DELETE without a body needs not") << QByteArray("DELETE") << 0 << QByteArray() << QByteArray();
    QTest::newRow("a text has its length") << QByteArray("PUT") << 1 << QByteArray("Content-Length: 5\r\n") << QByteArray("hello");
    QTest::newRow("pieces go as chunks, each at once") << QByteArray("POST") << 2 << QByteArray("Transfer-Encoding: chunked\r\n")
                                                       << QByteArray("5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
}

void UpstreamPoolTest::requestsAreFramed()
{
    QFETCH(QByteArray, method);
    QFETCH(int, body);
    QFETCH(QByteArray, framing);
    QFETCH(QByteArray, sent);
    LoopbackProvider provider(*m_io, hello);
    StringBody whole("hello");
    StreamedBody pieces({"hello", "0123456789abcdef"});
    BodyReader *reader = body == 0 ? nullptr : body == 1 ? static_cast<BodyReader *>(&whole) : &pieces;
    RequestHead head{method.toStdString(), "/a%2fb?x=%7E+1", {{"hOST", "evil.example"}, {"X-A", "1"}}};
    const Result<std::string> answer = text(runTask(*m_io, m_pool->open(provider.origin(), std::move(head), reader, 10s)));
    QVERIFY(answer.ok());
    QCOMPARE(*answer, std::string("hello"));
    QCOMPARE(provider.seen().size(), std::size_t(1));
    QCOMPARE(provider.seen()[0].head,
             method.toStdString() + " /a%2fb?x=%7E+1 HTTP/1.1\r\nX-A: 1\r\nHost: 127.0.0.1:" + std::to_string(provider.port()) + "\r\n" + framing.toStdString() + "\r\n");
    QCOMPARE(provider.seen()[0].body, sent.toStdString());
}

void UpstreamPoolTest::whatMayBeUsedAgainIs_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("again");
    const auto row = [](const char *name, const char *answer, bool again, const char *method = "GET") { QTest::newRow(name) << QByteArray(method) << QByteArray(answer) << again; };
    row("a known length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true);
    row("an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);
    row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", true);
    row("no body by its status", "HTTP/1.1 204 No Content\r\n\r\n", true);
    row("no body by its method", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true, "HEAD");
    row("an error of the provider", "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno", true);
    row("a server that wants to close", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", false);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false);
    row("A23 more bytes than the answer has", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n", false);
    row("A23 a body to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, "HEAD");
}

void UpstreamPoolTest::whatMayBeUsedAgainIs()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, answer);
    QFETCH(bool, again);
    LoopbackProvider provider(*m_io, [&](const Seen &) { return Reply{answer.toStdString()}; });
    for (int i = 0; i < 3; ++i) {
        RequestHead head{method.toStdString(), "/", {}};
        QVERIFY(text(runTask(*m_io, m_pool->open(provider.origin(), std::move(head), nullptr, 10s))).ok());
    }
    QCOMPARE(provider.seen().size(), std::size_t(3));
    QCOMPARE(provider.connections(), std::size_t(again ? 1 : 3));
}

void UpstreamPoolTest::anIdleConnectionIsLeftInTheEnd()
{
    m_pool = std::make_unique<UpstreamPool>(m_io->get_executor(), PoolLimits{.idle = 1s});
    LoopbackProvider provider(*m_io, hello);
    QVERIFY(text(get(provider.origin())).ok());
    QVERIFY(!provider.isLeft(0));
    QVERIFY(pumpUntil(*m_io, [&] { return provider.isLeft(0); }));
}

void UpstreamPoolTest::aConnectionClosedMeanwhileIsNotUsed()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{wholeAnswer("hello"), Then::Close}; });
    StreamedBody once({"can't be sent again"});
    QVERIFY(text(get(provider.origin())).ok());
    pumpReady(*m_io);
    RequestHead head{"POST", "/", {}};
    QVERIFY(text(runTask(*m_io, m_pool->open(provider.origin(), std::move(head), &once, 10s))).ok());
    QCOMPARE(provider.seen().size(), std::size_t(2));
    QCOMPARE(provider.connections(), std::size_t(2));
}

void UpstreamPoolTest::aStaleConnectionIsTriedOnceMore_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("warm"); // a first call leaves a connection behind
    QTest::addColumn<bool>("rewinds");
    QTest::addColumn<QByteArray>("bytes"); // what comes before the end
    QTest::addColumn<int>("ends");         // how many calls end so
    QTest::addColumn<bool>("heals");
    QTest::addColumn<int>("arrived");
    QTest::newRow("once more, and it works") << QByteArray("PUT") << true << true << QByteArray() << 1 << true << 3;
    QTest::newRow("no third time") << QByteArray("PUT") << true << true << QByteArray() << 9 << false << 3;
    QTest::newRow("not after a byte came") << QByteArray("PUT") << true << true << QByteArray("H") << 1 << false << 2;
    QTest::newRow("not when the body is gone") << QByteArray("PUT") << true << false << QByteArray() << 1 << false << 2;
    QTest::newRow("not on a new connection") << QByteArray("PUT") << false << true << QByteArray() << 1 << false << 1;
    for (const char *method : {"POST", "PATCH"})
        QTest::addRow("never a %s, which must not happen twice", method) << QByteArray(method) << true << true << QByteArray() << 1 << false << 2;
}

void UpstreamPoolTest::aStaleConnectionIsTriedOnceMore()
{
    QFETCH(QByteArray, method);
    QFETCH(bool, warm);
    QFETCH(bool, rewinds);
    QFETCH(QByteArray, bytes);
    QFETCH(int, ends);
    QFETCH(bool, heals);
    QFETCH(int, arrived);
    int left = 0;
    LoopbackProvider provider(*m_io, [&](const Seen &seen) {
        if (left-- > 0)
            return Reply{bytes.toStdString(), Then::Close};
        return hello(seen);
    });
    if (warm)
        QVERIFY(text(get(provider.origin())).ok());
    left = ends;
    StringBody again("hello");
    StreamedBody once({"hello"});
    BodyReader *body = rewinds ? static_cast<BodyReader *>(&again) : &once;
    RequestHead head{method.toStdString(), "/", {}};
    const Result<Exchange> exchange = runTask(*m_io, m_pool->open(provider.origin(), std::move(head), body, 10s));
    QCOMPARE(exchange.ok(), heals);
    if (!heals)
        QCOMPARE(exchange.error().code, ErrorCode::UpstreamFailed);
    else
        QCOMPARE(provider.seen().back().body, std::string("hello"));
    QCOMPARE(int(provider.seen().size()), arrived);
}

void UpstreamPoolTest::C41_A18_A20_localAddressesAreRefused_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host : {"127.0.0.1", "127.0.0.2", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "localhost", "0.0.0.0", "0", "::1", "::", "::ffff:127.0.0.1", "::127.0.0.1",
                             "169.254.169.254", "10.0.0.1", "192.168.1.1", "fd00:ec2::254"})
        QTest::newRow(host) << QByteArray(host);
}

void UpstreamPoolTest::C41_A18_A20_localAddressesAreRefused()
{
    QFETCH(QByteArray, host);
    LoopbackProvider provider(*m_io, hello);
    Origin origin{false, host.toStdString(), provider.port(), false};
    const Result<Exchange> exchange = get(origin);
    QVERIFY(!exchange.ok());
    QCOMPARE(exchange.error().code, ErrorCode::UpstreamFailed);
    QVERIFY2(exchange.error().message.find("refused") != std::string::npos, exchange.error().message.c_str());
    pumpReady(*m_io);
    QCOMPARE(provider.connections(), std::size_t(0));
}

void UpstreamPoolTest::A20_theHubsOwnPortIsRefused_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host : {"127.0.0.1", "127.0.0.2", "localhost", "0x7f.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::"})
        QTest::newRow(host) << QByteArray(host);
}

void UpstreamPoolTest::A20_theHubsOwnPortIsRefused()
{
    QFETCH(QByteArray, host);
    LoopbackProvider hub(*m_io, hello);
    m_pool->refuseLocalPort(hub.port());
    const Result<Exchange> looped = get({false, host.toStdString(), hub.port(), true});
    QVERIFY(!looped.ok());
    QCOMPARE(looped.error().code, ErrorCode::UpstreamFailed);
    pumpReady(*m_io);
    QCOMPARE(hub.connections(), std::size_t(0));
    LoopbackProvider other(*m_io, hello);
    QVERIFY(get(other.origin()).ok());
}

void UpstreamPoolTest::S13_failuresSayThatTheyAreTheProviders_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("resets");
    const auto row = [](const char *name, const QByteArray &bytes, bool resets = false) { QTest::newRow(name) << bytes << resets; };
    row("reset", "", true);
    row("closed without an answer", "");
    row("closed in the head", "HTTP/1.1 200 OK\r\nContent-");
    row("reset in the head", "HTTP/1.1 200 OK\r\nContent-", true);
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    row("both lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    row("lengths that differ", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok");
    row("a NUL in a header", "HTTP/1.1 200 OK\r\nX: " + QByteArray(1, '\0') + "\r\n\r\n");
    row("A26 a head of 100 KiB", "HTTP/1.1 200 OK\r\nX: " + QByteArray(100 * 1024, 'x') + "\r\n\r\n");
    row("A26 a head without end", QByteArray("X: y\r\n").repeated(100'000));
    row("closed after an interim answer", "HTTP/1.1 100 Continue\r\n\r\n");
}

void UpstreamPoolTest::S13_failuresSayThatTheyAreTheProviders()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, resets);
    LoopbackProvider provider(*m_io, [&](const Seen &) { return Reply{bytes.toStdString(), resets ? Then::Reset : Then::Close}; });
    const Result<Exchange> exchange = get(provider.origin());
    QVERIFY(!exchange.ok());
    QCOMPARE(exchange.error().code, ErrorCode::UpstreamFailed);
    QCOMPARE(provider.seen().size(), std::size_t(1));
}

void UpstreamPoolTest::bodiesCutShortAreFailures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("resets");
    QTest::addColumn<bool>("whole");
    const auto row = [](const char *name, const char *bytes, bool resets, bool whole) { QTest::newRow(name) << QByteArray(bytes) << resets << whole; };
    row("closed before its length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", false, false);
    row("reset before its length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", true, false);
    row("closed in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello", false, false);
    row("closed before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false, false);
    row("a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX", false, false);
    row("closed where the end is said so", "HTTP/1.1 200 OK\r\n\r\nhello", false, true);
    row("reset where the end is said by closing", "HTTP/1.1 200 OK\r\n\r\nhello", true, false);
}

void UpstreamPoolTest::bodiesCutShortAreFailures()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, resets);
    QFETCH(bool, whole);
    LoopbackProvider provider(*m_io, [&](const Seen &) { return Reply{bytes.toStdString()}; });
    Result<Exchange> exchange = get(provider.origin());
    QVERIFY(exchange.ok());
    QCOMPARE(*runTask(*m_io, exchange->body->read()), std::string_view("hello"));
    provider.hangUp(0, resets ? Then::Reset : Then::Close);
    const Result<std::string> rest = text(std::move(exchange));
    QCOMPARE(rest.ok(), whole);
    if (!whole)
        QCOMPARE(rest.error().code, ErrorCode::UpstreamFailed);
}

void UpstreamPoolTest::interimAnswersArePassedOver()
{
    LoopbackProvider provider(*m_io, [](const Seen &) { return Reply{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + wholeAnswer("hello")}; });
    Result<Exchange> exchange = get(provider.origin());
    QVERIFY(exchange.ok());
    QCOMPARE(exchange->head.status, 200);
    QVERIFY(!exchange->head.headers.contains("link"));
    QCOMPARE(*text(std::move(exchange)), std::string("hello"));
}

void UpstreamPoolTest::C22_tlsIsCheckedAndKeptAlive()
{
    const Certificate root = makeCertificate({.authority = true});
    QTemporaryDir directory;
    QFile roots(directory.filePath(QStringLiteral("roots.pem")));
    QVERIFY(roots.open(QIODevice::WriteOnly));
    roots.write(QByteArray::fromStdString(root.pem()));
    roots.close();
    qputenv("SSL_CERT_FILE", roots.fileName().toLocal8Bit());
    m_pool = std::make_unique<UpstreamPool>(m_io->get_executor());
    boost::asio::ssl::context good = serverTls(makeCertificate({.names = "IP:127.0.0.1"}, &root));
    boost::asio::ssl::context bad = serverTls(makeCertificate({.names = "IP:127.0.0.9"}, &root));
    LoopbackProvider provider(*m_io, hello, &good);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(*text(get(provider.origin())), std::string("hello"));
    QCOMPARE(provider.connections(), std::size_t(1));
    LoopbackProvider impostor(*m_io, hello, &bad);
    const Result<Exchange> refused = get(impostor.origin());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::UpstreamFailed);
    QVERIFY(impostor.seen().empty());
}

QTEST_GUILESS_MAIN(UpstreamPoolTest)
#include "upstream_pool_test.moc"
