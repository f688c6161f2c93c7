#include "core/api/pages.h"
#include "core/api/shapes.h"

#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

//! Accounts, sessions and actions as a client reads them.
class AccountRoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<ApiDesk>(); }
    void accountsHaveTheirShape();
    void listsAreFiltered_data();
    void listsAreFiltered();
    void S8_A13_aStrangersIdIsAnUnknownId_data();
    void S8_A13_aStrangersIdIsAnUnknownId();
    void sessionsHaveTheirShape();
    void A22_whatIsSaidOfAnAccountIsPlain();
    void S23_administrationIsOnRecordBeforeItsAnswer();
    void S23_withoutARecordNothingIsChanged();
    void actionsAnswerInOneShape_data();
    void actionsAnswerInOneShape();
    void A22_actionArgumentsAreChecked_data();
    void A22_actionArgumentsAreChecked();
    void bodiesAreJsonObjects_data();
    void bodiesAreJsonObjects();
    void S26_S27_pagesTellWhatALinkIs();
    void textIsEscaped();

private:
    std::unique_ptr<ApiDesk> m_desk;
};

void AccountRoutesTest::accountsHaveTheirShape()
{
    const Account account = m_desk->bolt("ana");
    const json::object shown = m_desk->get("/accounts/" + account.alias, m_desk->key()).json();
    std::set<std::string> names;
    for (const auto &member : shown)
        names.insert(std::string(member.key()));
    const std::set<std::string> expected{"id",     "provider",       "provider_name", "origin_owner_id",   "origin_owner_name", "origin_username", "alias", "label",      "identity",
                                         "status", "status_reasons", "credentials",   "setup_information", "metadata",          "shared",          "type",  "created_at", "updated_at"};
    QCOMPARE(names, expected);
    QCOMPARE(stringOf(shown, "id"), account.id.str());
    QCOMPARE(stringOf(shown, "provider"), std::string("bolt"));
    QCOMPARE(stringOf(shown, "created_at"), std::string("2023-11-14T22:13:20.000Z"));
    QCOMPARE(shown.at("credentials"), json::value(json::object())); // C37: none, ever
    QCOMPARE(shown.at("shared"), json::value(false));
    const json::object meta = m_desk->get("/accounts/" + account.id.str() + "/meta", m_desk->key()).json();
    QCOMPARE(stringOf(meta, "category"), std::string("ticketing"));
    ConnectorSummary odd;
    odd.categories = {"our-own", "crm"};
    QCOMPARE(categoryOf(odd), std::string("crm"));
    odd.categories = {"our-own"};
    QCOMPARE(categoryOf(odd), std::string("stackone"));
}

void AccountRoutesTest::listsAreFiltered_data()
{
    QTest::addColumn<QByteArray>("owner"); // the key's; empty = all
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("aliases"); // or a status
    const auto row = [](const char *name, const char *owner, const char *query, const char *aliases) {
        QTest::newRow(name) << QByteArray(owner) << QByteArray(query) << QByteArray(aliases);
    };
    row("all, oldest first", "", "", "bolt cargo bolt");
    row("an owner's own", "ana", "", "bolt cargo");
    row("somebody without any", "eve", "", "");
    row("one provider", "", "provider=cargo", "cargo");
    row("two providers, by commas", "", "providers=cargo,bolt", "bolt cargo bolt");
    row("in brackets", "", "filter[provider]=cargo", "cargo");
    row("one owner", "", "origin_owner_id=bob", "bolt");
    row("another's owner", "ana", "origin_owner_id=bob", "");
    row("a status", "ana", "status=active", "bolt cargo");
    row("a status that none has", "ana", "status=expired", "");
    row("a status that is none", "ana", "status=alive", "invalid_request");
    row("the first page", "", "page_size=2", "bolt cargo");
    row("the second page", "", "page_size=2&page=2", "bolt");
    row("past the end", "", "page_size=2&page=3", "");
    row("a page size that is none", "", "page_size=-1", "bolt cargo bolt");
}

void AccountRoutesTest::listsAreFiltered()
{
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, aliases);
    for (const char *who : {"ana", "bob"}) {
        m_desk->bolt(who);
        m_desk->clock.advance(std::chrono::seconds(1));
        if (who == std::string_view("ana"))
            m_desk->cargo(who);
        m_desk->clock.advance(std::chrono::seconds(1));
    }
    const std::string key = m_desk->key({Scope::Full}, owner.isEmpty() ? std::optional<OwnerId>() : OwnerId(owner.toStdString()));
    const Answered answer = m_desk->get("/accounts?" + query.toStdString(), key);
    if (answer.status != 200) {
        QCOMPARE(answer.code(), aliases.toStdString());
        return;
    }
    const json::value rows = parseJson(answer.body).value();
    std::string found;
    for (const json::value &row : rows.get_array())
        found += (found.empty() ? "" : " ") + stringOf(row.get_object(), "alias");
    QCOMPARE(found, aliases.toStdString());
}

