#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

//! /hub/*: what the Connect Hub page speaks with its session token.
class HubRoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<ApiDesk>(); }
    void aSessionOffersWhatItIsFor_data();
    void aSessionOffersWhatItIsFor();
    void formsSayWhatIsNeeded();
    void whoSignsInAgainKeepsTheirTicks();
    void aKeyConnectsAtOnce();
    void aKeyThatIsRefusedConnectsNothing_data();
    void aKeyThatIsRefusedConnectsNothing();
    void C37_secretsComeBackRedacted();
    void S7_S8_aSessionSeesItsOwnAccountOnly();
    void attemptsBelongToTheirSession();
    void C1_A08_aConsentGoesOutAndOnlyItsStateComesBack();
    void C35_noneOfTheScopesIsAChoice_data();
    void C35_noneOfTheScopesIsAChoice();

private:
    std::string token(json::object wish = {})
    {
        wish["origin_owner_id"] = "ana";
        wish["origin_owner_name"] = "Ana";
        return stringOf(m_desk->post("/connect_sessions", m_desk->key(), wish).json(), "token");
    }
    Answered ask(const std::string &method, const std::string &target, const std::string &session, const json::object &body = {})
    {
        Headers headers{{"x-hub-session-token", session}, {"Content-Type", "application/json"}};
        return m_desk->ask(method, target, headers, body.empty() ? std::string() : json::serialize(body));
    }
    //! Connects Cargo with a key that its probe takes.
    Answered connectCargo(const std::string &session)
    {
        m_desk->wire.expect("GET https://api.cargo.example/whoami?key=" + kCargoKey, {200, R"({"id":"7","name":"ana@cargo"})"});
        return ask("POST", "/hub/accounts", session, {{"integration_id", "cargo"}, {"credentials", {{"api_key", kCargoKey}}}});
    }
    std::unique_ptr<ApiDesk> m_desk;
};

void HubRoutesTest::aSessionOffersWhatItIsFor_data()
{
    QTest::addColumn<QByteArray>("wish");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("offered"); // among bolt and cargo
    const auto row = [](const char *name, const char *wish, const char *query, const char *offered) { QTest::newRow(name) << QByteArray(wish) << QByteArray(query) << QByteArray(offered); };
    row("all", "{}", "", "bolt cargo");
    row("one provider", R"({"provider":"cargo"})", "", "cargo");
    row("a category", R"({"categories":["ticketing"]})", "", "bolt");
    row("filtered by the page", "{}", "?provider=bolt", "bolt");
    row("filtered to what it is not for", R"({"provider":"cargo"})", "?provider=bolt", "");
}

void HubRoutesTest::aSessionOffersWhatItIsFor()
{
    QFETCH(QByteArray, wish);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, offered);
    const std::string session = token(parseObject(wish.toStdString()).value());
    const json::object answer = ask("GET", "/hub/connectors" + query.toStdString(), session).json();
    std::string found;
    for (const json::value &one : answer.at("integrations").get_array()) {
        const std::string key = stringOf(one.get_object(), "integration_id");
        if (key == "bolt" || key == "cargo")
            found += (found.empty() ? "" : " ") + key;
    }
    QCOMPARE(found, offered.toStdString());
    for (const char *key : {"bolt", "cargo"}) {
        if (query.isEmpty()) // a page's own filter hides nothing from it
            QCOMPARE(ask("GET", std::string("/hub/connectors/") + key, session).status, QByteArray(offered).split(' ').contains(key) ? 200 : 404);
    }
}

void HubRoutesTest::formsSayWhatIsNeeded()
{
    const std::string session = token();
    const json::value cargo = ask("GET", "/hub/connectors/cargo", session).json().at("config");
    QCOMPARE(cargo.at("type"), json::value("custom"));
    QCOMPARE(cargo.at("configFields").at(0).at("key"), json::value("api_key"));
    QCOMPARE(cargo.at("configFields").at(0).at("secret"), json::value(true));
    const json::value bolt = ask("GET", "/hub/connectors/bolt", session).json().at("config");
    QCOMPARE(bolt.at("type"), json::value("oauth2"));
    QCOMPARE(bolt.at("consent_host"), json::value("bolt.example"));
    QCOMPARE(bolt.at("redirect_uri"), json::value("http://127.0.0.1:7423/callback"));
    QCOMPARE(bolt.at("profile_ready"), json::value(true));
    QCOMPARE(bolt.at("scopes").at(0).at("effect"), json::value("read"));
    // the app of a person says which are ticked
    const json::array scopes = bolt.at("scopes").get_array();
    const json::object &last = scopes.back().get_object();
    Profile profile = m_desk->profiles->find("bolt", {}).value();
    profile.scopes = {stringOf(last, "name")};
    QVERIFY(m_desk->run(m_desk->profiles->set(std::move(profile), std::nullopt)).ok());
    const json::value picked = ask("GET", "/hub/connectors/bolt", session).json().at("config").at("scopes");
    for (const json::value &scope : picked.get_array())
        QCOMPARE(scope.at("default"), json::value(scope.at("name") == last.at("name")));
}

