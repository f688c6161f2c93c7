#include "core/gateway/gateway.h"

#include "tests/support/desk.h"

#include <QTest>

using namespace hub;

namespace {

enum class Refresh { Works, Refused, Fails };

Call itemsCall(const Desk &desk, const Account &account, const std::string &method = "GET", Effect effect = Effect::Read)
{
    Call call;
    call.principal = Desk::principal();
    call.requestId = "req_1";
    call.protocol = "proxy";
    call.account = account;
    call.connector = desk.catalogue.find(account.connector);
    call.effect = effect;
    call.method = method;
    call.target = "/items";
    return call;
}

Result<Answer> send(Desk &desk, Call call, BodyReader *body = nullptr)
{
    return desk.run(desk.gateway.call(std::move(call), body));
}

std::string textOf(Desk &desk, const Result<Answer> &answer)
{
    const Result<std::string> text = desk.run(readAll(answer->body.get(), 1'000'000));
    return text ? *text : std::string("(broken)");
}

} // namespace

class GatewayTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void C19_C20_onlyADeadTokenIsRenewed_data();
    void C19_C20_onlyADeadTokenIsRenewed();
    void C19_theBodyIsSentAgainAsItWas();
    void C19_aBodyTooLargeToRepeatIsTold();
    void everyStepMayFail_data();
    void everyStepMayFail();
    void aKeyIsJudgedByTheProbe_data();
    void aKeyIsJudgedByTheProbe();
    void accountsThatDoNotServeSayWhatToDo_data();
    void accountsThatDoNotServeSayWhatToDo();
    void C44_S15_theCredentialIsPutIn();
    void S6_S8_A16_whatMayNotBeIsNotSent_data();
    void S6_S8_A16_whatMayNotBeIsNotSent();
};

void GatewayTest::C19_C20_onlyADeadTokenIsRenewed_data()
{
    QTest::addColumn<QList<int>>("statuses");
    QTest::addColumn<int>("refresh");
    QTest::addColumn<int>("status"); // of the answer or of the hub's error
    QTest::addColumn<QList<QByteArray>>("tokens");
    QTest::addColumn<int>("accountStatus");
    const QByteArray before = "Bearer " + QByteArray::fromStdString(kOldToken);
    const QByteArray after = "Bearer " + QByteArray::fromStdString(kNewToken);
    const int works = int(Refresh::Works);
    const int active = int(AccountStatus::Active);
    const int expired = int(AccountStatus::Expired);
    QTest::newRow("a good token") << QList{200} << works << 200 << QList{before} << active;
    QTest::newRow("refresh heals") << QList{401, 200} << works << 200 << QList{before, after} << active;
    QTest::newRow("refresh refused") << QList{401} << int(Refresh::Refused) << 412 << QList{before} << expired;
    QTest::newRow("the token endpoint is ill") << QList{401} << int(Refresh::Fails) << 503 << QList{before} << active;
    QTest::newRow("fresh token, 401") << QList{401, 401} << works << 401 << QList{before, after} << active;
    QTest::newRow("403 is not ours") << QList{403} << works << 403 << QList{before} << active;
    QTest::newRow("500 is not ours") << QList{500} << works << 500 << QList{before} << active;
    QTest::newRow("the connector's own way to say it") << QList{400, 200} << works << 200 << QList{before, after} << active;
}

void GatewayTest::C19_C20_onlyADeadTokenIsRenewed()
{
    QFETCH(QList<int>, statuses);
    QFETCH(int, refresh);
    QFETCH(int, status);
    QFETCH(QList<QByteArray>, tokens);
    QFETCH(int, accountStatus);
    Desk desk;
    const Account account = desk.bolt();
    const std::map<Refresh, ScriptedAnswer> answers{{Refresh::Works, kNewPair}, {Refresh::Refused, {400, R"({"error":"invalid_grant"})"}}, {Refresh::Fails, {500, "<html>"}}};
    for (int i = 0; i < statuses.size(); ++i) {
        if (i == 1)
            desk.wire.expect(kBoltTokens, answers.at(Refresh::Works));
        desk.wire.expect("GET " + kBoltApi + "/items", {statuses[i], R"({"error":"token_expired"})"});
    }
    if (static_cast<Refresh>(refresh) != Refresh::Works)
        desk.wire.expect(kBoltTokens, answers.at(static_cast<Refresh>(refresh)));
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QCOMPARE(answer ? answer->head.status : httpStatus(answer.error().code), status);
    QVERIFY(desk.wire.done());
    QList<QByteArray> sent;
    for (const std::string &one : desk.authorizations(kBoltApi))
        sent << QByteArray::fromStdString(one);
    QCOMPARE(sent, tokens);
    QCOMPARE(int(desk.again(account).status), accountStatus);
    if (answer)
        QCOMPARE(textOf(desk, answer), std::string(R"({"error":"token_expired"})"));
    if (status == 412)
        QVERIFY2(answer.error().authLinkUrl.starts_with("http://127.0.0.1:7423/connect/"), "the way to sign in again");
    if (status == 503)
        QVERIFY(answer.error().retryAfter.has_value());
}

