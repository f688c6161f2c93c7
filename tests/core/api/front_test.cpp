#include "core/base/encoding.h"

#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

Task<void> breaks(ApiContext *)
{
    throw std::runtime_error("SELECT secret FROM /etc/passwd");
    co_return;
}

} // namespace

//! The front door: who is let in, and in which order it is judged.
class FrontTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<ApiDesk>(); }
    void S2_A01_theHostIsOneOfTheHubsOwn_data();
    void S2_A01_theHostIsOneOfTheHubsOwn();
    void S3_A02_theOriginIsAbsentOrTheHubsOwn_data();
    void S3_A02_theOriginIsAbsentOrTheHubsOwn();
    void S4_judgedInOrderAndBeforeTheBody_data();
    void S4_judgedInOrderAndBeforeTheBody();
    void keysComeInTheseForms_data();
    void keysComeInTheseForms();
    void A05_everyWrongKeyGetsTheSameAnswer();
    void aDeadKeyIsAWrongKey();
    void S7_sessionTokensOpenTheirRoutesOnly();
    void requestIdsAreEchoedWhereTheyFit_data();
    void requestIdsAreEchoedWhereTheyFit();
    void S22_failuresTellNothingFromInside();
    void refusalsAreOnRecord_data();
    void refusalsAreOnRecord();
    void aFloodOfRefusalsIsARowAMinute();

private:
    std::unique_ptr<ApiDesk> m_desk;
};

void FrontTest::S2_A01_theHostIsOneOfTheHubsOwn_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("own");
    const auto row = [](const char *host, bool own) { QTest::newRow(*host == '\0' ? "(empty)" : host) << QByteArray(host) << own; };
    for (const char *host : {"127.0.0.1:7423", "localhost:7423", "LocalHost:7423", "[::1]:7423"})
        row(host, true);
    for (const char *host : {"", ":7423", "127.0.0.1", "localhost", "127.0.0.1:7424", "0.0.0.0:7423", "127.0.0.2:7423", "evil.example", "evil.example:7423", "127.0.0.1.evil.example:7423",
                             "localhost.evil.example:7423", "evil-localhost:7423", "localhost:7423.evil.example", "127.0.0.1:7423, evil.example", "user@127.0.0.1:7423", "127.0.0.1:07423"})
        row(host, false);
}

void FrontTest::S2_A01_theHostIsOneOfTheHubsOwn()
{
    QFETCH(QByteArray, host);
    QFETCH(bool, own);
    const Answered answer = m_desk->ask("GET", "/healthz", {{"Host", host.toStdString()}});
    QCOMPARE(answer.status, own ? 200 : 421);
    if (!own)
        QCOMPARE(answer.code(), std::string("wrong_host"));
}

void FrontTest::S3_A02_theOriginIsAbsentOrTheHubsOwn_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("own");
    for (const char *origin : {"http://127.0.0.1:7423", "http://localhost:7423", "http://[::1]:7423"})
        QTest::newRow(origin) << QByteArray(origin) << true;
    for (const char *origin : {"null", "", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:80", "https://127.0.0.1:7423", "http://127.0.0.1:7423.evil.example",
                               "http://127.0.0.1:7423/", "file://", "chrome-extension://abc", "http://127.0.0.1:7423 https://evil.example"})
        QTest::addRow("foreign: %s", origin) << QByteArray(origin) << false;
}

void FrontTest::S3_A02_theOriginIsAbsentOrTheHubsOwn()
{
    QFETCH(QByteArray, origin);
    QFETCH(bool, own);
    const Answered answer = m_desk->ask("GET", "/healthz", {{"Origin", origin.toStdString()}});
    QCOMPARE(answer.status, own ? 200 : 403);
    for (const Header &header : answer.headers)
        QVERIFY2(!toLower(header.name).starts_with("access-control-"), header.name.c_str()); // S10
    if (!own)
        QCOMPARE(answer.code(), std::string("origin_refused"));
}

void FrontTest::S4_judgedInOrderAndBeforeTheBody_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("key"); // a scope, "wrong", or empty for none
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *host, const char *origin, const char *key, const char *target, const char *code) {
        QTest::newRow(name) << QByteArray(host) << QByteArray(origin) << QByteArray(key) << QByteArray(target) << QByteArray(code);
    };
    row("the host ahead of all", "evil.example", "null", "wrong", "/nowhere", "wrong_host");
    row("the host ahead of a good key", "evil.example", "", "full", "/connect_sessions", "wrong_host");
    row("the origin ahead of the key", "", "null", "wrong", "/nowhere", "origin_refused");
    row("the key ahead of the address", "", "", "", "/nowhere", "key_missing");
    row("a wrong key ahead of the address", "", "", "wrong", "/nowhere", "key_invalid");
    row("the address ahead of the body", "", "", "full", "/nowhere", "not_found");
    row("no key, a known address", "", "", "", "/connect_sessions", "key_missing");
    row("the scope ahead of the body", "", "", "actions", "/connect_sessions", "scope_insufficient");
    row("another method than is served", "", "", "full", "/accounts", "not_found");
    row("a session's route without its token", "", "", "full", "/hub/accounts", "key_missing");
}

