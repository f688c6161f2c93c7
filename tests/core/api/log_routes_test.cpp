#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

//! /requests/* and /ai/tool-feedback: the record, read and written over HTTP.
class LogRoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void S8_logsAreTheCallersOwn_data();
    void S8_logsAreTheCallersOwn();
    void logsAreFiltered_data();
    void logsAreFiltered();
    void entriesAreInBothSpellings();
    void pagesStandStill();
    void oneRequestHasItsTries();
    void C37_nothingOfBodiesOrHeadersIsThere();
    void wrongQuestionsAreRefused_data();
    void wrongQuestionsAreRefused();
    void feedbackStaysHere();
    void feedbackIsChecked_data();
    void feedbackIsChecked();

private:
    void call(const std::string &key, const std::string &action, const Account &account, int status, const std::string &requestId);
    QByteArray idsOf(const Answered &answer);
    std::unique_ptr<ApiDesk> m_desk;
    Account m_ana, m_boxes, m_bob;
    std::string m_full;
};

void LogRoutesTest::init()
{
    m_desk = std::make_unique<ApiDesk>();
    m_ana = m_desk->bolt("ana");
    m_boxes = m_desk->cargo("ana");
    m_bob = m_desk->bolt("bob");
    m_full = m_desk->key();
    call(m_full, "bolt_list_items", m_ana, 200, "r1");
    call(m_full, "bolt_create_item", m_ana, 404, "r2");
    call(m_full, "cargo_list_boxes", m_boxes, 200, "r3");
    call(m_full, "bolt_list_items", m_bob, 200, "r4");
}

void LogRoutesTest::call(const std::string &key, const std::string &action, const Account &account, int status, const std::string &requestId)
{
    m_desk->clock.advance(std::chrono::seconds(1));
    const bool writes = action == "bolt_create_item";
    m_desk->wire.expect(account.connector == "bolt" ? (writes ? "POST " : "GET ") + kBoltApi + "/items" : "GET https://api.cargo.example/boxes?key=" + kCargoKey, {status, "{}"});
    json::object body{{"action", action}, {"headers", {{"x-account-id", account.id.str()}}}};
    if (writes)
        body["body"] = {{"name", "a-secret-name"}};
    const Answered answer = m_desk->post("/actions/rpc", key, body, {{"x-request-id", requestId}});
    QCOMPARE(answer.status, status == 200 ? 200 : 502);
}

QByteArray LogRoutesTest::idsOf(const Answered &answer)
{
    QByteArray ids;
    if (answer.status != 200)
        return QByteArray::fromStdString(answer.code());
    const json::object body = answer.json();
    for (const json::value &entry : body.at("data").get_array())
        ids += QByteArray(ids.isEmpty() ? "" : " ") + QByteArray::fromStdString(stringOf(entry.get_object(), "requestId"));
    return ids;
}

void LogRoutesTest::S8_logsAreTheCallersOwn_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<bool>("oneAccount");
    QTest::addColumn<QByteArray>("ids");
    const auto row = [](const char *name, const char *scope, const char *owner, bool oneAccount, const char *ids) {
        QTest::newRow(name) << QByteArray(scope) << QByteArray(owner) << oneAccount << QByteArray(ids);
    };
    row("all owners", "full", "", false, "r4 r3 r2 r1");
    row("reading is enough", "read", "", false, "r4 r3 r2 r1");
    row("one owner", "full", "ana", false, "r3 r2 r1");
    row("another one", "read", "bob", false, "r4");
    row("an owner without accounts", "full", "eve", false, "");
    row("one account of one owner", "full", "ana", true, "r3");
    row("who may only call", "actions", "", false, "scope_insufficient");
    row("who may only connect", "accounts", "", false, "scope_insufficient");
}

void LogRoutesTest::S8_logsAreTheCallersOwn()
{
    QFETCH(QByteArray, scope);
    QFETCH(QByteArray, owner);
    QFETCH(bool, oneAccount);
    QFETCH(QByteArray, ids);
    ApiKey wish;
    wish.name = "reader";
    wish.scopes = {*scopeFrom(scope.toStdString())};
    if (!owner.isEmpty())
        wish.owner = OwnerId(owner.toStdString());
    if (oneAccount)
        wish.accounts = {m_boxes.id};
    const std::string key(m_desk->run(m_desk->keys.create(std::move(wish))).value().key.reveal());
    QCOMPARE(idsOf(m_desk->get("/requests/logs", key)), ids);
    QCOMPARE(idsOf(m_desk->get("/requests/logs/steps", key)), ids);
    for (const char *id : {"r1", "r2", "r3", "r4", "r5"}) {
        const Answered one = m_desk->get(std::string("/requests/logs/") + id, key);
        if (ids.contains('_'))
            QCOMPARE(one.code(), ids.toStdString());
        else
            QCOMPARE(one.status, ids.split(' ').contains(id) ? 200 : 404);
    }
}

