#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

//! Connect sessions: what may be wished for, what their tokens reach, and when they end.
class SessionRoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<ApiDesk>(); }
    void sessionWishesAreChecked_data();
    void sessionWishesAreChecked();
    void A15_aSessionThatMayCallIsHeldToItsLimits();
    void A15_noSessionTakesAKeyBeyondItsAccounts_data();
    void A15_noSessionTakesAKeyBeyondItsAccounts();
    void S5_aSessionThatMayCallEndsWithItsKey();
    void aSessionWithoutAConnectorCallsWhatThePersonPicked();
    void sessionsEnd();

private:
    std::unique_ptr<ApiDesk> m_desk;
};

void SessionRoutesTest::sessionWishesAreChecked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *more, int status, const char *field) {
        QTest::newRow(name) << QByteArray(R"({"origin_owner_id":"ana","origin_owner_name":"Ana")") + more + '}' << status << QByteArray(field);
    };
    QTest::newRow("no owner") << QByteArray("{}") << 422 << QByteArray("origin_owner_id");
    QTest::newRow("no owner's name") << QByteArray(R"({"origin_owner_id":"ana"})") << 422 << QByteArray("origin_owner_name");
    row("no connector: the person picks", "", 201, "");
    row("shared with others", R"(,"shared":true)", 400, "");
    row("an unknown connector", R"(,"provider":"nothing")", 404, "");
    row("a life of nothing", R"(,"expires_in":0)", 422, "expires_in");
    row("a life of more than 30 days", R"(,"expires_in":2592001)", 422, "expires_in");
    row("a life in words", R"(,"expires_in":"long")", 422, "expires_in");
    row("an effect that is none", R"(,"effects":["harm"])", 422, "effects");
    row("an account that is none", R"(,"account_ids":["acc_x"])", 404, "");
    row("a type that is none", R"(,"type":"demo")", 422, "type");
    row("a connector that is no text", R"(,"provider":["bolt"])", 422, "provider");
    row("an app that is no text", R"(,"integration_id":5)", 422, "integration_id");
    row("a switch that is none", R"(,"multiple":"yes")", 422, "multiple");
    row("metadata that are none", R"(,"metadata":[1])", 422, "metadata");
    row("all left open", R"(,"provider":null,"integration_id":null,"multiple":null,"metadata":null,"label":null)", 201, "");
    row("actions that are no list", R"(,"account_ids":[],"actions":"bolt_*")", 422, "actions");
    row("effects that are no list", R"(,"effects":"read")", 422, "effects");
    row("accounts that are no list", R"(,"account_ids":"bolt")", 422, "account_ids");
    row("a list of other things", R"(,"actions":["bolt_*",5])", 422, "actions");
    row("categories that are no list", R"(,"categories":"crm")", 422, "categories");
    row("lists that are left open", R"(,"account_ids":null,"actions":null,"effects":null,"categories":null)", 201, "");
    row("A22: a label of two lines", R"(,"label":"a\r\nb")", 400, "label");
    row("A22: a name with a NUL", R"(,"origin_username":"a\u0000b")", 400, "origin_username");
}

void SessionRoutesTest::sessionWishesAreChecked()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    const Answered answer = m_desk->post("/connect_sessions", m_desk->key(), json::parse(body.toStdString()));
    QCOMPARE(answer.status, status);
    QCOMPARE(stringOf(answer.json(), "field"), field.toStdString());
    if (status >= 400)
        QCOMPARE(answer.json().at("statusCode"), json::value(status));
}

void SessionRoutesTest::A15_aSessionThatMayCallIsHeldToItsLimits()
{
    const Account mine = m_desk->bolt("ana");
    m_desk->cargo("ana");
    const json::value wish{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"account_ids", {mine.id.str()}}, {"actions", {"bolt_*"}}, {"effects", {"read"}}};
    const json::object session = m_desk->post("/connect_sessions", m_desk->key(), wish).json();
    const std::string token = stringOf(session, "token");
    QVERIFY(json::serialize(session.at("mcp_config")).find("Bearer " + token) != std::string::npos);
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QCOMPARE(m_desk->post("/actions/rpc", token, {{"action", "bolt_list_items"}}).status, 200);
    QCOMPARE(m_desk->post("/actions/rpc", token, {{"action", "bolt_create_item"}, {"body", {{"name", "x"}}}}).status, 403);
    QVERIFY(m_desk->post("/actions/rpc", token, {{"action", "cargo_list_boxes"}}).status >= 400);
    QCOMPARE(m_desk->get("/proxy/items", token, {{"x-account-id", "cargo"}}).status, 404);
    QCOMPARE(m_desk->get("/accounts", token).status, 403);
    QCOMPARE(m_desk->wire.sent.size(), std::size_t(1));
    m_desk->clock.advance(std::chrono::seconds(1801));
    QCOMPARE(m_desk->post("/actions/rpc", token, {{"action", "bolt_list_items"}}).status, 401);
}

