#include "tests/core/a2a/a2a_desk.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

//! A2A as its clients see it, over both bindings.
class A2aServerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<A2aDesk>(); }
    void cleanup()
    {
        m_desk->server.stop();
        m_desk->settle();
        QVERIFY(m_desk->wire.done());
    }
    void aStreamTellsAll();
    void notWaitingAnswersAtOnce();
    void endedTasksTakeNoMessages();
    void A13_anothersTaskIsUnknown();
    void tasksAreListed();
    void requestsThatAreRefused_data();
    void requestsThatAreRefused();
    void versionsChooseTheForm();
    void httpSaysTheSame();
    void httpErrors();
    void theCardIsCached();
    void theExtendedCardIsTheKeysOwn();
    void S21_answersAreGuarded();
    void anExtensionAskedForIsNamed();
    void aClientThatIsGoneLeavesTheTask();
    void aRevokedKeyHearsNoMore();

private:
    std::unique_ptr<A2aDesk> m_desk;
};

void A2aServerTest::aStreamTellsAll()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const auto stream = m_desk->open("SendStreamingMessage", partsOf(kList));
    QVERIFY(m_desk->until([&] { return stream->isEnded; }));
    QCOMPARE(std::string(stream->head.headers.value("content-type")), std::string("text/event-stream"));
    QCOMPARE(stream->states(), (QByteArrayList{"SUBMITTED", "WORKING", "COMPLETED"}));
    const std::vector<json::value> events = stream->events();
    QCOMPARE(events.size(), std::size_t(4));
    QVERIFY(at(events[2], "/result/artifactUpdate/artifact") != nullptr); // before the end
    for (const json::value &event : events)
        QCOMPARE(text(event, "/id"), std::string("i"));
}

void A2aServerTest::notWaitingAnswersAtOnce()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})", {{"Content-Type", "application/json"}}, true});
    json::object params = partsOf(kList);
    params["configuration"] = {{"returnImmediately", true}, {"historyLength", 0}};
    const json::object task = m_desk->send(params);
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_WORKING"));
    QVERIFY(!task.contains("history"));
    json::object more = partsOf(kList);
    more["message"].as_object()["taskId"] = text(task, "/id");
    QCOMPARE(text(m_desk->ask("SendMessage", more), "/error/code"), std::string("-32004"));
    QVERIFY(m_desk->until([&] { return m_desk->wire.done(); }));
    m_desk->wire.release();
    QVERIFY(m_desk->until([&] { return text(m_desk->ask("GetTask", {{"id", text(task, "/id")}}), "/result/status/state") == "TASK_STATE_COMPLETED"; }));
}

void A2aServerTest::endedTasksTakeNoMessages()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const json::object task = m_desk->send(partsOf(kList));
    json::object more = partsOf(kList);
    more["message"].as_object()["taskId"] = text(task, "/id");
    QCOMPARE(text(m_desk->ask("SendMessage", more), "/error/code"), std::string("-32004"));
    more["message"].as_object()["contextId"] = "another";
    QCOMPARE(text(m_desk->ask("SendMessage", more), "/error/code"), std::string("-32602"));
}

void A2aServerTest::A13_anothersTaskIsUnknown()
{
    m_desk->bolt();
    const std::string id = text(m_desk->send(textOnly("hello")), "/id");
    auto other = std::make_shared<Principal>(*Desk::principal());
    other->id = "k2";
    m_desk->caller.principal = other;
    json::object more = textOnly("hello");
    more["message"].as_object()["taskId"] = id;
    for (const auto &[method, params] :
         std::vector<std::pair<std::string, json::object>>{{"GetTask", {{"id", id}}}, {"CancelTask", {{"id", id}}}, {"SubscribeToTask", {{"id", id}}}, {"SendMessage", more}}) {
        const json::object foreign = m_desk->ask(method, params);
        json::object unknown = params;
        if (unknown.contains("id"))
            unknown["id"] = "task_none";
        else
            unknown["message"].as_object()["taskId"] = "task_none";
        QVERIFY(foreign == m_desk->ask(method, unknown));
        QCOMPARE(text(foreign, "/error/code"), std::string("-32001"));
        QCOMPARE(text(foreign, "/error/data/0/reason"), std::string("TASK_NOT_FOUND"));
    }
    QCOMPARE(text(m_desk->ask("ListTasks", {}), "/result/totalSize"), std::string("0"));
}