void HubRoutesTest::whoSignsInAgainKeepsTheirTicks()
{
    const json::array offered = ask("GET", "/hub/connectors/bolt", token()).json().at("config").at("scopes").get_array();
    const std::string last = stringOf(offered.back().get_object(), "name");
    Account account = m_desk->active("bolt", "oauth2", "ana");
    account.scopes = {last};
    QVERIFY(m_desk->run(m_desk->accounts->update(account)).ok());
    const json::value again = ask("GET", "/hub/connectors/bolt", token({{"account_id", account.id.str()}})).json().at("config").at("scopes");
    for (const json::value &scope : again.get_array())
        QCOMPARE(scope.at("default"), json::value(scope.at("name") == json::value(last)));
}

void HubRoutesTest::aKeyConnectsAtOnce()
{
    const std::string session = token({{"provider", "cargo"}});
    const Answered made = connectCargo(session);
    QCOMPARE(made.status, 201);
    const Account account = m_desk->accounts->find(OwnerId("ana"), stringOf(made.json(), "id")).value();
    QCOMPARE(account.status, AccountStatus::Active);
    QCOMPARE(account.identityLabel, std::string("ana@cargo"));
    m_desk->wire.expect("GET https://api.cargo.example/boxes?key=" + kCargoKey, {200, "{}"});
    QCOMPARE(m_desk->post("/actions/rpc", m_desk->key(), {{"action", "cargo_list_boxes"}}).status, 200);
}

void HubRoutesTest::aKeyThatIsRefusedConnectsNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("probe"); // 0 = nothing may leave
    QTest::addColumn<int>("status");
    QTest::newRow("the provider refuses it") << QByteArray(R"({"integration_id":"cargo","credentials":{"api_key":"key_0123456789abcdef"}})") << 401 << 400;
    QTest::newRow("the provider is ill") << QByteArray(R"({"integration_id":"cargo","credentials":{"api_key":"key_0123456789abcdef"}})") << 500 << 502;
    QTest::newRow("no key") << QByteArray(R"({"integration_id":"cargo","credentials":{}})") << 0 << 422;
    QTest::newRow("A22: a line break in it") << QByteArray(R"({"integration_id":"cargo","credentials":{"api_key":"a\r\nX: y"}})") << 0 << 400;
    QTest::newRow("an unknown connector") << QByteArray(R"({"integration_id":"nothing","credentials":{}})") << 0 << 404;
}

void HubRoutesTest::aKeyThatIsRefusedConnectsNothing()
{
    QFETCH(QByteArray, body);
    QFETCH(int, probe);
    QFETCH(int, status);
    if (probe != 0)
        m_desk->wire.expect("GET https://api.cargo.example/whoami?key=" + kCargoKey, {probe, "{}"});
    const Answered answer = ask("POST", "/hub/accounts", token(), parseObject(body.toStdString()).value());
    if (status == 400)
        QVERIFY2(answer.status == 400 || answer.status == 422, answer.body.c_str());
    else
        QCOMPARE(answer.status, status);
    QVERIFY(m_desk->wire.done());
    QCOMPARE(m_desk->wire.sent.size(), std::size_t(probe != 0 ? 1 : 0));
    for (const Account &account : m_desk->accounts->list({}))
        QVERIFY(account.status != AccountStatus::Active);
    QVERIFY(answer.body.find(kCargoKey) == std::string::npos);
}

void HubRoutesTest::C37_secretsComeBackRedacted()
{
    const std::string session = token({{"provider", "cargo"}});
    const std::string id = stringOf(connectCargo(session).json(), "id");
    const Answered shown = ask("GET", "/hub/accounts/" + id, session);
    QCOMPARE(shown.status, 200);
    QCOMPARE(shown.json().at("secrets").at("api_key"), json::value("__secretvalue:**redacted**"));
    QVERIFY(shown.body.find(kCargoKey) == std::string::npos);
    // what the page sends back unchanged stays
    m_desk->wire.expect("GET https://api.cargo.example/whoami?key=" + kCargoKey, {200, R"({"id":"7","name":"ana@cargo"})"});
    QCOMPARE(ask("PATCH", "/hub/accounts/" + id, session, {{"credentials", {{"api_key", "__secretvalue:**redacted**"}}}}).status, 200);
    QVERIFY(m_desk->wire.done());
}

