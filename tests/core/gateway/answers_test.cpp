#include "core/gateway/gateway.h"

#include "tests/support/desk.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kItems = "GET https://api.bolt.example/v1/items";

Call itemsCall(const Desk &desk, const Account &account, const std::string &method = "GET")
{
    Call call;
    call.principal = Desk::principal();
    call.requestId = "req_1";
    call.protocol = "proxy";
    call.account = account;
    call.connector = desk.catalogue.find(account.connector);
    call.effect = method == "GET" ? Effect::Read : Effect::Write;
    call.method = method;
    call.target = "/items";
    return call;
}

Result<Answer> send(Desk &desk, Call call, BodyReader *body = nullptr)
{
    return desk.run(desk.gateway.call(std::move(call), body));
}

} // namespace

//! Where a call may go, and what of an answer comes down.
class AnswersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A17_C23_redirectsStayInTheHosts_data();
    void A17_C23_redirectsStayInTheHosts();
    void A17_redirectsThatAreNotFollowed_data();
    void A17_redirectsThatAreNotFollowed();
    void A17_aCredentialDoesNotComeBackAfterADetour();
    void redirectsEnd();
    void A27_S16_headsAreCleaned();
    void A27_locationsAtTheHubAreTakenOut_data();
    void A27_locationsAtTheHubAreTakenOut();
    void A28_S16_secretsAreMasked();
    void anAnswerNobodyCanReadIsRefused();
    void anotherBaseIsTaken_data();
    void anotherBaseIsTaken();
    void A29_addressesThatAreNotForAgents_data();
    void A29_addressesThatAreNotForAgents();
    void S23_aWriteIsOnRecordBeforeItLeaves();
    void S23_whatCantBeRecordedIsNotSent();
    void A37_theRecordHoldsNoSecrets();
};

void AnswersTest::A17_C23_redirectsStayInTheHosts_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("next"); // empty = handed down
    QTest::addColumn<bool>("credential");
    const QByteArray own("https://api.bolt.example/v1/items?page=2");
    const auto row = [](const char *name, int status, const QByteArray &location, const QByteArray &next, bool credential) {
        QTest::newRow(name) << status << location << next << credential;
    };
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d to the same origin", status) << status << own << own << true;
    row("a path of the same origin", 302, "/v1/other", "https://api.bolt.example/v1/other", true);
    row("relative to the path", 302, "items/2", "https://api.bolt.example/v1/items/2", true);
    row("its fragment stays here", 302, own + "#x", own, true);
    row("another host of the connector", 302, "https://files.bolt.example/f?sig=1", "https://files.bolt.example/f?sig=1", false);
    row("that host relative to the scheme", 302, "//files.bolt.example/f", "https://files.bolt.example/f", false);
    row("another port", 302, "https://api.bolt.example:8443/v1/items", "", false);
    row("plain http", 302, "http://api.bolt.example/v1/items", "", false);
    row("a stranger", 302, "https://evil.example/", "", false);
    row("a stranger that looks alike", 302, "https://api.bolt.example.evil.example/", "", false);
    row("a stranger behind a user", 302, "https://api.bolt.example@evil.example/", "", false);
    row("this computer", 302, "https://127.0.0.1/", "", false);
    row("A29: the token endpoint", 302, "https://bolt.example/oauth/token", "", false);
    row("another scheme", 302, "file:///etc/passwd", "", false);
    row("no redirect at all", 200, own, "", false);
    row("304 is none", 304, own, "", false);
}

void AnswersTest::A17_C23_redirectsStayInTheHosts()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, next);
    QFETCH(bool, credential);
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems, {status, "", {{"Location", location.toStdString()}}});
    if (!next.isEmpty())
        desk.wire.expect("GET " + next.toStdString(), {200, "{}"});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
    QVERIFY(desk.wire.done());
    QCOMPARE(answer->head.status, next.isEmpty() ? status : 200);
    if (next.isEmpty()) {
        QCOMPARE(desk.wire.sent.size(), std::size_t(1));
        QCOMPARE(std::string(answer->head.headers.value("location")), location.toStdString());
        return;
    }
    QCOMPARE(desk.wire.sent[1].headers.contains("authorization"), credential);
}

