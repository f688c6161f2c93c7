#include "tests/core/a2a/a2a_desk.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

//! What becomes of what is said to a task.
class AgentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_desk = std::make_unique<A2aDesk>(); }
    void cleanup()
    {
        m_desk->server.stop();
        m_desk->settle();
        QVERIFY(m_desk->wire.done());
    }
    void anActionRuns();
    void theSameAsTextRuns();
    void aProvidersRefusalIsAFailedTask();
    void picturesGoBesideTheData();
    void wordsBringTheActionsThatFit();
    void anUnknownActionBringsNearOnes();
    void wrongArgumentsCanBeMended();
    void aChoiceOfAccountsCanBeMade();
    void S6_whatAKeyMayNotIsRejected();
    void aDeadAccountWaitsForItsSignIn();
    void aMissingAccountWaitsForItsSignIn();
    void anotherAccountsSignInIsNone();
    void aSignInThatNeverComesFails();
    void aCancelledWaitTakesItsLinkAlong();
    void aRevokedKeyGoesNoFurther();
    void aMessageTriesAgain();
    void callsThatChangeThingsCannotBeCancelled();
    void readsCan();

private:
    std::unique_ptr<A2aDesk> m_desk;
};

void AgentTest::anActionRuns()
{
    const Account account = m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items?limit=5", {200, R"({"items":[{"id":1}]})"});
    const json::object task = m_desk->send(partsOf({{"action", "bolt_list_items"}, {"query", {{"limit", 5}}}}));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_COMPLETED"));
    QCOMPARE(text(task, "/artifacts/0/name"), std::string("bolt_list_items"));
    QVERIFY(task.at("artifacts").at(0).at("parts").at(0).at("data") == (json::value{{"status", 200}, {"body", json::array{json::object{{"id", 1}}}}, {"account_id", account.id.str()}}));
    QVERIFY(text(task, "/contextId").starts_with("ctx_"));
    const std::vector<AuditRow> record = m_desk->record();
    QCOMPARE(record.size(), std::size_t(1));
    QCOMPARE(record[0].protocol, std::string("a2a"));
    QCOMPARE(m_desk->last.head.status, 200);
}

void AgentTest::theSameAsTextRuns()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QCOMPARE(text(m_desk->send(textOnly(R"({"action":"bolt_list_items"})")), "/status/state"), std::string("TASK_STATE_COMPLETED"));
}

void AgentTest::aProvidersRefusalIsAFailedTask()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {404, R"({"why":"gone"})"});
    const json::object task = m_desk->send(partsOf(kList));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_FAILED"));
    QCOMPARE(text(task, "/artifacts/0/parts/0/data/status"), std::string("404"));
    QCOMPARE(text(task, "/artifacts/0/parts/0/data/body/why"), std::string("gone"));
}

void AgentTest::picturesGoBesideTheData()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, "\xff\xd8\xff", {{"Content-Type", "image/jpeg"}}});
    const json::object task = m_desk->send(partsOf(kList));
    QCOMPARE(text(task, "/artifacts/0/parts/1/raw"), std::string("/9j/"));
    QCOMPARE(text(task, "/artifacts/0/parts/1/mediaType"), std::string("image/jpeg"));
}

void AgentTest::wordsBringTheActionsThatFit()
{
    m_desk->bolt();
    const json::object task = m_desk->send(textOnly("please list all items"));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_INPUT_REQUIRED"));
    QCOMPARE(text(task, "/status/message/parts/1/data/type"), std::string("actions"));
    QCOMPARE(text(task, "/status/message/parts/1/data/actions/0/action"), std::string("bolt_list_items"));
    QCOMPARE(text(task, "/status/message/parts/1/data/actions/0/input_schema/type"), std::string("object"));
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    json::object answer = partsOf(kList);
    answer["message"].as_object()["taskId"] = text(task, "/id");
    const json::object done = m_desk->send(answer);
    QCOMPARE(text(done, "/id"), text(task, "/id"));
    QCOMPARE(text(done, "/status/state"), std::string("TASK_STATE_COMPLETED"));
    QCOMPARE(done.at("history").as_array().size(), std::size_t(3)); // words, question, order
}

void AgentTest::anUnknownActionBringsNearOnes()
{
    m_desk->bolt();
    const json::object task = m_desk->send(partsOf({{"action", "bolt_list_itemz"}}));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_INPUT_REQUIRED"));
    QVERIFY(text(task, "/status/message/parts/0/text").find("bolt_list_itemz") != std::string::npos);
    QCOMPARE(text(task, "/status/message/parts/1/data/actions/0/action"), std::string("bolt_list_items"));
}

