#include "core/oauth/token_endpoint.h"

#include "tests/support/run_task.h"
#include "tests/support/sample_connectors.h"
#include "tests/support/scripted_transport.h"

#include "core/connectors/loader.h"

#include <QTest>

using namespace hub;

namespace {

struct Server {
    boost::asio::io_context io;
    ScriptedTransport wire;
    std::shared_ptr<Connector> connector = std::make_shared<Connector>(loadConnector(kAcme, "sample", false).value());

    Result<EndpointAnswer> post(const std::string &url)
    {
        EndpointRequest request{url, {{"Content-Type", "application/x-www-form-urlencoded"}}, "grant_type=refresh_token"};
        return runTask(io, hub::post(&wire, connector, request));
    }
};

const std::string kUrl = "https://acme.example/token";

} // namespace

class TokenEndpointTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAnswerComesBackAsItIs();
    void C23_aRedirectIsNotFollowed_data();
    void C23_aRedirectIsNotFollowed();
    void C46_aFailureIsNotTriedAgainHere();
    void C46_retryAfterIsHandedOn();
    void C43_answersAreBounded_data();
    void C43_answersAreBounded();
    void C9_onlyHttps_data();
    void C9_onlyHttps();
};

void TokenEndpointTest::theAnswerComesBackAsItIs()
{
    Server server;
    server.wire.expect("POST https://acme.example/token?x=1", {400, R"({"error":"invalid_grant"})"});
    const Result<EndpointAnswer> answer = server.post(kUrl + "?x=1");
    QVERIFY(answer.ok());
    QCOMPARE(answer->status, 400);
    QCOMPARE(answer->body, std::string(R"({"error":"invalid_grant"})"));
    QCOMPARE(answer->contentType, std::string("application/json"));
    QCOMPARE(answer->host, std::string("acme.example/token"));
    const SentRequest &sent = server.wire.sent.front();
    QCOMPARE(sent.body, std::string("grant_type=refresh_token"));
    QCOMPARE(std::string(sent.headers.value("Content-Type")), std::string("application/x-www-form-urlencoded"));
    QCOMPARE(std::string(sent.headers.value("Accept-Encoding")), std::string("identity"));
    QVERIFY(!sent.local);
}

void TokenEndpointTest::C23_aRedirectIsNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("to another host") << 302 << QByteArray("https://evil.example/token");
    QTest::newRow("on the same host") << 301 << QByteArray("/token2");
    QTest::newRow("with the method kept") << 307 << QByteArray("https://evil.example/token");
    QTest::newRow("with the method kept, for good") << 308 << QByteArray("http://acme.example/token");
}

void TokenEndpointTest::C23_aRedirectIsNotFollowed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    Server server;
    server.wire.expect("POST " + kUrl, {status, "", {{"Location", location.toStdString()}}});
    const Result<EndpointAnswer> answer = server.post(kUrl);
    QVERIFY(answer.ok());
    QCOMPARE(answer->status, status);
    QCOMPARE(server.wire.sent.size(), std::size_t(1));
}

void TokenEndpointTest::C46_aFailureIsNotTriedAgainHere()
{
    for (const int status : {500, 503, 429}) {
        Server server;
        server.wire.expect("POST " + kUrl, {status, "busy"});
        QCOMPARE(server.post(kUrl)->status, status);
        QCOMPARE(server.wire.sent.size(), std::size_t(1));
    }
    Server dead;
    dead.wire.failAt(0);
    const Result<EndpointAnswer> answer = dead.post(kUrl);
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().code, ErrorCode::UpstreamFailed);
    QCOMPARE(dead.wire.sent.size(), std::size_t(1));
}

void TokenEndpointTest::C46_retryAfterIsHandedOn()
{
    Server server;
    server.wire.expect("POST " + kUrl, {503, "", {{"Retry-After", "120"}}});
    const Result<EndpointAnswer> answer = server.post(kUrl);
    QVERIFY(answer.ok());
    QCOMPARE(std::string(answer->headers.value("retry-after")), std::string("120"));
}

void TokenEndpointTest::C43_answersAreBounded_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("fits");
    QTest::newRow("1 MiB") << 1'048'576 << true;
    QTest::newRow("a byte more") << 1'048'577 << false;
}

void TokenEndpointTest::C43_answersAreBounded()
{
    QFETCH(int, size);
    QFETCH(bool, fits);
    Server server;
    server.wire.expect("POST " + kUrl, {200, std::string(static_cast<std::size_t>(size), ' ')});
    const Result<EndpointAnswer> answer = server.post(kUrl);
    QCOMPARE(answer.ok(), fits);
    if (!fits)
        QCOMPARE(answer.error().code, ErrorCode::TooLarge);
}

void TokenEndpointTest::C9_onlyHttps_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("allowed"); // the person allowed 127.0.0.1:9000
    QTest::addColumn<bool>("sent");
    QTest::newRow("plain http") << QByteArray("http://acme.example/token") << false << false;
    QTest::newRow("plain http on this machine") << QByteArray("http://127.0.0.1:9000/token") << false << false;
    QTest::newRow("plain http on this machine, allowed") << QByteArray("http://127.0.0.1:9000/token") << true << true;
    QTest::newRow("another port than the allowed one") << QByteArray("http://127.0.0.1:9001/token") << true << false;
    QTest::newRow("a file") << QByteArray("file:///etc/passwd") << true << false;
    QTest::newRow("a script") << QByteArray("javascript:alert(1)") << true << false;
    QTest::newRow("user info") << QByteArray("https://acme.example@evil.example/token") << true << false;
}

void TokenEndpointTest::C9_onlyHttps()
{
    QFETCH(QByteArray, url);
    QFETCH(bool, allowed);
    QFETCH(bool, sent);
    Server server;
    if (allowed)
        server.connector->localHosts = {"127.0.0.1:9000"};
    if (sent)
        server.wire.expect("POST " + url.toStdString(), {});
    const Result<EndpointAnswer> answer = server.post(url.toStdString());
    QCOMPARE(answer.ok(), sent);
    QCOMPARE(server.wire.sent.size(), std::size_t(sent));
    if (sent)
        QVERIFY(server.wire.sent.front().local);
    else
        QCOMPARE(answer.error().code, ErrorCode::InvalidRequest);
}

QTEST_GUILESS_MAIN(TokenEndpointTest)
#include "token_endpoint_test.moc"