void AnswersTest::A17_redirectsThatAreNotFollowed_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method : {"POST", "PUT", "PATCH", "DELETE"})
        QTest::newRow(method) << QByteArray(method);
}

void AnswersTest::A17_redirectsThatAreNotFollowed()
{
    QFETCH(QByteArray, method);
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(method.toStdString() + " https://api.bolt.example/v1/items", {307, "", {{"Location", "https://api.bolt.example/v1/other"}}});
    StringBody body("{}");
    const Result<Answer> answer = send(desk, itemsCall(desk, account, method.toStdString()), &body);
    QCOMPARE(answer->head.status, 307);
    QCOMPARE(desk.wire.sent.size(), std::size_t(1));
}

void AnswersTest::A17_aCredentialDoesNotComeBackAfterADetour()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems, {302, "", {{"Location", "https://files.bolt.example/f"}}});
    desk.wire.expect("GET https://files.bolt.example/f", {302, "", {{"Location", "https://api.bolt.example/v1/chosen-by-files"}}});
    desk.wire.expect("GET https://api.bolt.example/v1/chosen-by-files", {200, "{}"});
    QVERIFY(send(desk, itemsCall(desk, account)).ok());
    QVERIFY(desk.wire.sent[0].headers.contains("authorization"));
    QVERIFY(!desk.wire.sent[1].headers.contains("authorization"));
    QVERIFY(!desk.wire.sent[2].headers.contains("authorization"));
}

void AnswersTest::redirectsEnd()
{
    Desk desk;
    const Account account = desk.bolt();
    for (int i = 0; i < 6; ++i)
        desk.wire.expect(kItems, {302, "", {{"Location", "/v1/items"}}});
    QCOMPARE(send(desk, itemsCall(desk, account))->head.status, 302);
    QVERIFY(desk.wire.done());
}

void AnswersTest::A27_S16_headsAreCleaned()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems,
                     {403,
                      "{}",
                      {{"Set-Cookie", "a=1"},
                       {"set-cookie2", "b=1"},
                       {"WWW-Authenticate", "Bearer"},
                       {"x-connect-hub-error", "key_invalid"},
                       {"Connection", "close, X-Hop"},
                       {"X-Hop", "1"},
                       {"Keep-Alive", "timeout=5"},
                       {"Proxy-Authenticate", "Basic"},
                       {"Transfer-Encoding", "chunked"},
                       {"ETag", "\"e\""},
                       {"x-ratelimit-remaining", "7"}}});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    const Headers expected{{"ETag", "\"e\""}, {"x-ratelimit-remaining", "7"}};
    QCOMPARE(answer->head.headers, expected);
}

void AnswersTest::A27_locationsAtTheHubAreTakenOut_data()
{
    QTest::addColumn<QByteArray>("location");
    for (const char *location : {"http://127.0.0.1:7423/accounts", "http://localhost:7423/", "http://[::1]:7423/", "http://127.1:7423/", "http://0x7f000001:7423/", "//127.0.0.1:7423/x",
                                 "http://LOCALHOST:7423/", "http://user@127.0.0.1:7423/"})
        QTest::newRow(location) << QByteArray(location);
}

void AnswersTest::A27_locationsAtTheHubAreTakenOut()
{
    QFETCH(QByteArray, location);
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems, {302, "", {{"Location", location.toStdString()}}});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QCOMPARE(answer->head.status, 302);
    QVERIFY(!answer->head.headers.contains("location"));
}