void AccountRoutesTest::S8_A13_aStrangersIdIsAnUnknownId_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path"); // ID stands for the account's
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *method, const char *path, const char *body) { QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(body); };
    row("GET", "/accounts/ID", "");
    row("PATCH", "/accounts/ID", R"({"label":"x"})");
    row("DELETE", "/accounts/ID", "");
    row("GET", "/accounts/ID/meta", "");
    row("GET", "/proxy/ID/-/items", "");
    row("GET", "/proxy/items?x-account-id=ID", "");
    row("POST", "/actions/rpc", R"({"action":"bolt_list_items","headers":{"x-account-id":"ID"}})");
    row("POST", "/unified/proxy?account_id=ID", R"({"path":"/items"})");
    row("POST", "/connect_sessions", R"({"origin_owner_id":"bob","origin_owner_name":"Bob","account_id":"ID"})");
    row("POST", "/connect_sessions", R"({"origin_owner_id":"bob","origin_owner_name":"Bob","account_ids":["ID"]})");
}

void AccountRoutesTest::S8_A13_aStrangersIdIsAnUnknownId()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    const Account account = m_desk->bolt("ana");
    const std::string key = m_desk->key({Scope::Full}, OwnerId("bob"));
    const Headers headers{{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}, {"x-request-id", "same"}};
    const auto ask = [&](const std::string &id) {
        const QByteArray name = QByteArray::fromStdString(id);
        return m_desk->ask(method.toStdString(), QByteArray(path).replace("ID", name).toStdString(), headers, QByteArray(body).replace("\"ID\"", QByteArray('"' + name + '"')).toStdString());
    };
    const Answered stranger = ask(account.id.str());
    const Answered unknown = ask("acc_" + std::string(account.id.str().size() - 4, 'x'));
    QCOMPARE(stranger.status, 404);
    QCOMPARE(stranger.body, unknown.body);
    QCOMPARE(stranger.headers, unknown.headers);
    QCOMPARE(m_desk->again(account).label, std::string());
    QVERIFY(m_desk->wire.sent.empty());
}

void AccountRoutesTest::sessionsHaveTheirShape()
{
    const json::value wish{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"provider", "bolt"}, {"expires_in", 60}, {"label", "work"}, {"metadata", {{"a", 1}}}};
    const std::string key = m_desk->key();
    const Answered answer = m_desk->post("/connect_sessions", key, wish);
    QCOMPARE(answer.status, 201);
    const json::object session = answer.json();
    for (const char *name : {"id",
                             "organization_id",
                             "project_id",
                             "categories",
                             "provider",
                             "account_id",
                             "origin_owner_id",
                             "origin_owner_name",
                             "origin_username",
                             "label",
                             "integration_id",
                             "external_trigger_token",
                             "metadata",
                             "type",
                             "created_at",
                             "expires_at",
                             "token",
                             "auth_link_url",
                             "account",
                             "mcp_config"})
        QVERIFY2(session.contains(name), name);
    QVERIFY(stringOf(session, "auth_link_url").starts_with("http://127.0.0.1:7423/connect/"));
    QCOMPARE(stringOf(session, "expires_at"), std::string("2023-11-14T22:14:20.000Z"));
    QCOMPARE(stringOf(session.at("account").get_object(), "status"), std::string("inactive"));
    QVERIFY(stringOf(session, "auth_link_url").find(stringOf(session, "token")) == std::string::npos); // two secrets
    const json::value checked = m_desk->post("/connect_sessions/authenticate", key, {{"token", stringOf(session, "token")}}).json();
    QCOMPARE(checked.at("origin_owner_id"), json::value("ana"));
    QVERIFY(!checked.get_object().contains("token"));
    const std::string strangers = m_desk->key({Scope::Full}, OwnerId("bob"));
    QCOMPARE(m_desk->post("/connect_sessions/authenticate", strangers, {{"token", stringOf(session, "token")}}).status, 404);
}

void AccountRoutesTest::A22_whatIsSaidOfAnAccountIsPlain()
{
    const Account account = m_desk->bolt("ana");
    const auto patch = [&](const std::string &body) {
        return m_desk->ask("PATCH", "/accounts/" + account.id.str(), {{"Authorization", "Bearer " + m_desk->key()}, {"Content-Type", "application/json"}}, body).status;
    };
    QCOMPARE(patch(R"({"label":"a\r\nb"})"), 400);
    QCOMPARE(patch(R"({"origin_owner_name":"\u0000"})"), 400);
    QCOMPARE(patch(R"({"label":"J\u00fcrgen \u2764"})"), 200);
}