void GatewayTest::C19_theBodyIsSentAgainAsItWas()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect("POST " + kBoltApi + "/items", {401, "{}"});
    desk.wire.expect(kBoltTokens, kNewPair);
    desk.wire.expect("POST " + kBoltApi + "/items", {201, R"({"id":1})"});
    StringBody body(R"({"name":"%7e+"})");
    const Result<Answer> answer = send(desk, itemsCall(desk, account, "POST", Effect::Write), &body);
    QCOMPARE(answer->head.status, 201);
    QVERIFY(desk.wire.done());
    QCOMPARE(desk.wire.sent[0].body, std::string(R"({"name":"%7e+"})"));
    QCOMPARE(desk.wire.sent[2].body, desk.wire.sent[0].body);
    QCOMPARE(desk.wire.sent.size(), std::size_t(3));
}

void GatewayTest::C19_aBodyTooLargeToRepeatIsTold()
{
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.expect("POST " + kBoltApi + "/items", {401, "{}"});
    desk.wire.expect(kBoltTokens, kNewPair);
    StringBody body(std::string(1024 * 1024 + 1, 'x'));
    const Result<Answer> answer = send(desk, itemsCall(desk, account, "POST", Effect::Write), &body);
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().code, ErrorCode::RefreshUnavailable);
    QCOMPARE(answer.error().retryAfter, std::optional(std::chrono::seconds(0)));
    QVERIFY(desk.wire.done());
    // the pair was renewed: the next try goes at once
    desk.wire.expect("POST " + kBoltApi + "/items", {201, "{}"});
    StringBody again(std::string(1024 * 1024 + 1, 'x'));
    QCOMPARE(send(desk, itemsCall(desk, account, "POST", Effect::Write), &again)->head.status, 201);
    QCOMPARE(desk.authorizations(kBoltApi).back(), "Bearer " + kNewToken);
}

void GatewayTest::everyStepMayFail_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("code");
    QTest::newRow("the call") << 0 << int(ErrorCode::UpstreamFailed);
    QTest::newRow("the refresh") << 1 << int(ErrorCode::RefreshUnavailable);
    QTest::newRow("the repeated call") << 2 << int(ErrorCode::UpstreamFailed);
}

void GatewayTest::everyStepMayFail()
{
    QFETCH(int, step);
    QFETCH(int, code);
    Desk desk;
    const Account account = desk.bolt();
    desk.wire.failAt(static_cast<std::size_t>(step));
    for (int i = 0; i < step; ++i)
        desk.wire.expect(i == 1 ? kBoltTokens : "GET " + kBoltApi + "/items", i == 1 ? kNewPair : ScriptedAnswer{401, "{}"});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QVERIFY(!answer.ok());
    QCOMPARE(int(answer.error().code), code);
    QCOMPARE(desk.wire.sent.size(), static_cast<std::size_t>(step + 1));
    QCOMPARE(desk.again(account).status, AccountStatus::Active);
    desk.clock.advance(std::chrono::minutes(2)); // past every pause
    desk.wire.expect("GET " + kBoltApi + "/items", {200, "{}"});
    QCOMPARE(send(desk, itemsCall(desk, account))->head.status, 200);
    const std::vector<AuditRow> rows = desk.record();
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0].detail, std::string(wireName(static_cast<ErrorCode>(code))));
    QCOMPARE(rows[0].status, httpStatus(static_cast<ErrorCode>(code)));
    QCOMPARE(rows[1].status, 200);
}

void GatewayTest::aKeyIsJudgedByTheProbe_data()
{
    QTest::addColumn<int>("probe");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("accountStatus");
    QTest::newRow("the call is forbidden, the key lives") << 200 << 401 << int(AccountStatus::Active);
    QTest::newRow("the key is dead") << 401 << 412 << int(AccountStatus::Expired);
    QTest::newRow("the provider is ill: nobody dies") << 500 << 401 << int(AccountStatus::Active);
}

void GatewayTest::aKeyIsJudgedByTheProbe()
{
    QFETCH(int, probe);
    QFETCH(int, status);
    QFETCH(int, accountStatus);
    Desk desk;
    const Account account = desk.cargo();
    desk.wire.expect("GET https://api.cargo.example/items?key=" + kCargoKey, {401, "{}"});
    desk.wire.expect("GET https://api.cargo.example/whoami?key=" + kCargoKey, {probe, "{}"});
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QCOMPARE(answer ? answer->head.status : httpStatus(answer.error().code), status);
    QVERIFY(desk.wire.done());
    QCOMPARE(int(desk.again(account).status), accountStatus);
}

void GatewayTest::accountsThatDoNotServeSayWhatToDo_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("link");
    QTest::newRow("expired") << int(AccountStatus::Expired) << int(ErrorCode::AccountExpired) << true;
    QTest::newRow("not signed in to yet") << int(AccountStatus::Inactive) << int(ErrorCode::AccountInactive) << true;
    QTest::newRow("paused by the person") << int(AccountStatus::Suspended) << int(ErrorCode::AccountSuspended) << false;
}