void FrontTest::S4_judgedInOrderAndBeforeTheBody()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, code);
    Headers headers{{"Content-Type", "application/json"}};
    if (!host.isEmpty())
        headers.add("Host", host.toStdString());
    if (!origin.isEmpty())
        headers.add("Origin", origin.toStdString());
    if (const std::optional<Scope> scope = scopeFrom(key.toStdString()))
        headers.add("Authorization", "Bearer " + m_desk->key({*scope}));
    else if (!key.isEmpty())
        headers.add("Authorization", "Bearer " + key.toStdString());
    const Answered answer = m_desk->ask("POST", target.toStdString(), headers, R"({"origin_owner_id":"ana"})");
    QCOMPARE(answer.code(), code.toStdString());
    QVERIFY2(!m_desk->bodyTouched, "the body was read");
}

void FrontTest::keysComeInTheseForms_data()
{
    QTest::addColumn<QByteArray>("form"); // KEY stands for the key
    QTest::addColumn<int>("status");
    QTest::newRow("Basic, with the colon") << QByteArray("Basic base64(KEY:)") << 200;
    QTest::newRow("Basic, without it") << QByteArray("Basic base64(KEY)") << 200;
    QTest::newRow("Basic, with a password that nobody needs") << QByteArray("Basic base64(KEY:x)") << 200;
    QTest::newRow("basic, in small letters") << QByteArray("basic base64(KEY:)") << 200;
    QTest::newRow("Bearer") << QByteArray("Bearer KEY") << 200;
    QTest::newRow("bearer, in small letters") << QByteArray("bearer KEY") << 200;
    QTest::newRow("Bearer, two blanks") << QByteArray("Bearer  KEY") << 200;
    QTest::newRow("the key alone") << QByteArray("KEY") << 401;
    QTest::newRow("another scheme") << QByteArray("Digest KEY") << 401;
    QTest::newRow("Bearer and nothing") << QByteArray("Bearer") << 401;
    QTest::newRow("nothing at all") << QByteArray("") << 401;
    QTest::newRow("the key as a password") << QByteArray("Basic base64(:KEY)") << 401;
    QTest::newRow("no base64") << QByteArray("Basic KEY:") << 401;
    QTest::newRow("a key with a tail") << QByteArray("Bearer KEYx") << 401;
}

void FrontTest::keysComeInTheseForms()
{
    QFETCH(QByteArray, form);
    QFETCH(int, status);
    std::string value = QByteArray(form).replace("KEY", QByteArray::fromStdString(m_desk->key())).toStdString();
    if (const std::size_t start = value.find("base64("); start != std::string::npos)
        value = value.substr(0, start) + base64(std::string_view(value).substr(start + 7, value.size() - start - 8));
    const Answered answer = m_desk->ask("GET", "/accounts", {{"Authorization", value}});
    QCOMPARE(answer.status, status);
    if (status == 401)
        QCOMPARE(std::string(answer.headers.value("www-authenticate")), std::string("Basic realm=\"connect-hub\""));
    QCOMPARE(m_desk->ask("GET", "/accounts", {{"Authorization", value}, {"authorization", value}}).status, 400);
}

void FrontTest::A05_everyWrongKeyGetsTheSameAnswer()
{
    const std::string good = m_desk->key();
    std::set<std::string> bodies;
    const std::vector<std::string> wrong{"x", good.substr(0, good.size() - 1), good + "0", "ch_aaaaaaaa_" + std::string(49, 'a'), std::string(5'000, 'k')};
    for (const std::string &key : wrong)
        bodies.insert(m_desk->ask("GET", "/accounts", {{"Authorization", "Bearer " + key}}).body);
    QCOMPARE(bodies.size(), std::size_t(1));
    QVERIFY(bodies.begin()->find("key_invalid") != std::string::npos);
}

void FrontTest::aDeadKeyIsAWrongKey()
{
    const std::string key = m_desk->key();
    QCOMPARE(m_desk->get("/accounts", key).status, 200);
    const KeyId id = m_desk->keys.list().front().id;
    QVERIFY(m_desk->run(m_desk->keys.setEnabled(id, false)).ok());
    QCOMPARE(m_desk->get("/accounts", key).code(), std::string("key_invalid"));
    QVERIFY(m_desk->run(m_desk->keys.setEnabled(id, true)).ok());
    QCOMPARE(m_desk->get("/accounts", key).status, 200);
    QVERIFY(m_desk->run(m_desk->keys.remove(id)).ok());
    QCOMPARE(m_desk->get("/accounts", key).code(), std::string("key_invalid"));
}

void FrontTest::S7_sessionTokensOpenTheirRoutesOnly()
{
    const json::value body{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"provider", "bolt"}};
    const std::string token = stringOf(m_desk->post("/connect_sessions", m_desk->key(), body).json(), "token");
    QVERIFY(!token.empty());
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"x-hub-session-token", token}}).status, 200);
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"x-hub-session-token", token + "x"}}).code(), std::string("key_invalid"));
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"Authorization", "Bearer " + token}}).code(), std::string("key_missing"));
    QCOMPARE(m_desk->get("/accounts", token).code(), std::string("key_invalid")); // it may connect, not call
    m_desk->clock.advance(std::chrono::seconds(1801));
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"x-hub-session-token", token}}).status, 401);
}