void A2aServerTest::tasksAreListed()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const std::string first = text(m_desk->send(partsOf(kList)), "/id"), second = text(m_desk->send(textOnly("hello")), "/id");
    const json::object page = m_desk->ask("ListTasks", {{"pageSize", 1}}).at("result").as_object();
    QCOMPARE(text(page, "/tasks/0/id"), second);
    QCOMPARE(text(page, "/totalSize"), std::string("2"));
    const json::object rest = m_desk->ask("ListTasks", {{"pageSize", 1}, {"pageToken", page.at("nextPageToken")}, {"includeArtifacts", true}}).at("result").as_object();
    QCOMPARE(text(rest, "/tasks/0/id"), first);
    QVERIFY(at(rest, "/tasks/0/artifacts/0") != nullptr);
    QCOMPARE(text(rest, "/nextPageToken"), std::string());
    const json::object ended = m_desk->ask("ListTasks", {{"status", "TASK_STATE_COMPLETED"}}).at("result").as_object();
    QCOMPARE(text(ended, "/tasks/0/id"), first);
    QVERIFY(at(ended, "/tasks/0/artifacts") == nullptr);
    QCOMPARE(text(m_desk->ask("ListTasks", {{"statusTimestampAfter", toRfc3339(m_desk->clock.now() + std::chrono::seconds(1))}}), "/result/totalSize"), std::string("0"));
    for (const json::object &wrong :
         {json::object{{"pageSize", 0}}, json::object{{"pageSize", 101}}, json::object{{"pageToken", "x"}}, json::object{{"status", "done"}}, json::object{{"statusTimestampAfter", "noon"}}})
        QCOMPARE(text(m_desk->ask("ListTasks", wrong), "/error/code"), std::string("-32602"));
}

void A2aServerTest::requestsThatAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &body, int status, int code, const char *version = "1.0", const char *type = "application/json") {
        QTest::newRow(name) << body << QByteArray(version) << QByteArray(type) << status << code;
    };
    const auto call = [](const char *method, const char *params = "{}") -> QByteArray {
        return QByteArray(R"({"jsonrpc":"2.0","id":1,"method":")") + method + R"(","params":)" + params + '}';
    };
    row("no JSON", "hello", 400, -32700);
    row("A33: a key twice", R"({"jsonrpc":"2.0","id":1,"id":2,"method":"GetTask"})", 400, -32700);
    row("a batch", '[' + call("GetTask") + ']', 400, -32600);
    row("no id", R"({"jsonrpc":"2.0","method":"GetTask"})", 400, -32600);
    row("another media type", call("GetTask"), 415, -32600, "1.0", "text/plain");
    row("a body that is too large", call("SendMessage", QByteArray(5 * 1024 * 1024, 'x').constData()), 413, -32600);
    row("an unknown method", call("DoIt"), 200, -32601);
    row("an old name under the new version", call("message/send"), 200, -32601);
    row("a new name under the old version", call("SendMessage"), 200, -32601, "0.3");
    row("lists are new", call("tasks/list"), 200, -32601, "0.3");
    row("an unknown version", call("GetTask"), 400, -32009, "2.0");
    row("no message", call("SendMessage"), 200, -32602);
    row("a message that is only a file", call("SendMessage", R"({"message":{"messageId":"m","parts":[{"url":"http://h/x"}]}})"), 200, -32005);
    row("two orders in one message", call("SendMessage", R"({"message":{"messageId":"m","parts":[{"data":{"action":"a"}},{"data":{"action":"b"}}]}})"), 200, -32602);
    row("an address to be called", call("SendMessage", R"({"message":{"messageId":"m","parts":[{"text":"x"}]},"configuration":{"taskPushNotificationConfig":{"url":"http://h"}}})"), 200,
        -32003);
    for (const char *method : {"CreateTaskPushNotificationConfig", "GetTaskPushNotificationConfig", "ListTaskPushNotificationConfigs", "DeleteTaskPushNotificationConfig"})
        row(method, call(method), 200, -32003);
    for (const char *method : {"tasks/pushNotificationConfig/set", "tasks/pushNotificationConfig/get", "tasks/pushNotificationConfig/list", "tasks/pushNotificationConfig/delete"})
        row(method, call(method), 200, -32003, "0.3");
    row("a task that nobody knows", call("GetTask", R"({"id":"task_x"})"), 200, -32001);
    row("a message to a task that nobody knows", call("SendMessage", R"({"message":{"messageId":"m","taskId":"task_x","parts":[{"text":"x"}]}})"), 200, -32001);
    row("a stream of a task that nobody knows", call("SubscribeToTask", R"({"id":"task_x"})"), 200, -32001);
}

void A2aServerTest::requestsThatAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, type);
    QFETCH(int, status);
    QFETCH(int, code);
    StringBody reader(body.toStdString());
    Headers headers = headersFor(version.toStdString());
    headers.set("Content-Type", type.toStdString());
    const Request request{{"POST", "/a2a", headers}, &reader};
    KeptAnswer answer;
    m_desk->run(m_desk->server.rpc(m_desk->caller, &request, &answer));
    QCOMPARE(answer.head.status, status);
    QCOMPARE(text(answer.parsed(), "/error/code"), std::to_string(code));
    QCOMPARE(answer.head.headers.contains("x-connect-hub-error"), status >= 400);
    QCOMPARE(text(m_desk->ask("ListTasks", {}), "/result/totalSize"), std::string("0")); // no task is left of it
}

void A2aServerTest::versionsChooseTheForm()
{
    m_desk->bolt();
    const json::object old{{"message", {{"kind", "message"}, {"messageId", "m"}, {"role", "user"}, {"parts", json::array{json::object{{"kind", "data"}, {"data", kList}}}}}}};
    for (const char *version : {"0.3", ""}) {
        m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
        const json::object answer = m_desk->ask("message/send", old, version);
        QCOMPARE(text(answer, "/result/kind"), std::string("task"));
        QCOMPARE(text(answer, "/result/status/state"), std::string("completed"));
        QCOMPARE(text(m_desk->ask("tasks/get", {{"id", text(answer, "/result/id")}}, version), "/result/artifacts/0/parts/0/kind"), std::string("data"));
    }
    // a new name says enough
    QCOMPARE(text(m_desk->ask("SendMessage", textOnly("hello"), ""), "/result/task/status/state"), std::string("TASK_STATE_INPUT_REQUIRED"));
}

void A2aServerTest::httpSaysTheSame()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const KeptAnswer sent = m_desk->rest(Operation::Send, {}, json::serialize(partsOf(kList)));
    QCOMPARE(sent.head.status, 200);
    QCOMPARE(text(sent.parsed(), "/task/status/state"), std::string("TASK_STATE_COMPLETED"));
    const std::string id = text(sent.parsed(), "/task/id");
    QCOMPARE(text(m_desk->rest(Operation::Get, {{"id", id}, {"historyLength", "0"}}).parsed(), "/id"), id);
    QCOMPARE(text(m_desk->rest(Operation::List, {{"pageSize", "1"}, {"includeArtifacts", "true"}}).parsed(), "/tasks/0/artifacts/0/name"), std::string("bolt_list_items"));
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const KeptAnswer stream = m_desk->rest(Operation::Stream, {}, json::serialize(partsOf(kList)));
    QCOMPARE(text(stream.events().front(), "/task/status/state"), std::string("TASK_STATE_SUBMITTED"));
    QCOMPARE(text(stream.events().back(), "/statusUpdate/status/state"), std::string("TASK_STATE_COMPLETED"));
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    const std::string old = R"({"message":{"messageId":"m","content":[{"data":{"data":{"action":"bolt_list_items"}}}]},"configuration":{"blocking":true}})";
    QCOMPARE(text(m_desk->rest(Operation::Send, {}, old, "").parsed(), "/task/artifacts/0/parts/0/data/data/status"), std::string("200"));
}

