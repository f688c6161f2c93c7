#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

//! A connector whose actions have none of the names of callers' switches among their parameters, and all of them.
std::string switchy()
{
    const json::object text{{"type", "string"}};
    const json::object flag{{"type", "boolean"}};
    const json::object plain{{"id", "switchy_plain"},
                             {"title", "Plain"},
                             {"description", "None."},
                             {"effect", "write"},
                             {"method", "POST"},
                             {"path", "/plain"},
                             {"parameters", {{"query", {{"limit", {{"type", "integer"}}}}}, {"body", {{"name", text}}}}}};
    const json::object own{{"id", "switchy_own"},
                           {"title", "Own"},
                           {"description", "All."},
                           {"effect", "write"},
                           {"method", "POST"},
                           {"path", "/own"},
                           {"parameters", {{"query", {{"debug", flag}, {"sync", text}}}, {"body", {{"defender_enabled", flag}}}}}};
    json::object file = parseObject(kCargo).value();
    file["key"] = "switchy";
    file["base_url"] = "https://api.switchy.example";
    file["auth"].at(0).at("placement").get_object()["query"] = json::object();
    file["actions"] = json::array{plain, own};
    return json::serialize(file);
}

} // namespace

//! What callers' libraries add to a call, and what of it goes to the provider.
class RpcTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<ApiDesk>();
        QVERIFY(m_desk->catalogue.add(switchy(), "sample", false).ok());
        m_account = m_desk->active("switchy", "api_key", "ana");
        Credential credential;
        credential.authKey = "api_key";
        credential.values.emplace("api_key", Secret("key_0123456789abcdef"));
        QVERIFY(m_desk->run(m_desk->credentials->store(m_account, std::move(credential))).ok());
    }
    void switchesStayHere_data();
    void switchesStayHere();
    void profilesAreChecked_data();
    void profilesAreChecked();
    void oneDeadAccountOfThreeFailsNoOther_data();
    void oneDeadAccountOfThreeFailsNoOther();

private:
    std::unique_ptr<ApiDesk> m_desk;
    Account m_account;
};

void RpcTest::switchesStayHere_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char *name, const char *body, const char *target, const char *sent) { QTest::newRow(name) << QByteArray(body) << QByteArray(target) << QByteArray(sent); };
    row("switches of the query", R"({"action":"switchy_plain","query":{"debug":true,"sync":"true","run_id":"7","limit":5}})", "/plain?limit=5", "{}");
    row("a guard's wishes beside the arguments", R"({"action":"switchy_plain","defender_config":{"enabled":true},"body":{"name":"x"}})", "/plain", R"({"name":"x"})");
    row("a guard's wishes among the arguments", R"({"action":"switchy_plain","body":{"name":"x","defender_config":{"enabled":true},"defender_enabled":true}})", "/plain", R"({"name":"x"})");
    row("arguments in a bag", R"({"action":"switchy_plain","query":{"additionalProperties":{"limit":5}}})", "/plain?limit=5", "{}");
    row("what is said outside the bag wins", R"({"action":"switchy_plain","query":{"limit":6,"additionalProperties":{"limit":5}}})", "/plain?limit=6", "{}");
    row("an action's own parameters of these names", R"({"action":"switchy_own","query":{"debug":true,"sync":"full"},"body":{"defender_enabled":false}})", "/own?debug=true&sync=full",
        R"({"defender_enabled":false})");
    row("an account in the headers", R"({"action":"switchy_plain","headers":{"x-account-id":"switchy"}})", "/plain", "{}");
}

void RpcTest::switchesStayHere()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, sent);
    m_desk->wire.expect("POST https://api.switchy.example" + target.toStdString(), {200, "{}"});
    const Answered answer = m_desk->post("/actions/rpc", m_desk->key(), json::parse(body.toStdString()));
    QVERIFY2(answer.status == 200, answer.body.c_str());
    QCOMPARE(QByteArray::fromStdString(m_desk->wire.sent.back().body), sent);
}

void RpcTest::profilesAreChecked_data()
{
    QTest::addColumn<QByteArray>("profile");
    QTest::addColumn<int>("status");
    QTest::newRow("the connector itself") << QByteArray("bolt") << 200;
    QTest::newRow("the profile it was connected with") << QByteArray("default") << 200;
    QTest::newRow("no profile") << QByteArray() << 200;
    QTest::newRow("another profile") << QByteArray("team") << 400;
    QTest::newRow("another connector") << QByteArray("switchy") << 400;
}

void RpcTest::profilesAreChecked()
{
    QFETCH(QByteArray, profile);
    QFETCH(int, status);
    const Account account = m_desk->bolt("ana");
    const std::string key = m_desk->key();
    const Headers headers{{"x-account-id", account.id.str()}, {"x-connector-profile-id", profile.toStdString()}};
    for (const auto &[path, body] : std::map<std::string, json::value>{{"/actions/rpc", {{"action", "bolt_list_items"}}}, {"/unified/proxy", {{"path", "/items"}}}}) {
        if (status == 200)
            m_desk->wire.expect("GET " + kBoltApi + "/items", {200, "{}"});
        const Answered answer = m_desk->post(path, key, body, headers);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.code(), std::string(status == 200 ? "" : "invalid_request"));
    }
}

void RpcTest::oneDeadAccountOfThreeFailsNoOther_data()
{
    QTest::addColumn<int>("status"); // of the account
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("suspended") << int(AccountStatus::Suspended) << QByteArray("account_suspended");
    QTest::newRow("expired") << int(AccountStatus::Expired) << QByteArray("account_expired");
    QTest::newRow("nobody signed in") << int(AccountStatus::Inactive) << QByteArray("account_inactive");
}

void RpcTest::oneDeadAccountOfThreeFailsNoOther()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    const Account first = m_desk->bolt("ana");
    const Account dead = m_desk->withStatus(m_desk->bolt("ana"), static_cast<AccountStatus>(status));
    const Account third = m_desk->bolt("ana");
    const std::string key = m_desk->key({Scope::Full}, OwnerId("ana"));
    QVERIFY(m_desk->get("/actions?connectors=bolt", key).body.find("bolt_list_items") != std::string::npos);
    QVERIFY(m_desk->post("/actions/search", key, {{"query", "list items"}}).body.find("bolt_list_items") != std::string::npos);
    for (const Account &account : {first, dead, third}) {
        const bool lives = account.id != dead.id;
        if (lives)
            m_desk->wire.expect("GET " + kBoltApi + "/items", {200, "{}"});
        const Answered answer = m_desk->post("/actions/rpc", key, {{"action", "bolt_list_items"}, {"headers", {{"x-account-id", account.id.str()}}}});
        QCOMPARE(answer.status, lives ? 200 : 412);
        QCOMPARE(answer.code(), lives ? std::string() : code.toStdString());
    }
    QVERIFY(m_desk->wire.done());
}

QTEST_GUILESS_MAIN(RpcTest)
#include "rpc_test.moc"