void AgentTest::wrongArgumentsCanBeMended()
{
    m_desk->bolt();
    const json::object task = m_desk->send(partsOf({{"action", "bolt_list_items"}, {"query", {{"limit", 0}}}}));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_INPUT_REQUIRED"));
    QCOMPARE(text(task, "/status/message/parts/1/data/type"), std::string("schema_violation"));
    QCOMPARE(text(task, "/status/message/parts/1/data/field"), std::string("query/limit"));
    m_desk->wire.expect("GET " + kBoltApi + "/items?limit=1", {200, R"({"items":[]})"});
    json::object answer = partsOf({{"query", {{"limit", 1}}}});
    answer["message"].as_object()["taskId"] = text(task, "/id");
    QCOMPARE(text(m_desk->send(answer), "/status/state"), std::string("TASK_STATE_COMPLETED"));
}

void AgentTest::aChoiceOfAccountsCanBeMade()
{
    const Account one = m_desk->bolt();
    m_desk->clock.advance(std::chrono::seconds(1));
    const Account two = m_desk->bolt();
    const json::object task = m_desk->send(partsOf(kList));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_INPUT_REQUIRED"));
    QVERIFY(task.at("status").at("message").at("parts").at(1).at("data")
            == (json::value{{"type", "account_choice"}, {"choices", json::array{json::value(one.alias), json::value(two.alias)}}}));
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    json::object answer = partsOf({{"account_id", two.alias}});
    answer["message"].as_object()["taskId"] = text(task, "/id");
    QCOMPARE(text(m_desk->send(answer), "/artifacts/0/parts/0/data/account_id"), two.id.str());
}

void AgentTest::S6_whatAKeyMayNotIsRejected()
{
    m_desk->bolt();
    m_desk->caller.principal = Desk::principal({Scope::Read});
    const json::object task = m_desk->send(partsOf({{"action", "bolt_create_item"}, {"body", {{"name", "x"}}}}));
    QCOMPARE(text(task, "/status/state"), std::string("TASK_STATE_REJECTED"));
    QCOMPARE(text(task, "/status/message/parts/1/data/code"), std::string("scope_insufficient"));
    const json::value words = m_desk->send(textOnly("create an item"));
    for (const json::value &each : at(words, "/status/message/parts/1/data/actions")->as_array())
        QCOMPARE(text(each, "/effect"), std::string("read"));
}

void AgentTest::aDeadAccountWaitsForItsSignIn()
{
    const Account account = m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    const auto stream = m_desk->open("SendStreamingMessage", partsOf(kList));
    QVERIFY(m_desk->until([&] { return stream->states().contains("AUTH_REQUIRED"); }));
    const json::value waiting = stream->events().back();
    const char *part = "/result/statusUpdate/status/message/parts/1/data";
    QCOMPARE(text(waiting, (std::string(part) + "/type").c_str()), std::string("connect_session"));
    QCOMPARE(text(waiting, (std::string(part) + "/provider").c_str()), std::string("bolt"));
    QCOMPARE(text(waiting, (std::string(part) + "/expires_at").c_str()), toRfc3339(m_desk->clock.now() + std::chrono::minutes(30)));
    QVERIFY(m_desk->until([&] { return stream->body.find("\n: ") != std::string::npos; })); // it shows that it lives
    QVERIFY(!stream->isEnded);
    m_desk->signIn(text(waiting, (std::string(part) + "/url").c_str()));
    QVERIFY(m_desk->until([&] { return stream->isEnded; }));
    QCOMPARE(stream->states(), (QByteArrayList{"SUBMITTED", "WORKING", "AUTH_REQUIRED", "WORKING", "COMPLETED"}));
    QCOMPARE(m_desk->again(account).status, AccountStatus::Active);
}

void AgentTest::aMissingAccountWaitsForItsSignIn()
{
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    QVERIFY(m_desk->accounts->list({}).empty());
    m_desk->signIn(url);
    QVERIFY(m_desk->until([&] { return text(m_desk->ask("GetTask", {{"id", id}}), "/result/status/state") == "TASK_STATE_COMPLETED"; }));
    const std::vector<Account> made = m_desk->accounts->list({});
    QCOMPARE(made.size(), std::size_t(1));
    QCOMPARE(made.front().owner.str(), std::string("local"));
    QVERIFY(m_desk->service->links().front().state == AuthLink::State::Used);
}

void AgentTest::anotherAccountsSignInIsNone()
{
    const Account dead = m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired), other = m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    m_desk->caller.accounts = {dead.id.str()};
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    const Result<std::string> others = m_desk->run(m_desk->service->reconnectUrl(other));
    m_desk->signIn(others.value(), false);
    m_desk->settle();
    QCOMPARE(text(m_desk->ask("GetTask", {{"id", id}}), "/result/status/state"), std::string("TASK_STATE_AUTH_REQUIRED"));
}

