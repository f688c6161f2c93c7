#include "core/http/upstream_connection.h"

#include "tests/support/certificates.h"
#include "tests/support/loopback_provider.h"
#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace hub;

namespace {

//! How the provider shows itself.
enum class Shown { Issued, SelfSigned, OtherIssuer, BelowALeaf, OldTls, NoTls };

} // namespace
Q_DECLARE_METATYPE(Shown)

class UpstreamConnectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void C22_onlyWhoProvesItsNameIsSpokenTo_data();
    void C22_onlyWhoProvesItsNameIsSpokenTo();
    void theNextAddressIsTried();
    void nobodyThereIsAFailure();
    void closingEndsWhatWaits();

private:
    QTemporaryDir m_directory;
    Certificate m_root = makeCertificate({.authority = true});
};

void UpstreamConnectionTest::initTestCase()
{
    QFile roots(m_directory.filePath(QStringLiteral("roots.pem")));
    QVERIFY(roots.open(QIODevice::WriteOnly));
    roots.write(QByteArray::fromStdString(m_root.pem()));
    qputenv("SSL_CERT_FILE", roots.fileName().toLocal8Bit());
}

void UpstreamConnectionTest::C22_onlyWhoProvesItsNameIsSpokenTo_data()
{
    QTest::addColumn<Shown>("shown");
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<int>("fromDays");
    QTest::addColumn<int>("untilDays");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("spokenTo");
    const auto row = [](const char *name, Shown shown, const char *names, const char *host, bool spokenTo, int fromDays = -1, int untilDays = 30) {
        QTest::newRow(name) << shown << QByteArray(names) << fromDays << untilDays << QByteArray(host) << spokenTo;
    };
    const char *name = "DNS:api.provider.example";
    const char *host = "api.provider.example";
    row("its own name", Shown::Issued, name, host, true);
    row("one of its names", Shown::Issued, "DNS:a.example,DNS:api.provider.example", host, true);
    row("a wildcard for one label", Shown::Issued, "DNS:*.provider.example", host, true);
    row("its own address", Shown::Issued, "IP:127.0.0.1", "127.0.0.1", true);
    row("the wrong host", Shown::Issued, "DNS:other.example", host, false);
    row("a name that only ends alike", Shown::Issued, "DNS:evilapi.provider.example", host, false);
    row("a wildcard for two labels", Shown::Issued, "DNS:*.example", host, false);
    row("a name where an address was dialled", Shown::Issued, "DNS:localhost", "127.0.0.1", false);
    row("another address", Shown::Issued, "IP:127.0.0.2", "127.0.0.1", false);
    row("expired", Shown::Issued, name, host, false, -30, -1);
    row("not valid yet", Shown::Issued, name, host, false, 1, 30);
    row("signed by itself", Shown::SelfSigned, name, host, false);
    row("issued by an authority of the same name", Shown::OtherIssuer, name, host, false);
    row("issued by who may not issue", Shown::BelowALeaf, name, host, false);
    row("no TLS newer than 1.1", Shown::OldTls, name, host, false);
    row("no TLS at all", Shown::NoTls, name, host, false);
}