void A2aServerTest::httpErrors()
{
    const KeptAnswer unknown = m_desk->rest(Operation::Get, {{"id", "task_x"}});
    QCOMPARE(unknown.head.status, 404);
    QCOMPARE(text(unknown.parsed(), "/error/code"), std::string("404"));
    QCOMPARE(text(unknown.parsed(), "/error/status"), std::string("NOT_FOUND"));
    QCOMPARE(text(unknown.parsed(), "/error/details/0/reason"), std::string("TASK_NOT_FOUND"));
    QCOMPARE(std::string(unknown.head.headers.value("x-connect-hub-error")), std::string("not_found"));
    QCOMPARE(text(m_desk->rest(Operation::Get, {{"id", "task_x"}}, {}, "").parsed(), "/code"), std::string("-32001")); // 0.3
    const KeptAnswer version = m_desk->rest(Operation::Get, {{"id", "task_x"}}, {}, "7.0");
    QCOMPARE(version.head.status, 400);
    QCOMPARE(text(version.parsed(), "/code"), std::string("-32009"));
    QCOMPARE(m_desk->rest(Operation::Send, {}, "hello").head.status, 400);
    QCOMPARE(m_desk->rest(Operation::Send, {}, std::string(5 * 1024 * 1024, ' ')).head.status, 413);
    QCOMPARE(m_desk->rest(Operation::Push, {{"id", "task_x"}}).head.status, 400);
}

