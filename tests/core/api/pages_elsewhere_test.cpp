#include "core/base/encoding.h"

#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

constexpr const char *kListed = "https://app.example";

} // namespace

//! S3, S10: the one exception, for /hub/* and the origins on the list. And how often one caller may ask.
class PagesElsewhereTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<ApiDesk>();
        QVERIFY(m_desk->run(m_desk->origins.allow(kListed)).ok());
        ConnectWish wish;
        wish.owner = OwnerId("ana");
        wish.ownerName = "Ana";
        m_token = std::string(m_desk->run(m_desk->service->createSession(wish)).value().token.reveal());
    }
    void S3_S10_whoIsLetIn_data();
    void S3_S10_whoIsLetIn();
    void S10_aPreflightNamesWhatTheComponentSends();
    void S3_anOriginTakenOffTheListIsOut();
    void S21_onlyListedPagesFrameOurs();
    void aKeyAsksAThousandTimesAMinute();
    void directCallsAreNotCounted();

private:
    std::unique_ptr<ApiDesk> m_desk;
    std::string m_token;
};

void PagesElsewhereTest::S3_S10_whoIsLetIn_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("readable"); // by the page
    const auto row = [](const char *name, const char *method, const char *path, const char *origin, int status, bool readable) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(origin) << status << readable;
    };
    row("a listed page", "GET", "/hub/settings", kListed, 200, true);
    row("its preflight", "OPTIONS", "/hub/accounts/x", kListed, 204, true);
    row("its errors, too", "GET", "/hub/accounts/x", kListed, 404, true);
    row("another page", "GET", "/hub/settings", "https://evil.example", 403, false);
    row("another page's preflight", "OPTIONS", "/hub/settings", "https://evil.example", 403, false);
    row("the same host without TLS", "GET", "/hub/settings", "http://app.example", 403, false);
    row("the same host with a port", "GET", "/hub/settings", "https://app.example:8443", 403, false);
    row("a page below it", "GET", "/hub/settings", "https://evil.app.example", 403, false);
    row("no origin to speak of", "GET", "/hub/settings", "null", 403, false);
    row("a listed page, beyond /hub", "GET", "/accounts", kListed, 403, false);
    row("a listed page, an action", "POST", "/actions/rpc", kListed, 403, false);
    row("a listed page's preflight beyond /hub", "OPTIONS", "/proxy/items", kListed, 403, false);
    row("a listed page at the way out", "GET", "/connect/oauth2/bolt", kListed, 403, false);
    row("the hub's own page needs no word", "GET", "/hub/settings", "http://127.0.0.1:7423", 200, false);
}

void PagesElsewhereTest::S3_S10_whoIsLetIn()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, origin);
    QFETCH(int, status);
    QFETCH(bool, readable);
    Headers headers{{"Origin", origin.toStdString()}};
    if (method != "OPTIONS")
        headers.add("x-hub-session-token", m_token);
    const Answered answer = m_desk->ask(method.toStdString(), path.toStdString(), headers);
    QCOMPARE(answer.status, status);
    QCOMPARE(std::string(answer.headers.value("access-control-allow-origin")), std::string(readable ? kListed : ""));
    QCOMPARE(std::string(answer.headers.value("vary")), std::string(readable ? "Origin" : ""));
    QVERIFY(!answer.headers.contains("access-control-allow-credentials"));
}

void PagesElsewhereTest::S10_aPreflightNamesWhatTheComponentSends()
{
    const Answered answer = m_desk->ask("OPTIONS", "/hub/connection_attempts",
                                        {{"Origin", kListed}, {"Access-Control-Request-Method", "POST"}, {"Access-Control-Request-Private-Network", "true"}});
    for (const char *method : {"GET", "POST", "PATCH", "DELETE", "OPTIONS"})
        QVERIFY2(answer.headers.value("access-control-allow-methods").find(method) != std::string_view::npos, method);
    for (const char *name : {"content-type", "x-hub-session-token", "x-hub-version"})
        QVERIFY2(answer.headers.value("access-control-allow-headers").find(name) != std::string_view::npos, name);
    QCOMPARE(std::string(answer.headers.value("access-control-allow-private-network")), std::string("true"));
    QVERIFY(answer.body.empty());
    QVERIFY(!m_desk->bodyTouched);
}

void PagesElsewhereTest::S3_anOriginTakenOffTheListIsOut()
{
    QVERIFY(m_desk->run(m_desk->origins.remove(kListed)).ok());
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"Origin", kListed}, {"x-hub-session-token", m_token}}).code(), std::string("origin_refused"));
}

void PagesElsewhereTest::S21_onlyListedPagesFrameOurs()
{
    const auto policy = [&] { return std::string(m_desk->ask("GET", "/connect/").headers.value("content-security-policy")); };
    QVERIFY(policy().ends_with("frame-ancestors https://app.example"));
    QVERIFY(m_desk->run(m_desk->origins.remove(kListed)).ok());
    QVERIFY(policy().ends_with("frame-ancestors 'none'"));
}

void PagesElsewhereTest::aKeyAsksAThousandTimesAMinute()
{
    const std::string mine = m_desk->key();
    const std::string other = m_desk->key();
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(m_desk->get("/accounts", mine).status, 200);
    m_desk->clock.advance(std::chrono::seconds(20));
    const Answered refused = m_desk->get("/accounts", mine);
    QCOMPARE(refused.code(), std::string("rate_limited"));
    QCOMPARE(refused.status, 429);
    QCOMPARE(std::string(refused.headers.value("retry-after")), std::string("40"));
    QCOMPARE(m_desk->get("/accounts", other).status, 200);
    m_desk->clock.advance(std::chrono::seconds(40));
    QCOMPARE(m_desk->get("/accounts", mine).status, 200);
}

void PagesElsewhereTest::directCallsAreNotCounted()
{
    const Account account = m_desk->bolt();
    const std::string key = m_desk->key();
    for (int i = 0; i < 1001; ++i) {
        m_desk->wire.expect("GET " + kBoltApi + "/items", {200, "{}"});
        QCOMPARE(m_desk->get("/proxy/items", key).status, 200);
    }
}

QTEST_GUILESS_MAIN(PagesElsewhereTest)
#include "pages_elsewhere_test.moc"