void UpstreamConnectionTest::C22_onlyWhoProvesItsNameIsSpokenTo()
{
    QFETCH(Shown, shown);
    QFETCH(QByteArray, names);
    QFETCH(int, fromDays);
    QFETCH(int, untilDays);
    QFETCH(QByteArray, host);
    QFETCH(bool, spokenTo);
    const CertificateWish wish{names.toStdString(), fromDays, untilDays};
    const Certificate other = makeCertificate({.authority = true});
    const Certificate leaf = makeCertificate({.names = "DNS:leaf.example"}, &m_root);
    const Certificate *issuer = shown == Shown::SelfSigned ? nullptr : shown == Shown::OtherIssuer ? &other : shown == Shown::BelowALeaf ? &leaf : &m_root;
    boost::asio::ssl::context server = serverTls(makeCertificate(wish, issuer), shown == Shown::BelowALeaf ? &leaf : nullptr);
    if (shown == Shown::OldTls) {
        SSL_CTX_set_security_level(server.native_handle(), 0);
        SSL_CTX_set_max_proto_version(server.native_handle(), TLS1_1_VERSION);
    }
    boost::asio::io_context io;
    LoopbackProvider provider(io, [](const LoopbackProvider::Seen &) { return LoopbackProvider::Reply{wholeAnswer("hello")}; }, shown == Shown::NoTls ? nullptr : &server);

    boost::asio::ssl::context tls = systemTls();
    UpstreamConnection connection(io.get_executor(), Origin{true, host.toStdString(), provider.port()});
    const std::vector<boost::asio::ip::address> addresses{boost::asio::ip::address_v4::loopback()};
    const auto giveUp = shown == Shown::NoTls; // it waits for a request, and the client for its greeting
    std::optional<Result<void>> connected;
    boost::asio::co_spawn(io, keepResult(connection.connect(&addresses, &tls), &connected), boost::asio::detached);
    if (giveUp) {
        QVERIFY(pumpUntil(io, [&] { return provider.connections() == 1; }));
        pumpReady(io);
        QVERIFY(!connected);
        provider.say(0, "HTTP/1.1 400 Bad Request\r\n\r\n");
    }
    QVERIFY(pumpUntil(io, [&] { return connected.has_value(); }));
    QCOMPARE(connected->ok(), spokenTo);
    if (!spokenTo) {
        QCOMPARE(connected->error().code, ErrorCode::UpstreamFailed);
        pumpReady(io);
        QVERIFY(provider.seen().empty());
        return;
    }
    QVERIFY(runTask(io, connection.write("GET / HTTP/1.1\r\n\r\n", "", "")).ok());
    const Result<std::string_view> head = runTask(io, connection.reader().readHead(1'000));
    QVERIFY(head.ok() && head->starts_with("HTTP/1.1 200"));
}

void UpstreamConnectionTest::theNextAddressIsTried()
{
    boost::asio::io_context io;
    LoopbackProvider provider(io, [](const LoopbackProvider::Seen &) { return LoopbackProvider::Reply{wholeAnswer("hello")}; });
    boost::asio::ssl::context tls = systemTls();
    UpstreamConnection connection(io.get_executor(), provider.origin());
    // nobody listens on the first one
    const std::vector<boost::asio::ip::address> addresses{boost::asio::ip::make_address("127.0.0.2"), boost::asio::ip::make_address("127.0.0.1")};
    QVERIFY(runTask(io, connection.connect(&addresses, &tls)).ok());
    QVERIFY(connection.isQuiet());
    QVERIFY(pumpUntil(io, [&] { return provider.connections() == 1; }));
    provider.hangUp(0);
    QVERIFY(pumpUntil(io, [&] { return !connection.isQuiet(); }));
}

void UpstreamConnectionTest::nobodyThereIsAFailure()
{
    boost::asio::io_context io;
    boost::asio::ssl::context tls = systemTls();
    const auto port = std::make_unique<LoopbackProvider>(io, LoopbackProvider::Answer())->port(); // free again
    UpstreamConnection connection(io.get_executor(), Origin{false, "127.0.0.1", port, true});
    const std::vector<boost::asio::ip::address> addresses{boost::asio::ip::address_v4::loopback()};
    const Result<void> connected = runTask(io, connection.connect(&addresses, &tls));
    QVERIFY(!connected.ok());
    QCOMPARE(connected.error().code, ErrorCode::UpstreamFailed);
}

void UpstreamConnectionTest::closingEndsWhatWaits()
{
    boost::asio::io_context io;
    LoopbackProvider provider(io, [](const LoopbackProvider::Seen &) { return LoopbackProvider::Reply(); });
    boost::asio::ssl::context tls = systemTls();
    for (const bool timedOut : {false, true}) {
        UpstreamConnection connection(io.get_executor(), provider.origin());
        const std::vector<boost::asio::ip::address> addresses{boost::asio::ip::address_v4::loopback()};
        QVERIFY(runTask(io, connection.connect(&addresses, &tls)).ok());
        char byte = 0;
        std::optional<Result<std::size_t>> got;
        boost::asio::co_spawn(io, keepResult(connection.readSome(&byte, 1), &got), boost::asio::detached);
        pumpReady(io);
        QVERIFY(!got);
        connection.close(timedOut);
        QVERIFY(pumpUntil(io, [&] { return got.has_value(); }));
        QVERIFY(!got->ok());
        QCOMPARE(got->error().code, timedOut ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed);
    }
}

QTEST_GUILESS_MAIN(UpstreamConnectionTest)
#include "upstream_connection_test.moc"
