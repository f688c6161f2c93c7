#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kThings = "GET https://api.bolt.example/v1/things";

} // namespace

//! Prefer: heartbeat on /unified/proxy.
class HeartbeatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<ApiDesk>();
        m_desk->bolt();
        m_headers = {{"Host", "127.0.0.1:7423"}, {"Authorization", "Bearer " + m_desk->key()}, {"Content-Type", "application/json"}};
    }
    void aQuickAnswerIsAsWithout_data();
    void aQuickAnswerIsAsWithout();
    void aLongAnswerIsAnnounced_data();
    void aLongAnswerIsAnnounced();
    void aClientThatHasGoneStopsNoCall();

private:
    //! Asks for /things with a heartbeat each millisecond, and lets the provider answer after `beats` of them.
    void askSlowly(const ScriptedAnswer &provider, std::size_t beats, KeptAnswer *answer);
    std::unique_ptr<ApiDesk> m_desk;
    Headers m_headers;
};

void HeartbeatTest::aQuickAnswerIsAsWithout_data()
{
    QTest::addColumn<QByteArray>("prefer");
    QTest::addColumn<bool>("applied");
    QTest::newRow("asked for") << QByteArray("heartbeat") << true;
    QTest::newRow("among others") << QByteArray("respond-async, Heartbeat; interval=5") << true;
    QTest::newRow("another preference") << QByteArray("return=minimal") << false;
    QTest::newRow("a longer word") << QByteArray("heartbeats") << false;
    QTest::newRow("nothing said") << QByteArray() << false;
}

void HeartbeatTest::aQuickAnswerIsAsWithout()
{
    QFETCH(QByteArray, prefer);
    QFETCH(bool, applied);
    if (!prefer.isEmpty())
        m_headers.add("Prefer", prefer.toStdString());
    m_desk->wire.expect(kThings, {200, R"({"a":1})"});
    const Answered answer = m_desk->ask("POST", "/unified/proxy", m_headers, R"({"path":"/things"})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(std::string(answer.headers.value("preference-applied")), std::string(applied ? "heartbeat" : ""));
    QVERIFY(answer.body.starts_with('{'));
    const Answered refused = m_desk->ask("POST", "/unified/proxy", m_headers, R"({"path":"/things","method":"brew"})");
    QCOMPARE(refused.code(), std::string("schema_violation"));
    QVERIFY(!refused.headers.contains("preference-applied"));
}

void HeartbeatTest::askSlowly(const ScriptedAnswer &provider, std::size_t beats, KeptAnswer *answer)
{
    m_desk->services.heartbeat = std::chrono::milliseconds(1);
    m_headers.add("Prefer", "heartbeat");
    ScriptedAnswer held = provider;
    held.held = true;
    m_desk->wire.expect(kThings, held);
    WatchedBody body(R"({"path":"/things"})");
    const Request request{{"POST", "/unified/proxy", m_headers}, &body};
    const auto done = m_desk->begin(ended(m_desk->front.handle(&request, answer)));
    QVERIFY(m_desk->until([&] { return answer->answered.body.size() >= beats; }));
    QVERIFY(!done->has_value());
    m_desk->wire.release();
    QVERIFY(m_desk->until([&] { return done->has_value(); }));
}

void HeartbeatTest::aLongAnswerIsAnnounced_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("name"); // of a number in the JSON
    QTest::addColumn<int>("value");
    QTest::newRow("an answer") << 200 << QByteArray(R"({"a":1})") << QByteArray("status") << 200;
    QTest::newRow("the provider's own error") << 404 << QByteArray(R"({"a":1})") << QByteArray("status") << 404;
    QTest::newRow("an error of the hub's") << 200 << QByteArray() << QByteArray("statusCode") << 502;
}

void HeartbeatTest::aLongAnswerIsAnnounced()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, name);
    QFETCH(int, value);
    ScriptedAnswer provider{status, body.toStdString()};
    if (body.isEmpty())
        provider.headers = {{"Content-Encoding", "br"}};
    KeptAnswer answer;
    askSlowly(provider, 3, &answer);
    QCOMPARE(answer.answered.status, 200);
    QCOMPARE(std::string(answer.answered.headers.value("preference-applied")), std::string("heartbeat"));
    QVERIFY(answer.ended);
    const std::string &text = answer.answered.body;
    QCOMPARE(text.substr(0, 3), std::string("\n\n\n"));
    QCOMPARE(text.find_first_not_of('\n'), text.find('{'));
    const json::object told = answer.answered.json(); // white space before JSON is none of it
    QCOMPARE(told.at(name.toStdString()).to_number<int>(), value);
    QCOMPARE(m_desk->record().back().event, std::string("call"));
}

void HeartbeatTest::aClientThatHasGoneStopsNoCall()
{
    KeptAnswer answer;
    answer.gone = true;
    askSlowly({200, "{}"}, 1, &answer);
    QVERIFY(!answer.ended);
    QCOMPARE(m_desk->record().back().status, 200);
}

QTEST_GUILESS_MAIN(HeartbeatTest)
#include "heartbeat_test.moc"