void SessionRoutesTest::A15_noSessionTakesAKeyBeyondItsAccounts_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *more, int status) { QTest::newRow(name) << QByteArray(more) << status; };
    row("another connector's account", R"("provider":"cargo","actions":["*"])", 403);
    row("its record and its link", R"("provider":"cargo")", 403);
    row("another one of its own connector", R"("provider":"bolt","multiple":true,"effects":["read"])", 403);
    row("beside one that it may", R"("provider":"cargo","account_ids":["bolt"])", 403);
    row("by its name", R"("account_id":"cargo")", 404);
    row("what the person will pick", R"("actions":["*"])", 403);
    row("its own, to sign in again", R"("account_id":"bolt","actions":["*"])", 201);
    row("its own, to call", R"("account_ids":["bolt"])", 201);
}

void SessionRoutesTest::A15_noSessionTakesAKeyBeyondItsAccounts()
{
    QFETCH(QByteArray, more);
    QFETCH(int, status);
    const Account mine = m_desk->bolt("ana");
    m_desk->cargo("ana");
    ApiKey wish;
    wish.name = "held";
    wish.scopes = {Scope::Full};
    wish.accounts = {mine.id};
    const NewKey key = m_desk->run(m_desk->keys.create(wish)).value();
    const std::string body = R"({"origin_owner_id":"ana","origin_owner_name":"Ana",)" + more.toStdString() + '}';
    const std::size_t before = m_desk->accounts->list({}).size();
    QCOMPARE(m_desk->post("/connect_sessions", std::string(key.key.reveal()), json::parse(body)).status, status);
    QCOMPARE(m_desk->accounts->list({}).size(), before);
}

void SessionRoutesTest::S5_aSessionThatMayCallEndsWithItsKey()
{
    const Account mine = m_desk->bolt("ana");
    ApiKey wish;
    wish.name = "parent";
    wish.scopes = {Scope::Full};
    const NewKey key = m_desk->run(m_desk->keys.create(wish)).value();
    const json::value limits{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"account_ids", {mine.id.str()}}};
    const std::string token = stringOf(m_desk->post("/connect_sessions", std::string(key.key.reveal()), limits).json(), "token");
    const auto status = [&] { return m_desk->get("/actions", token).status; };
    QCOMPARE(status(), 200);
    KeyId id = key.record.id;
    QVERIFY(m_desk->run(m_desk->keys.setEnabled(id, false)).ok());
    QCOMPARE(status(), 401);
    QVERIFY(m_desk->run(m_desk->keys.setEnabled(id, true)).ok());
    QCOMPARE(status(), 200);
    QVERIFY(m_desk->run(m_desk->keys.remove(id)).ok());
    QCOMPARE(status(), 401);
}

void SessionRoutesTest::aSessionWithoutAConnectorCallsWhatThePersonPicked()
{
    m_desk->bolt("ana");
    const json::value wish{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"actions", {"cargo_*"}}};
    const json::object made = m_desk->post("/connect_sessions", m_desk->key(), wish).json();
    const std::string token = stringOf(made, "token");
    QCOMPARE(m_desk->get("/actions", token).status, 401);
    const std::string link = stringOf(made, "auth_link_url");
    auto opened = m_desk->run(m_desk->service->openLink(link.substr(link.rfind('/') + 1)));
    QVERIFY(opened.ok());
    m_desk->wire.expect("GET https://api.cargo.example/whoami?key=" + kCargoKey, {200, R"({"id":"1","name":"Ana"})"});
    const json::value form{{"integration_id", "cargo"}, {"credentials", {{"api_key", kCargoKey}}}};
    const Headers page{{"x-hub-session-token", std::string(opened->second.reveal())}, {"Content-Type", "application/json"}};
    const Answered connected = m_desk->ask("POST", "/hub/accounts", page, json::serialize(form));
    QCOMPARE(connected.status, 201);
    m_desk->wire.expect("GET https://api.cargo.example/boxes?key=" + kCargoKey, {200, "[]"});
    QCOMPARE(m_desk->post("/actions/rpc", token, {{"action", "cargo_list_boxes"}}).status, 200);
    QVERIFY(m_desk->post("/actions/rpc", token, {{"action", "bolt_list_items"}}).status >= 400);
}

void SessionRoutesTest::sessionsEnd()
{
    const std::string key = m_desk->key();
    const json::object session = m_desk->post("/connect_sessions", key, {{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}}).json();
    const std::string id = stringOf(session, "session_id");
    const auto remove = [&](const std::string &caller) { return m_desk->ask("DELETE", "/connect_sessions/" + id, {{"Authorization", "Bearer " + caller}}).status; };
    QCOMPARE(remove(m_desk->key({Scope::Full}, OwnerId("bob"))), 404);
    QCOMPARE(remove(key), 200);
    QCOMPARE(m_desk->ask("GET", "/hub/settings", {{"x-hub-session-token", stringOf(session, "token")}}).status, 401);
    const std::string link = stringOf(session, "auth_link_url");
    QCOMPARE(m_desk->ask("GET", link.substr(link.find("/connect/"))).status, 410);
}

QTEST_GUILESS_MAIN(SessionRoutesTest)
#include "session_routes_test.moc"