void AccountRoutesTest::S23_administrationIsOnRecordBeforeItsAnswer()
{
    const Account account = m_desk->bolt("ana");
    const std::string key = m_desk->key();
    const Headers mine{{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}};
    const json::object session = m_desk->post("/connect_sessions", key, {{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}, {"provider", "bolt"}, {"multiple", true}}).json();
    QCOMPARE(m_desk->ask("DELETE", "/connect_sessions/unknown", mine).status, 404);
    QCOMPARE(m_desk->ask("DELETE", "/connect_sessions/" + stringOf(session, "session_id"), mine).status, 200);
    QCOMPARE(m_desk->ask("PATCH", "/accounts/" + account.id.str(), mine, R"({"label":"x"})").status, 200);
    QCOMPARE(m_desk->ask("DELETE", "/accounts/" + account.id.str(), mine).status, 200);
    // read past the log: what waits in its memory is not durable
    const auto rows = m_desk->database->runNow([](SqlConnection &connection) { return connection.query("SELECT data FROM audit ORDER BY seq"); });
    std::string events;
    for (const SqlRow &row : *rows) {
        const json::object data = parseObject(row.text(0)).value();
        events += stringOf(data, "event") + ' ' + stringOf(data, "owner") + ' ' + stringOf(data, "connector") + ' ' + stringOf(data, "principal_name") + '\n';
    }
    QCOMPARE(events, std::string("session.created ana bolt agent\nsession.deleted ana bolt agent\naccount.changed ana bolt agent\naccount.deleted ana bolt agent\n"));
}

void AccountRoutesTest::S23_withoutARecordNothingIsChanged()
{
    const Account account = m_desk->bolt("ana");
    const std::string key = m_desk->key();
    const Headers mine{{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}};
    const json::value wish{{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}};
    const std::string session = stringOf(m_desk->post("/connect_sessions", key, wish).json(), "session_id");
    const std::size_t links = m_desk->service->links().size();
    QVERIFY(m_desk->database->runNow([](SqlConnection &connection) { return connection.execute("DROP TABLE audit"); }).ok());
    QVERIFY(m_desk->post("/connect_sessions", key, wish).status >= 500);
    QVERIFY(m_desk->ask("DELETE", "/connect_sessions/" + session, mine).status >= 500);
    QVERIFY(m_desk->ask("PATCH", "/accounts/" + account.id.str(), mine, R"({"label":"x"})").status >= 500);
    QVERIFY(m_desk->ask("DELETE", "/accounts/" + account.id.str(), mine).status >= 500);
    QCOMPARE(m_desk->service->links().size(), links);
    QVERIFY(m_desk->service->session(SessionId(session), std::nullopt).ok());
    QCOMPARE(m_desk->again(account).label, account.label);
}

void AccountRoutesTest::actionsAnswerInOneShape_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("hubStatus");
    QTest::addColumn<QByteArray>("part"); // of the body
    QTest::newRow("a result") << 200 << QByteArray(R"({"items":[{"id":1}]})") << 200 << QByteArray(R"("data":[{"id":1}])");
    QTest::newRow("nothing there") << 200 << QByteArray("{}") << 200 << QByteArray(R"("data":{})");
    QTest::newRow("the provider refuses") << 404 << QByteArray(R"({"why":"gone"})") << 502 << QByteArray(R"("provider_errors":[{"status":404,"raw":{"why":"gone"}}])");
    QTest::newRow("the provider breaks its word") << 200 << QByteArray("{half") << 502 << QByteArray("upstream_failed");
}

void AccountRoutesTest::actionsAnswerInOneShape()
{
    QFETCH(int, status);
    QFETCH(QByteArray, answer);
    QFETCH(int, hubStatus);
    QFETCH(QByteArray, part);
    m_desk->bolt("ana");
    m_desk->wire.expect("GET " + kBoltApi + "/items?limit=5", {status, answer.toStdString()});
    const Answered got = m_desk->post("/actions/rpc", m_desk->key(), {{"action", "bolt_list_items"}, {"query", {{"limit", 5}}}, {"headers", {{"X-Account-ID", "bolt"}}}});
    QCOMPARE(got.status, hubStatus);
    QVERIFY2(got.body.find(part.toStdString()) != std::string::npos, got.body.c_str());
}