void A2aServerTest::theCardIsCached()
{
    const auto card = [this](Headers headers) {
        StringBody none;
        const Request request{{"GET", "/.well-known/agent-card.json", std::move(headers)}, &none};
        KeptAnswer answer;
        m_desk->run(m_desk->server.publicCard("req_1", &request, &answer));
        return answer;
    };
    m_desk->bolt();
    const KeptAnswer strict = card({{"A2A-Version", "1.0"}}), hybrid = card({});
    QVERIFY(!strict.parsed().contains("url"));
    QVERIFY(hybrid.parsed().contains("url"));
    QCOMPARE(std::string(strict.head.headers.value("vary")), std::string("A2A-Version"));
    QVERIFY(strict.head.headers.value("cache-control").find("max-age=") != std::string::npos);
    const std::string tag(strict.head.headers.value("etag"));
    QVERIFY(tag != hybrid.head.headers.value("etag"));
    const KeptAnswer known = card({{"A2A-Version", "1.0"}, {"If-None-Match", tag}});
    QCOMPARE(known.head.status, 304);
    QVERIFY(known.body.empty());
    QCOMPARE(card({{"If-None-Match", tag}}).head.status, 200);
    QVERIFY(strict.body.find("bolt_list_items") == std::string::npos); // no actions for everybody
    QVERIFY(strict.body.find("\"bolt\"") != std::string::npos);
}

void A2aServerTest::theExtendedCardIsTheKeysOwn()
{
    const Account bolt = m_desk->bolt();
    m_desk->cargo();
    const auto ids = [](const json::value &answer) {
        QByteArrayList out;
        for (const json::value &skill : at(answer, "/result/skills")->as_array())
            out.append(QByteArray::fromStdString(textOf(skill.at("id"))));
        return out;
    };
    QCOMPARE(ids(m_desk->ask("GetExtendedAgentCard", {})), (QByteArrayList{"bolt_list_items", "bolt_create_item", "bolt_delete_item", "cargo_list_boxes"}));
    m_desk->caller.principal = Desk::principal({Scope::Read});
    QCOMPARE(ids(m_desk->ask("GetExtendedAgentCard", {})), (QByteArrayList{"bolt_list_items", "cargo_list_boxes"}));
    m_desk->caller.accounts = {bolt.alias};
    QCOMPARE(ids(m_desk->ask("GetExtendedAgentCard", {})), (QByteArrayList{"bolt_list_items"}));
    QVERIFY(m_desk->ask("agent/getAuthenticatedExtendedCard", {}, "").at("result").as_object().contains("supportsAuthenticatedExtendedCard"));
}

void A2aServerTest::S21_answersAreGuarded()
{
    m_desk->ask("ListTasks", {});
    QCOMPARE(std::string(m_desk->last.head.headers.value("cache-control")), std::string("no-store"));
    QCOMPARE(std::string(m_desk->last.head.headers.value("x-content-type-options")), std::string("nosniff"));
    QCOMPARE(std::string(m_desk->last.head.headers.value("x-request-id")), std::string("req_1"));
    QVERIFY(m_desk->last.head.headers.value("content-security-policy").starts_with("default-src 'none'"));
}

void A2aServerTest::anExtensionAskedForIsNamed()
{
    StringBody reader(R"({"jsonrpc":"2.0","id":1,"method":"ListTasks"})");
    Headers headers = headersFor("1.0");
    headers.add("A2A-Extensions", "https://other.example, urn:connect-hub:a2a:action:1");
    const Request request{{"POST", "/a2a", headers}, &reader};
    KeptAnswer answer;
    m_desk->run(m_desk->server.rpc(m_desk->caller, &request, &answer));
    QCOMPARE(std::string(answer.head.headers.value("a2a-extensions")), std::string("urn:connect-hub:a2a:action:1"));
    m_desk->ask("ListTasks", {});
    QVERIFY(!m_desk->last.head.headers.contains("a2a-extensions"));
}

void A2aServerTest::aClientThatIsGoneLeavesTheTask()
{
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    const auto stream = m_desk->open("SubscribeToTask", {{"id", id}}), other = m_desk->open("SubscribeToTask", {{"id", id}});
    QVERIFY(m_desk->until([&] { return !stream->events().empty() && !other->events().empty(); }));
    stream->isGone = true;
    m_desk->signIn(url);
    QVERIFY(m_desk->until([&] { return other->isEnded; }));
    QCOMPARE(other->states(), (QByteArrayList{"AUTH_REQUIRED", "WORKING", "COMPLETED"}));
    QVERIFY(!stream->isEnded);
}

void A2aServerTest::aRevokedKeyHearsNoMore()
{
    std::string url;
    const auto stream = m_desk->open("SubscribeToTask", {{"id", m_desk->waitingTask(&url)}});
    QVERIFY(m_desk->until([&] { return !stream->events().empty(); }));
    m_desk->isCallerGood = false;
    QVERIFY(m_desk->until([&] { return stream->isEnded; }));
    QCOMPARE(stream->states(), (QByteArrayList{"AUTH_REQUIRED"}));
}

QTEST_GUILESS_MAIN(A2aServerTest)
#include "a2a_server_test.moc"