void AnswersTest::A28_S16_secretsAreMasked()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems, {200, "{\"you sent\":\"Bearer " + kOldToken + "\"}", {{"x-echo", "Bearer " + kOldToken}, {"x-refresh", "refresh_0123456789abcdef"}}});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    const std::string stars(kOldToken.size(), '*');
    QCOMPARE(std::string(answer->head.headers.value("x-echo")), "Bearer " + stars);
    QCOMPARE(std::string(answer->head.headers.value("x-refresh")), std::string(24, '*'));
    QCOMPARE(desk.run(readAll(answer->body.get(), 1000)).value(), "{\"you sent\":\"Bearer " + stars + "\"}");
}

void AnswersTest::anAnswerNobodyCanReadIsRefused()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect(kItems, {200, "\x1f\x8b", {{"Content-Encoding", "gzip"}}});
    QCOMPARE(send(desk, itemsCall(desk, account)).error().code, ErrorCode::UpstreamFailed);
    desk.wire.expect(kItems, {200, "{}", {{"Content-Encoding", "identity"}}});
    QVERIFY(send(desk, itemsCall(desk, account)).ok());
}

void AnswersTest::anotherBaseIsTaken_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<bool>("held"); // the caller, to the action of that path
    const auto row = [](const char *name, const char *base, const char *sent, bool held) { QTest::newRow(name) << QByteArray(base) << QByteArray(sent) << held; };
    row("none", "", "https://api.bolt.example/v1/items", true);
    row("another host", "https://files.bolt.example", "https://files.bolt.example/items", false);
    row("another host's path", "https://files.bolt.example/v2/", "https://files.bolt.example/v2/items", false);
    row("its own host keeps its path", "https://api.bolt.example", "https://api.bolt.example/v1/items", false);
    row("its own host, spelt otherwise", "https://API.bolt.example:443/", "https://api.bolt.example/v1/items", false);
    row("its own base", "https://api.bolt.example/v1", "https://api.bolt.example/v1/items", false);
    row("another path of its own host", "https://api.bolt.example/v2", "https://api.bolt.example/v2/items", false);
    row("another host, for a caller that is held to actions", "https://files.bolt.example", "", true);
}

void AnswersTest::anotherBaseIsTaken()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, sent);
    QFETCH(bool, held);
    Desk desk;
    Call call = itemsCall(desk, desk.bolt());
    call.baseUrl = base.toStdString();
    if (held) {
        const auto caller = Desk::principal();
        caller->actions = {"bolt_list_items"};
        call.principal = caller;
    }
    if (!sent.isEmpty())
        desk.wire.expect("GET " + sent.toStdString(), {200, "{}"});
    const Result<Answer> answer = send(desk, std::move(call));
    QCOMPARE(answer ? ErrorCode::Internal : answer.error().code, sent.isEmpty() ? ErrorCode::PolicyDenied : ErrorCode::Internal);
    QVERIFY(desk.wire.done());
}

void AnswersTest::A29_addressesThatAreNotForAgents_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("code");
    const int denied = int(ErrorCode::PolicyDenied);
    const int invalid = int(ErrorCode::InvalidRequest);
    const auto row = [](const char *name, const char *base, const char *target, int code) { QTest::newRow(name) << QByteArray(base) << QByteArray(target) << code; };
    row("the token endpoint", "https://bolt.example", "/oauth/token", denied);
    row("with a query", "https://bolt.example", "/oauth/token?x=1", denied);
    row("its host in capitals", "https://BOLT.example", "/oauth/token", denied);
    row("its port said", "https://bolt.example:443", "/oauth/token", denied);
    row("a letter encoded", "https://bolt.example", "/oauth/%74oken", denied);
    row("by a detour", "https://bolt.example", "/oauth/x/../token", denied);
    row("a slash twice", "https://bolt.example", "/oauth//token", denied);
    row("a part of the path in the base", "https://bolt.example/oauth", "/token", denied);
    row("the authorization endpoint", "https://bolt.example", "/oauth/authorize", denied);
    row("a stranger as the base", "https://evil.example", "/items", invalid);
    row("plain http as the base", "http://api.bolt.example", "/items", invalid);
    row("no address as the base", "api.bolt.example", "/items", invalid);
    row("a user in the base", "https://api.bolt.example@evil.example", "/items", invalid);
    row("A20: the metadata address", "https://169.254.169.254", "/latest/meta-data", invalid);
    row("A20: the hub itself", "http://127.0.0.1:7423", "/accounts", invalid);
    row("A22: a line break in the base", "https://api.bolt.example/\r\nX: y", "/items", invalid);
    row("A22: a line break in the path", "", "/items\r\nX: y", invalid);
}