void AccountRoutesTest::A22_actionArgumentsAreChecked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *body, int status, const char *field) { QTest::newRow(name) << QByteArray(body) << status << QByteArray(field); };
    row("no action", "{}", 422, "action");
    row("an unknown action", R"({"action":"bolt_nothing"})", 404, "");
    row("a query that is a list", R"({"action":"bolt_list_items","query":[1]})", 422, "query");
    row("another type", R"({"action":"bolt_list_items","query":{"limit":"5"}})", 422, "query/limit");
    row("an unknown argument", R"({"action":"bolt_list_items","query":{"page":1}})", 422, "query/page");
    row("a required one is missing", R"({"action":"bolt_delete_item"})", 422, "path/id");
    row("a path that leads out", R"({"action":"bolt_delete_item","path":{"id":".."}})", 422, "path");
    row("a line break in a path", R"({"action":"bolt_delete_item","path":{"id":"1\r\nX: y"}})", 422, "path");
    row("NUL in a path", R"({"action":"bolt_delete_item","path":{"id":"1\u0000"}})", 422, "path");
    row("accounts named twice", R"({"action":"bolt_list_items","headers":{"x-account-id":"bolt","X-Account-Id":"cargo"}})", 400, "");
}

void AccountRoutesTest::A22_actionArgumentsAreChecked()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    m_desk->bolt("ana");
    const Answered answer = m_desk->post("/actions/rpc", m_desk->key(), json::parse(body.toStdString()));
    QCOMPARE(answer.status, status);
    QCOMPARE(stringOf(answer.json(), "field"), field.toStdString());
    QVERIFY(m_desk->wire.sent.empty());
}

void AccountRoutesTest::bodiesAreJsonObjects_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const QByteArray good(R"({"origin_owner_id":"ana","origin_owner_name":"Ana"})");
    QTest::newRow("JSON") << QByteArray("application/json") << good << 201;
    QTest::newRow("JSON with a charset") << QByteArray("Application/JSON; charset=utf-8") << good << 201;
    QTest::newRow("A03: plain text, as a web page sends it") << QByteArray("text/plain") << good << 415;
    QTest::newRow("A03: a form") << QByteArray("application/x-www-form-urlencoded") << good << 415;
    QTest::newRow("no type") << QByteArray() << good << 415;
    QTest::newRow("no body") << QByteArray("application/json") << QByteArray() << 400;
    QTest::newRow("a list") << QByteArray("application/json") << QByteArray("[]") << 400;
    QTest::newRow("half") << QByteArray("application/json") << good.left(9) << 400;
    QTest::newRow("A33: depth 100,000") << QByteArray("application/json") << QByteArray(100'000, '[') << 400;
    QTest::newRow("A33: 1e400") << QByteArray("application/json") << QByteArray(R"({"origin_owner_id":1e400})") << 400;
    QTest::newRow("A24: more than 10 MiB") << QByteArray("application/json") << QByteArray(10 * 1024 * 1024 + 1, ' ') << 413;
}

void AccountRoutesTest::bodiesAreJsonObjects()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    Headers headers{{"Authorization", "Bearer " + m_desk->key()}};
    if (!type.isEmpty())
        headers.add("Content-Type", type.toStdString());
    QCOMPARE(m_desk->ask("POST", "/connect_sessions", headers, body.toStdString()).status, status);
}

void AccountRoutesTest::S26_S27_pagesTellWhatALinkIs()
{
    const json::object session = m_desk->post("/connect_sessions", m_desk->key(), {{"origin_owner_id", "ana"}, {"origin_owner_name", "Ana"}}).json();
    const std::string link = stringOf(session, "auth_link_url");
    const std::string path = link.substr(link.find("/connect/"));
    const Answered page = m_desk->ask("GET", path);
    QCOMPARE(page.status, 200);
    QCOMPARE(std::string(page.headers.value("referrer-policy")), std::string("no-referrer"));
    QVERIFY(page.headers.value("content-security-policy").find("script-src 'self'") != std::string_view::npos);
    QVERIFY(page.body.find(stringOf(session, "token")) == std::string::npos); // each opening mints a session of its own
    QCOMPARE(m_desk->ask("GET", "/connect/unknown").status, 404);
    QCOMPARE(m_desk->ask("GET", "/callback?code=x&state=y").status, 400);
    QVERIFY(m_desk->wire.sent.empty());
    m_desk->clock.advance(std::chrono::hours(24 * 31));
    QCOMPARE(m_desk->ask("GET", path).status, 410);
    for (const char *asset : {"/assets/..%2fcallback.html", "/assets/index.html", "/assets/nothing.js"})
        QCOMPARE(m_desk->ask("GET", asset).status, 404);
}

void AccountRoutesTest::textIsEscaped()
{
    QCOMPARE(htmlEscaped("<a href=\"x\">'&'</a>"), std::string("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"));
    QVERIFY(!resourceText(":/pages/nothing.html").ok());
}

QTEST_GUILESS_MAIN(AccountRoutesTest)
#include "account_routes_test.moc"