void LogRoutesTest::logsAreFiltered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("ids");
    const auto row = [](const char *name, const char *query, const char *ids) { QTest::newRow(name) << QByteArray(query) << QByteArray(ids); };
    row("an account by its alias, flat", "account_ids=cargo", "r3");
    row("in brackets", "filter[account_ids]=cargo", "r3");
    row("in brackets, encoded", "filter%5Bproviders%5D=cargo", "r3");
    row("two providers", "providers=cargo,bolt", "r4 r3 r2 r1");
    row("what went well", "success=true", "r4 r3 r1");
    row("what did not", "filter[success]=false", "r2");
    row("by status", "status_codes=404,500", "r2");
    row("by method", "http_methods=POST", "r2");
    row("by action", "actions=bolt_create_item,bolt_delete_item", "r2");
    row("by request", "request_ids=r1,r4", "r4 r1");
    row("by face", "source_types=rest", "r4 r3 r2 r1");
    row("from a moment on", "start_date=2023-11-14T22:13:23.000Z", "r4 r3");
    row("up to a moment, with an offset", "filter[end_date]=2023-11-15T00:13:22.000%2B02:00", "r2 r1");
    row("what the record does not hold", "resources=employees", "");
    row("several at once", "providers=bolt&success=true&start_date=2023-11-14T22:13:23Z", "r4");
    row("oldest first", "order_direction=asc", "r1 r2 r3 r4");
    row("by provider", "order_by=provider&order_direction=asc", "r1 r2 r4 r3");
    row("by status, in brackets", "filter[order_by]=status&filter[order_direction]=desc", "r2 r4 r3 r1");
    row("the newest one", "page_size=1", "r4");
}

void LogRoutesTest::logsAreFiltered()
{
    QFETCH(QByteArray, query);
    QTEST(idsOf(m_desk->get("/requests/logs?" + query.toStdString(), m_full)), "ids");
}

void LogRoutesTest::entriesAreInBothSpellings()
{
    const json::object answer = m_desk->get("/requests/logs?page_size=1&include=step_logs", m_full).json();
    const json::object entry = answer.at("data").at(0).get_object();
    const std::map<std::string, std::string> values{{"requestId", "r4"},
                                                    {"accountId", m_bob.id.str()},
                                                    {"provider", "bolt"},
                                                    {"action", "bolt_list_items"},
                                                    {"httpMethod", "GET"},
                                                    {"path", "/items"},
                                                    {"eventDatetime", "2023-11-14T22:13:24.000Z"},
                                                    {"sourceValue", "agent"}};
    for (const auto &[name, value] : values)
        QCOMPARE(stringOf(entry, name), value);
    QCOMPARE(entry.at("status").to_number<int>(), 200);
    QCOMPARE(entry.at("success"), json::value(true));
    for (const auto &[camel, snake] : std::map<std::string, std::string>{
             {"requestId", "request_id"}, {"eventDatetime", "event_datetime"}, {"httpMethod", "http_method"}, {"stepRequests", "step_requests"}, {"isWorker", "is_worker"}})
        QCOMPARE(entry.at(camel), entry.at(snake));
    for (const char *name : {"startTime", "endTime", "duration", "service", "resource", "subResource", "childResource", "url", "projectId", "isWorker", "sourceType", "sourceId", "sourceIp"})
        QVERIFY2(entry.contains(name), name);
    QCOMPARE(entry.at("stepRequests").get_array().size(), std::size_t(1));
    QVERIFY(!textOf(entry.at("stepRequests").at(0).at("id")).empty());
}

void LogRoutesTest::pagesStandStill()
{
    QByteArray seen;
    std::string next;
    do {
        const Answered answer = m_desk->get("/requests/logs?page_size=2" + (next.empty() ? std::string() : "&next=" + next), m_full);
        seen += idsOf(answer) + ' ';
        next = stringOf(answer.json(), "next");
        call(m_full, "bolt_list_items", m_ana, 200, "late"); // what comes in between moves no page
    } while (!next.empty());
    QCOMPARE(seen, QByteArray("r4 r3 r2 r1 "));
}