void HubRoutesTest::S7_S8_aSessionSeesItsOwnAccountOnly()
{
    const Account other = m_desk->cargo("ana");
    const Account strangers = m_desk->cargo("bob");
    const std::string session = token({{"provider", "bolt"}});
    std::set<std::string> bodies;
    for (const std::string &id : {other.id.str(), strangers.id.str(), std::string("acc_nothing")}) {
        const Answered answer = m_desk->ask("GET", "/hub/accounts/" + id, {{"x-hub-session-token", session}, {"x-request-id", "same"}});
        QCOMPARE(answer.status, 404);
        bodies.insert(answer.body);
        QCOMPARE(ask("PATCH", "/hub/accounts/" + id, session, {{"credentials", {{"api_key", "x"}}}}).status, 404);
    }
    QCOMPARE(bodies.size(), std::size_t(1));
}

void HubRoutesTest::attemptsBelongToTheirSession()
{
    const std::string mine = token({{"provider", "bolt"}});
    const std::string theirs = token({{"provider", "bolt"}, {"multiple", true}});
    const Answered started = ask("POST", "/hub/connection_attempts", mine);
    QCOMPARE(started.status, 201);
    const std::string path = "/hub/connection_attempts/" + stringOf(started.json(), "id");
    QCOMPARE(ask("GET", path, mine).json().at("status"), json::value("pending"));
    QCOMPARE(ask("GET", path, theirs).status, 404);
    ask("DELETE", path, theirs);
    QCOMPARE(ask("GET", path, mine).json().at("status"), json::value("pending"));
    QCOMPARE(ask("DELETE", path, mine).status, 200);
    QCOMPARE(ask("GET", path, mine).json().at("status"), json::value("cancelled"));
}

void HubRoutesTest::C1_A08_aConsentGoesOutAndOnlyItsStateComesBack()
{
    const std::string session = token({{"provider", "bolt"}});
    const std::string attempt = stringOf(ask("POST", "/hub/connection_attempts", session).json(), "id");
    QCOMPARE(m_desk->ask("GET", "/connect/oauth2/bolt?token=wrong&connection_attempt_id=" + attempt).status, 401);
    const Answered out = m_desk->ask("GET", "/connect/oauth2/bolt?token=" + session + "&connection_attempt_id=" + attempt);
    QCOMPARE(out.status, 302);
    const std::string location(out.headers.value("location"));
    QVERIFY2(location.starts_with("https://bolt.example/oauth/authorize?"), location.c_str());
    QVERIFY(location.find("code_challenge_method=S256") != std::string::npos);
    QVERIFY(location.find(session) == std::string::npos);
    const std::size_t at = location.find("state=") + 6;
    const std::string state = location.substr(at, location.find('&', at) - at);
    QCOMPARE(m_desk->ask("GET", "/callback?code=stolen&state=guessed").status, 400);
    QVERIFY(m_desk->wire.sent.empty());
    m_desk->wire.expect(kBoltTokens, kNewPair);
    QCOMPARE(m_desk->ask("GET", "/callback?code=good&state=" + state).status, 200);
    QCOMPARE(ask("GET", "/hub/connection_attempts/" + attempt, session).json().at("status"), json::value("authenticated"));
    QCOMPARE(m_desk->ask("GET", "/callback?code=good&state=" + state).status, 400); // once
    QCOMPARE(m_desk->wire.sent.size(), std::size_t(1));
}

void HubRoutesTest::C35_noneOfTheScopesIsAChoice_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("nothing said: the defaults") << QByteArray() << QByteArray("scope=items");
    QTest::newRow("one picked") << QByteArray("&scopes=items") << QByteArray("scope=items");
    QTest::newRow("none picked") << QByteArray("&scopes=") << QByteArray();
}

void HubRoutesTest::C35_noneOfTheScopesIsAChoice()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, asked);
    const std::string session = token({{"provider", "bolt"}});
    const std::string attempt = stringOf(ask("POST", "/hub/connection_attempts", session).json(), "id");
    const Answered out = m_desk->ask("GET", "/connect/oauth2/bolt?token=" + session + "&connection_attempt_id=" + attempt + said.toStdString());
    const std::string location(out.headers.value("location"));
    const std::size_t at = location.find("scope=");
    QCOMPARE(at == std::string::npos ? std::string() : location.substr(at, location.find('&', at) - at), asked.toStdString());
}

QTEST_GUILESS_MAIN(HubRoutesTest)
#include "hub_routes_test.moc"