void AnswersTest::A29_addressesThatAreNotForAgents()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, target);
    QFETCH(int, code);
    Desk desk;
    Call call = itemsCall(desk, desk.bolt());
    call.baseUrl = base.toStdString();
    call.target = target.toStdString();
    const Result<Answer> answer = send(desk, std::move(call));
    QVERIFY(!answer.ok());
    QCOMPARE(int(answer.error().code), code);
    QVERIFY(desk.wire.sent.empty());
}

void AnswersTest::S23_aWriteIsOnRecordBeforeItLeaves()
{
    Desk desk;
    const Account account = desk.bolt();
    std::int64_t durable = -1;
    desk.wire.onSend = [&](const SentRequest &) {
        durable = desk.database->runNow([](SqlConnection &connection) { return connection.query("SELECT COUNT(*) FROM audit WHERE data LIKE '%\"call.begin\"%'").value()[0].integer(0); });
    };
    desk.wire.expect("POST https://api.bolt.example/v1/items", {201, "{}"});
    StringBody body("{}");
    QVERIFY(send(desk, itemsCall(desk, account, "POST"), &body).ok());
    QCOMPARE(durable, std::int64_t(1));
    desk.wire.expect(kItems, {200, "{}"});
    QVERIFY(send(desk, itemsCall(desk, account)).ok());
    const std::vector<AuditRow> rows = desk.record();
    QCOMPARE(rows.size(), std::size_t(3)); // a read has one row, a write two
    QCOMPARE(rows[0].event, std::string("call.begin"));
    QCOMPARE(rows[1].event, std::string("call"));
    QCOMPARE(rows[1].status, 201);
    QCOMPARE(rows[1].principalName, std::string("agent"));
    QCOMPARE(rows[1].owner, std::string("ana"));
    QCOMPARE(rows[2].effect, std::string("read"));
}

void AnswersTest::S23_whatCantBeRecordedIsNotSent()
{
    Desk desk;
    const Account account = desk.bolt();
    QVERIFY(desk.database->runNow([](SqlConnection &connection) { return connection.query("PRAGMA query_only = ON"); }).ok());
    StringBody body("{}");
    const Result<Answer> answer = send(desk, itemsCall(desk, account, "POST"), &body);
    QVERIFY(!answer.ok());
    QVERIFY(answer.error().code == ErrorCode::StorageFull || answer.error().code == ErrorCode::Internal);
    QVERIFY(desk.wire.sent.empty());
}

void AnswersTest::A37_theRecordHoldsNoSecrets()
{
    Desk desk;
    Call call = itemsCall(desk, desk.cargo(), "POST");
    call.target = "/items?q=private";
    call.headers = {{"X-Note", "private"}};
    desk.wire.expect("POST https://api.cargo.example/items?q=private&key=" + kCargoKey, {200, "private"});
    StringBody body("private");
    QVERIFY(send(desk, std::move(call), &body).ok());
    std::string all;
    for (const AuditRow &row : desk.record())
        all += json::serialize(toJson(row));
    QVERIFY(all.find("/items") != std::string::npos);
    for (const std::string &secret : {std::string("private"), kCargoKey})
        QVERIFY2(all.find(secret) == std::string::npos, secret.c_str());
}

QTEST_GUILESS_MAIN(AnswersTest)
#include "answers_test.moc"