void LogRoutesTest::oneRequestHasItsTries()
{
    call(m_full, "bolt_list_items", m_ana, 200, "r1");
    const json::object plain = m_desk->get("/requests/logs/r1", m_full).json().at("data").get_object();
    QVERIFY(!plain.contains("stepRequests"));
    QCOMPARE(stringOf(plain, "eventDatetime"), std::string("2023-11-14T22:13:25.000Z"));
    const json::array steps = m_desk->get("/requests/logs/r1?include=step_logs", m_full).json().at("data").at("stepRequests").get_array();
    QCOMPARE(steps.size(), std::size_t(2));
    QCOMPARE(textOf(steps.at(0).at("startTime")), std::string("2023-11-14T22:13:21.000Z"));
}

void LogRoutesTest::C37_nothingOfBodiesOrHeadersIsThere()
{
    for (const char *path : {"/requests/logs?include=step_logs", "/requests/logs/steps", "/requests/logs/r2?include=advanced_logs", "/requests/platform-logs"}) {
        const std::string text = m_desk->get(path, m_full).body;
        for (const std::string &secret : {std::string("a-secret-name"), kOldToken, kCargoKey, std::string("Bearer")})
            QVERIFY2(text.find(secret) == std::string::npos, path);
    }
}

void LogRoutesTest::wrongQuestionsAreRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query : {"order_by=name", "order_direction=up", "start_date=yesterday", "end_date=2023-13-01T00:00:00Z", "success=maybe", "next=%21", "next=e30", "next=W10",
                              "next=eyJ1cF90byI6MCwic2tpcCI6MX0"})
        QTest::newRow(query) << QByteArray(query);
}

void LogRoutesTest::wrongQuestionsAreRefused()
{
    QFETCH(QByteArray, query);
    const Answered answer = m_desk->get("/requests/logs?" + query.toStdString(), m_full);
    QCOMPARE(answer.code(), std::string("invalid_request"));
    QVERIFY(query.startsWith(QByteArray::fromStdString(stringOf(answer.json(), "field"))));
}

void LogRoutesTest::feedbackStaysHere()
{
    const std::size_t sent = m_desk->wire.sent.size();
    const Answered answer = m_desk->post("/ai/tool-feedback", m_full, {{"feedback", "Good\u001b[2J tool"}, {"account_id", "cargo"}, {"tool_names", {"cargo_list_boxes", "x"}}});
    QCOMPARE(answer.status, 200);
    for (const char *name : {"message", "key", "submitted_at", "trace_id"})
        QVERIFY2(!stringOf(answer.json(), name).empty(), name);
    const std::vector<AuditRow> rows = m_desk->record(); // calls are written in batches, so it need not be the last one
    const auto found = std::find_if(rows.begin(), rows.end(), [](const AuditRow &each) { return each.event == "tool.feedback"; });
    QVERIFY(found != rows.end());
    const AuditRow row = *found;
    QCOMPARE(row.detail, std::string("Good [2J tool"));
    QCOMPARE(row.action, std::string("cargo_list_boxes,x"));
    QCOMPARE(row.account, m_boxes.id.str());
    QCOMPARE(m_desk->wire.sent.size(), sent);
    const auto events = [&](const std::string &key) {
        const Answered log = m_desk->get("/requests/platform-logs?categories=tool", key);
        return log.json().at("data").get_array().size();
    };
    QCOMPARE(events(m_full), std::size_t(1));
    QCOMPARE(events(m_desk->key({Scope::Read}, OwnerId("ana"))), std::size_t(1));
    QCOMPARE(events(m_desk->key({Scope::Read}, OwnerId("bob"))), std::size_t(0));
}

void LogRoutesTest::feedbackIsChecked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("nothing said") << QByteArray(R"({"feedback":" "})") << QByteArray("schema_violation");
    QTest::newRow("somebody else's account") << QByteArray(R"({"feedback":"x","account_id":"nobody"})") << QByteArray("not_found");
    QTest::newRow("no account is fine") << QByteArray(R"({"feedback":"x"})") << QByteArray();
}

void LogRoutesTest::feedbackIsChecked()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QCOMPARE(m_desk->post("/ai/tool-feedback", m_full, json::parse(body.toStdString())).code(), code.toStdString());
    QCOMPARE(m_desk->ask("POST", "/ai/tool-feedback", {{"Content-Type", "application/json"}}, body.toStdString()).code(), std::string("key_missing"));
}

QTEST_GUILESS_MAIN(LogRoutesTest)
#include "log_routes_test.moc"
