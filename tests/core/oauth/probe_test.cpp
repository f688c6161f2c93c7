#include "core/oauth/probe.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"
#include "tests/support/sample_connectors.h"
#include "tests/support/scripted_transport.h"

#include "core/connectors/loader.h"

#include <QTest>

using namespace hub;

namespace {

std::shared_ptr<const Connector> connectorOf(const char *text)
{
    return std::make_shared<const Connector>(loadConnector(text, "sample", false).value());
}

struct Caller {
    Account account;
    Credential credential;
    boost::asio::io_context io;
    ScriptedTransport wire;
    ManualClock clock;
    SystemRandom random;
    RequestSigner signer{nullptr, &clock, &random};

    Caller()
    {
        account.setup = {{"subdomain", "contoso"}};
        credential.authKey = "api_key";
        credential.values.emplace("api_key", Secret("k-1"));
    }
    Result<ProbeOutcome> probe(const char *text) { return runTask(io, hub::probe(&wire, &signer, connectorOf(text), &account, &credential)); }
};

} // namespace

class ProbeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheAnswerMeans_data();
    void whatTheAnswerMeans();
    void theCallCarriesTheCredential();
    void withoutAProbeEverythingIsAccepted();
    void nobodyAnswers();
    void C41_theAddressStaysInsideTheConnector();
};

void ProbeTest::whatTheAnswerMeans_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("accepted");
    QTest::addColumn<bool>("refused");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("label");
    QTest::newRow("a good key") << 200 << QByteArray(R"({"id":7,"name":"Ann"})") << true << false << QByteArray("7") << QByteArray("Ann");
    QTest::newRow("a dead key") << 401 << QByteArray(R"({"error":"no"})") << false << true << QByteArray() << QByteArray();
    QTest::newRow("a dead key, as this provider says it") << 200 << QByteArray(R"({"ok":false,"id":7})") << false << true << QByteArray() << QByteArray();
    QTest::newRow("a forbidden call") << 403 << QByteArray() << false << true << QByteArray() << QByteArray();
    QTest::newRow("a provider in trouble") << 500 << QByteArray("<html>") << false << false << QByteArray() << QByteArray();
    QTest::newRow("a redirect is not followed") << 302 << QByteArray() << false << false << QByteArray() << QByteArray();
    QTest::newRow("an answer without an identity") << 200 << QByteArray("{}") << true << false << QByteArray() << QByteArray();
    QTest::newRow("an answer that is no JSON") << 200 << QByteArray("OK") << true << false << QByteArray() << QByteArray();
    QTest::newRow("an answer beyond 1 MiB") << 200 << QByteArray(1'048'577, ' ') << true << false << QByteArray() << QByteArray();
}

void ProbeTest::whatTheAnswerMeans()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, accepted);
    QFETCH(bool, refused);
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, label);
    Caller caller;
    caller.wire.expect("GET https://contoso.initech.example/api/whoami", {status, body.toStdString()});
    const Result<ProbeOutcome> outcome = caller.probe(kInitech);
    QVERIFY(outcome.ok());
    QCOMPARE(outcome->status, status);
    QCOMPARE(outcome->accepted(), accepted);
    QCOMPARE(outcome->refused(), refused);
    QCOMPARE(outcome->identityId, id.toStdString());
    QCOMPARE(outcome->identityLabel, label.toStdString());
}

void ProbeTest::theCallCarriesTheCredential()
{
    Caller caller;
    caller.wire.expect("GET https://contoso.initech.example/api/whoami", {});
    QVERIFY(caller.probe(kInitech).ok());
    const SentRequest &sent = caller.wire.sent.front();
    QCOMPARE(std::string(sent.headers.value("X-Api-Key")), std::string("k-1"));
    QCOMPARE(std::string(sent.headers.value("Accept-Encoding")), std::string("identity"));
    QVERIFY(sent.body.empty() && !sent.local);
}

void ProbeTest::withoutAProbeEverythingIsAccepted()
{
    Caller caller;
    const Result<ProbeOutcome> outcome = caller.probe(kUmbrella);
    QVERIFY(outcome.ok() && outcome->accepted());
    QVERIFY(outcome->identityId.empty() && caller.wire.sent.empty());
}

void ProbeTest::nobodyAnswers()
{
    Caller caller;
    caller.wire.failAt(0);
    const Result<ProbeOutcome> outcome = caller.probe(kInitech);
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::UpstreamFailed);
}

void ProbeTest::C41_theAddressStaysInsideTheConnector()
{
    for (const char *value : {"evil.com#", "a@evil", "evil.example/", "127.0.0.1", "", "x\r\n"}) {
        Caller caller;
        caller.account.setup = {{"subdomain", value}};
        const Result<ProbeOutcome> outcome = caller.probe(kInitech);
        QVERIFY2(!outcome.ok() && outcome.error().code == ErrorCode::InvalidRequest, value);
        QVERIFY(caller.wire.sent.empty());
    }
}

QTEST_GUILESS_MAIN(ProbeTest)
#include "probe_test.moc"