void GatewayTest::accountsThatDoNotServeSayWhatToDo()
{
    QFETCH(int, status);
    QFETCH(int, code);
    QFETCH(bool, link);
    Desk desk;
    const Account account = desk.withStatus(desk.bolt(), static_cast<AccountStatus>(status));
    const Result<Answer> answer = send(desk, itemsCall(desk, account));
    QVERIFY(!answer.ok());
    QCOMPARE(int(answer.error().code), code);
    QCOMPARE(!answer.error().authLinkUrl.empty(), link);
    QVERIFY2(desk.wire.sent.empty(), "nothing leaves for an account that does not serve");
    if (link)
        QCOMPARE(send(desk, itemsCall(desk, account)).error().authLinkUrl, answer.error().authLinkUrl); // the same link while it is open
}

void GatewayTest::C44_S15_theCredentialIsPutIn()
{
    Desk desk;
    const Account bolt = desk.bolt();
    const Account cargo = desk.cargo();
    desk.wire.expect("GET " + kBoltApi + "/items", {200, "{}"});
    Call call = itemsCall(desk, bolt);
    call.headers = {{"authorization", "Bearer agents-own"}, {"Accept-Encoding", "gzip"}, {"X-Vendor", "1"}};
    QVERIFY(send(desk, std::move(call)).ok());
    QCOMPARE(desk.wire.sent[0].headers.all("authorization"), std::vector<std::string_view>{"Bearer " + kOldToken});
    QCOMPARE(std::string(desk.wire.sent[0].headers.value("accept-encoding")), std::string("identity"));
    QCOMPARE(std::string(desk.wire.sent[0].headers.value("x-vendor")), std::string("1"));
    desk.wire.expect("GET https://api.cargo.example/items?a=%7e&key=" + kCargoKey, {200, "{}"});
    Call keyed = itemsCall(desk, cargo);
    keyed.target = "/items?a=%7e";
    QVERIFY(send(desk, std::move(keyed)).ok());
    QCOMPARE(std::string(desk.wire.sent[1].headers.value("x-api-key")), kCargoKey);
    QVERIFY(!desk.wire.sent[1].headers.contains("authorization"));
}

void GatewayTest::S6_S8_A16_whatMayNotBeIsNotSent_data()
{
    QTest::addColumn<int>("scope");
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<QByteArray>("glob");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("code"); // -1 = it goes
    const auto row = [](const char *name, Scope scope, const char *owner, const char *glob, const char *method, const char *target, int code) {
        QTest::newRow(name) << int(scope) << QByteArray(owner) << QByteArray(glob) << QByteArray(method) << QByteArray(target) << code;
    };
    row("a reader reads", Scope::Read, "", "", "GET", "/items", -1);
    row("a reader writes", Scope::Read, "", "", "POST", "/items", int(ErrorCode::ScopeInsufficient));
    row("a reader deletes", Scope::Read, "", "", "DELETE", "/items/1", int(ErrorCode::ScopeInsufficient));
    row("accounts only", Scope::Accounts, "", "", "GET", "/items", int(ErrorCode::ScopeInsufficient));
    row("its owner's account", Scope::Full, "ana", "", "GET", "/items", -1);
    row("another owner's account", Scope::Full, "bob", "", "GET", "/items", int(ErrorCode::NotFound));
    row("held to an action, by its path", Scope::Full, "", "bolt_list_*", "GET", "/items?limit=5", -1);
    row("held to an action, another path", Scope::Full, "", "bolt_list_*", "GET", "/users", int(ErrorCode::PolicyDenied));
    row("held to an action, another one's path", Scope::Full, "", "bolt_list_*", "DELETE", "/items/1", int(ErrorCode::PolicyDenied));
}

void GatewayTest::S6_S8_A16_whatMayNotBeIsNotSent()
{
    QFETCH(int, scope);
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, glob);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, code);
    Desk desk;
    const Effect effect = method == "GET" ? Effect::Read : method == "DELETE" ? Effect::Delete : Effect::Write;
    Call call = itemsCall(desk, desk.bolt("ana"), method.toStdString(), effect);
    const std::shared_ptr<Principal> caller = Desk::principal({static_cast<Scope>(scope)});
    if (!owner.isEmpty())
        caller->owner = OwnerId(owner.toStdString());
    if (!glob.isEmpty())
        caller->actions.push_back(glob.toStdString());
    call.principal = caller;
    call.target = target.toStdString();
    if (code < 0)
        desk.wire.expect(method.toStdString() + ' ' + kBoltApi + target.toStdString(), {200, "{}"});
    const Result<Answer> answer = send(desk, std::move(call));
    QCOMPARE(answer ? -1 : int(answer.error().code), code);
    QCOMPARE(desk.wire.sent.size(), std::size_t(code < 0 ? 1 : 0));
}

QTEST_GUILESS_MAIN(GatewayTest)
#include "gateway_test.moc"