void AgentTest::aSignInThatNeverComesFails()
{
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    const auto stream = m_desk->open("SubscribeToTask", {{"id", id}});
    QVERIFY(m_desk->until([&] { return stream->states().contains("AUTH_REQUIRED"); }));
    m_desk->clock.advance(std::chrono::minutes(31));
    QVERIFY(m_desk->until([&] { return stream->isEnded; })); // nobody else has to ask
    QCOMPARE(stream->states(), (QByteArrayList{"AUTH_REQUIRED", "FAILED"}));
    QVERIFY(m_desk->until([&] { return m_desk->service->links().front().state == AuthLink::State::Revoked; }));
}

void AgentTest::aCancelledWaitTakesItsLinkAlong()
{
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    const auto stream = m_desk->open("SubscribeToTask", {{"id", id}});
    QVERIFY(m_desk->until([&] { return stream->states().contains("AUTH_REQUIRED"); }));
    QCOMPARE(text(m_desk->ask("CancelTask", {{"id", id}}), "/result/status/state"), std::string("TASK_STATE_CANCELED"));
    QVERIFY(m_desk->until([&] { return stream->isEnded; }));
    QVERIFY(m_desk->until([&] { return m_desk->service->links().front().state == AuthLink::State::Revoked; }));
    QCOMPARE(text(m_desk->ask("CancelTask", {{"id", id}}), "/error/code"), std::string("-32002"));
    QCOMPARE(text(m_desk->ask("SubscribeToTask", {{"id", id}}), "/error/code"), std::string("-32004"));
}

//! What was asked with a good key is not done once the key is gone.
void AgentTest::aRevokedKeyGoesNoFurther()
{
    m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    m_desk->isCallerGood = false;
    m_desk->signIn(url, false);
    m_desk->settle();
    const json::object task = m_desk->ask("GetTask", {{"id", id}});
    QCOMPARE(text(task, "/result/status/state"), std::string("TASK_STATE_FAILED"));
    QCOMPARE(text(task, "/result/status/message/parts/1/data/code"), std::string("key_invalid"));
}

void AgentTest::aMessageTriesAgain()
{
    const Account account = m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    std::string url;
    const std::string id = m_desk->waitingTask(&url);
    json::object again = textOnly("done");
    again["message"].as_object()["taskId"] = id;
    QCOMPARE(text(m_desk->send(again), "/status/state"), std::string("TASK_STATE_AUTH_REQUIRED"));
    m_desk->withStatus(account, AccountStatus::Active);
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QCOMPARE(text(m_desk->send(again), "/status/state"), std::string("TASK_STATE_COMPLETED"));
}

void AgentTest::callsThatChangeThingsCannotBeCancelled()
{
    m_desk->bolt();
    m_desk->wire.expect("POST " + kBoltApi + "/items", {201, "{}", {{"Content-Type", "application/json"}}, true});
    json::object params = partsOf({{"action", "bolt_create_item"}, {"body", {{"name", "x"}}}});
    params["configuration"] = {{"returnImmediately", true}};
    const std::string id = text(m_desk->send(params), "/id");
    QVERIFY(m_desk->until([&] { return m_desk->wire.done(); }));
    QCOMPARE(text(m_desk->ask("CancelTask", {{"id", id}}), "/error/code"), std::string("-32002"));
    m_desk->wire.release();
    QVERIFY(m_desk->until([&] { return text(m_desk->ask("GetTask", {{"id", id}}), "/result/status/state") == "TASK_STATE_COMPLETED"; }));
}

void AgentTest::readsCan()
{
    m_desk->bolt();
    m_desk->wire.expect("GET " + kBoltApi + "/items", {200, "{}", {{"Content-Type", "application/json"}}, true});
    json::object params = partsOf(kList);
    params["configuration"] = {{"returnImmediately", true}};
    const std::string id = text(m_desk->send(params), "/id");
    QVERIFY(m_desk->until([&] { return m_desk->wire.done(); }));
    QCOMPARE(text(m_desk->ask("CancelTask", {{"id", id}}), "/result/status/state"), std::string("TASK_STATE_CANCELED"));
    m_desk->wire.release();
    m_desk->settle();
    const json::object task = m_desk->ask("GetTask", {{"id", id}});
    QCOMPARE(text(task, "/result/status/state"), std::string("TASK_STATE_CANCELED"));
    QVERIFY(at(task, "/result/artifacts") == nullptr);
}

QTEST_GUILESS_MAIN(AgentTest)
#include "agent_test.moc"