void FrontTest::requestIdsAreEchoedWhereTheyFit_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<bool>("echoed");
    QTest::newRow("a plain one") << QByteArray("abc-123") << true;
    QTest::newRow("128 characters") << QByteArray(128, 'a') << true;
    QTest::newRow("longer") << QByteArray(129, 'a') << false;
    QTest::newRow("with a blank") << QByteArray("a b") << false;
    QTest::newRow("with a mark-up") << QByteArray("<a>") << false;
    QTest::newRow("none") << QByteArray() << false;
}

void FrontTest::requestIdsAreEchoedWhereTheyFit()
{
    QFETCH(QByteArray, given);
    QFETCH(bool, echoed);
    const Answered answer = m_desk->ask("GET", "/healthz", {{"x-request-id", given.toStdString()}});
    const std::string id(answer.headers.value("x-request-id"));
    QCOMPARE(id == given.toStdString(), echoed);
    QVERIFY(echoed || id.starts_with("req_"));
}

void FrontTest::S22_failuresTellNothingFromInside()
{
    m_desk->router.add({"GET", "/breaks", Audience::Public, Need::None, "breaks", &breaks});
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("request .* failed")));
    const Answered answer = m_desk->ask("GET", "/breaks");
    QCOMPARE(answer.status, 500);
    QCOMPARE(answer.code(), std::string("internal"));
    for (const char *inside : {"SELECT", "/etc", "secret"})
        QVERIFY2(answer.body.find(inside) == std::string::npos, inside);
}

void FrontTest::refusalsAreOnRecord_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("key"); // "good" = one for accounts only
    QTest::addColumn<QByteArray>("row"); // status, kind, path, principal; empty = none
    const auto row = [](const char *name, const char *target, const char *host, const char *origin, const char *key, const char *said) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(host) << QByteArray(origin) << QByteArray(key) << QByteArray(said);
    };
    const char *own = "127.0.0.1:7423";
    row("no key", "/accounts", own, "", "", "401 key_missing /accounts ");
    row("a wrong key", "/proxy/secret/words", own, "", "ch_wrong", "401 key_invalid /proxy/{rest…} ");
    row("a key for something else", "/proxy/items", own, "", "good", "403 scope_insufficient /proxy/{rest…} agent");
    row("a page of another origin", "/accounts", own, "https://evil.example", "", "403 origin_refused /accounts ");
    row("C37: another name; a link's secret stays out", "/connect/its-secret", "evil.example", "", "", "421 wrong_host /connect/{link} ");
    row("no such address", "/nothing", own, "", "good", "");
    row("let in", "/accounts", own, "", "good", "");
}

void FrontTest::refusalsAreOnRecord()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, row);
    Headers headers{{"Host", host.toStdString()}};
    if (!origin.isEmpty())
        headers.add("Origin", origin.toStdString());
    if (!key.isEmpty())
        headers.add("Authorization", "Bearer " + (key == "good" ? m_desk->key({Scope::Accounts}) : key.toStdString()));
    m_desk->ask("GET", target.toStdString(), headers);
    std::string said;
    for (const AuditRow &one : m_desk->record())
        said += std::to_string(one.status) + ' ' + one.detail + ' ' + one.path + ' ' + one.principalName;
    QCOMPARE(said, row.toStdString());
}

void FrontTest::aFloodOfRefusalsIsARowAMinute()
{
    const auto told = [&] {
        QStringList details;
        for (const AuditRow &row : m_desk->record())
            details << QString::fromStdString(row.detail);
        return details;
    };
    for (int minute = 0; minute < 3; ++minute) {
        for (int i = 0; i < 100; ++i)
            m_desk->ask("GET", "/accounts");
        m_desk->clock.advance(std::chrono::seconds(60));
    }
    m_desk->ask("GET", "/healthz", {{"Host", "evil.example"}}); // another kind has a row of its own
    QStringList expected{QStringLiteral("key_missing"), QStringLiteral("key_missing: 99 more"), QStringLiteral("key_missing: 100 more"), QStringLiteral("key_missing: 100 more"),
                         QStringLiteral("wrong_host")};
    QCOMPARE(told(), expected);
    m_desk->ask("GET", "/accounts");
    QCOMPARE(told(), expected); // counted until its minute is over, or the hub ends
    m_desk->refusals.flush();
    expected << QStringLiteral("key_missing: 1 more");
    QCOMPARE(told(), expected);
    m_desk->clock.advance(std::chrono::minutes(2));
    m_desk->ask("GET", "/accounts");
    expected << QStringLiteral("key_missing");
    QCOMPARE(told(), expected);
}

QTEST_GUILESS_MAIN(FrontTest)
#include "front_test.moc"
