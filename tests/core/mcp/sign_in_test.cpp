#include "tests/core/mcp/mcp_desk.h"

#include <QTest>

using namespace hub;

namespace {

const std::string kOpens = R"({"elicitation":{"form":{},"url":{}}})";
const json::object kList{{"name", "bolt_list_items"}, {"arguments", json::object()}};

std::string textIn(const json::value &result)
{
    return hub::textOf(result.at("content").at(0).at("text"));
}

bool endsWithLink(const json::value &result)
{
    return result.at("isError") == json::value(true) && result.at("structuredContent").at("code") == json::value("ACCOUNT_NOT_CONNECTED")
        && textIn(result).find(hub::textOf(result.at("structuredContent").at("connect_url"))) != std::string::npos;
}

} // namespace

//! A tool whose account has ended, by what the client can show.
class SignInTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<McpDesk>();
        m_account = m_desk->withStatus(m_desk->bolt(), AccountStatus::Expired);
    }
    void cleanup() { m_desk.reset(); }
    void aClientThatShowsNothingGetsTheLink_data();
    void aClientThatShowsNothingGetsTheLink();
    void aStatelessClientIsAskedAndComesAgain_data();
    void aStatelessClientIsAskedAndComesAgain();
    void aChangedStateIsRefused_data();
    void aChangedStateIsRefused();
    void aStateForOtherArgumentsIsRefused();
    void aSessionIsAskedOnTheCallsStream_data();
    void aSessionIsAskedOnTheCallsStream();
    void C36_aMissingScopeIsAskedForOnce_data();
    void C36_aMissingScopeIsAskedForOnce();
    void aStoppedCallHasNoAnswer();
    void hubConnectStartsAnAccount();
    void S6_hubConnectNeedsTheScope();
    void findingDescribingCalling();

private:
    json::object retryOf(const json::value &asked, const std::string &action) const
    {
        json::object again = kList;
        again["requestState"] = asked.at("requestState");
        if (!action.empty())
            again["inputResponses"] = json::object{{"connect", {{"action", action}}}};
        return again;
    }
    //! As if the person had signed in.
    void signIn()
    {
        m_desk->withStatus(m_account, AccountStatus::Active);
        m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[{"id":1}]})"});
    }
    std::unique_ptr<McpDesk> m_desk;
    Account m_account;
};

void SignInTest::aClientThatShowsNothingGetsTheLink_data()
{
    QTest::addColumn<bool>("stateless");
    QTest::addColumn<QByteArray>("capabilities");
    for (const char *capabilities : {"{}", R"({"elicitation":{}})", R"({"elicitation":{"form":{}},"roots":{}})"}) {
        QTest::addRow("a session with %s", capabilities) << false << QByteArray(capabilities);
        QTest::addRow("stateless with %s", capabilities) << true << QByteArray(capabilities);
    }
}

void SignInTest::aClientThatShowsNothingGetsTheLink()
{
    QFETCH(bool, stateless);
    QFETCH(QByteArray, capabilities);
    const std::string can = capabilities.toStdString();
    const auto asked = stateless ? m_desk->tell("tools/call", kList, can) : m_desk->ask(m_desk->initialize(can), "tools/call", json::serialize(kList));
    const json::value result = m_desk->result(asked);
    QVERIFY2(endsWithLink(result), json::serialize(result).c_str());
    const json::value &structured = result.at("structuredContent");
    QCOMPARE(structured.at("provider"), json::value("bolt"));
    QVERIFY(hub::textOf(structured.at("connect_url")).starts_with("http://127.0.0.1:7423/connect/"));
    QCOMPARE(structured.at("expires_at"), json::value(toRfc3339(m_desk->clock.now() + std::chrono::hours(24 * 30))));
    QCOMPARE(asked->answer->head.status, 200);
}

void SignInTest::aStatelessClientIsAskedAndComesAgain_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<int>("signedInAfter"); // looks; 0 = before it comes again, -1 = never
    QTest::addColumn<QByteArray>("ends");
    QTest::newRow("signed in before it comes again") << QByteArray("accept") << 0 << QByteArray("data");
    QTest::newRow("signed in, whatever it says") << QByteArray("cancel") << 0 << QByteArray("data");
    QTest::newRow("signed in while it waits") << QByteArray("accept") << 7 << QByteArray("data");
    QTest::newRow("accepted and never done") << QByteArray("accept") << -1 << QByteArray("link");
    QTest::newRow("declined") << QByteArray("decline") << -1 << QByteArray("link");
    QTest::newRow("cancelled") << QByteArray("cancel") << -1 << QByteArray("link");
    QTest::newRow("without an answer it is asked again") << QByteArray() << -1 << QByteArray("asked");
}

void SignInTest::aStatelessClientIsAskedAndComesAgain()
{
    QFETCH(QByteArray, action);
    QFETCH(int, signedInAfter);
    QFETCH(QByteArray, ends);
    const json::value asked = m_desk->result(m_desk->tell("tools/call", kList, kOpens));
    QCOMPARE(asked.at("resultType"), json::value("input_required"));
    const json::value &question = asked.at("inputRequests").at("connect");
    QCOMPARE(question.at("method"), json::value("elicitation/create"));
    QCOMPARE(question.at("params").at("mode"), json::value("url"));
    QVERIFY(hub::textOf(question.at("params").at("url")).starts_with("http://127.0.0.1:7423/connect/"));
    if (signedInAfter == 0)
        signIn();
    if (signedInAfter > 0) {
        m_desk->signsIn = {signedInAfter, m_account};
        m_desk->wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[{"id":1}]})"});
    }
    const json::value result = m_desk->result(m_desk->tell("tools/call", retryOf(asked, action.toStdString()), kOpens));
    if (ends == "data")
        QCOMPARE(result.at("structuredContent").at("data"), (json::value{{{"id", 1}}}));
    else if (ends == "link")
        QVERIFY2(endsWithLink(result), json::serialize(result).c_str());
    else
        QCOMPARE(result.at("resultType"), json::value("input_required"));
    if (action == "accept" && signedInAfter < 0)
        QCOMPARE(m_desk->ticks, 240); // a minute, and not longer
}

void SignInTest::aChangedStateIsRefused_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("a few characters more") << QByteArray("+TAMPERED");
    QTest::newRow("of nobody") << QByteArray("AAAA");
    QTest::newRow("empty") << QByteArray();
}

void SignInTest::aChangedStateIsRefused()
{
    QFETCH(QByteArray, state);
    const json::value asked = m_desk->result(m_desk->tell("tools/call", kList, kOpens));
    json::object again = retryOf(asked, "accept");
    again["requestState"] = state.startsWith('+') ? hub::textOf(asked.at("requestState")) + state.toStdString() : state.toStdString();
    QCOMPARE(McpDesk::codeOf(m_desk->tell("tools/call", again, kOpens)), -32602);
}

void SignInTest::aStateForOtherArgumentsIsRefused()
{
    const json::value asked = m_desk->result(m_desk->tell("tools/call", kList, kOpens));
    json::object again = retryOf(asked, "accept");
    again["arguments"] = json::object{{"limit", 5}};
    QCOMPARE(McpDesk::codeOf(m_desk->tell("tools/call", again, kOpens)), -32602);
    m_desk->caller->id = "k2";
    QCOMPARE(McpDesk::codeOf(m_desk->tell("tools/call", retryOf(asked, "accept"), kOpens)), -32602);
}

void SignInTest::aSessionIsAskedOnTheCallsStream_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("signedIn");
    QTest::newRow("accepted and done") << QByteArray(R"("result":{"action":"accept"})") << true;
    QTest::newRow("accepted and never done") << QByteArray(R"("result":{"action":"accept"})") << false;
    QTest::newRow("declined") << QByteArray(R"("result":{"action":"decline"})") << false;
    QTest::newRow("refused") << QByteArray(R"("error":{"code":-32603,"message":"no"})") << false;
}

void SignInTest::aSessionIsAskedOnTheCallsStream()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, signedIn);
    const std::string session = m_desk->initialize(kOpens);
    const auto asked = m_desk->ask(session, "tools/call", json::serialize(kList));
    QVERIFY(m_desk->until([&] { return !asked->answer->messages().empty(); }));
    const json::value question = asked->answer->messages().back();
    QCOMPARE(question.at("method"), json::value("elicitation/create"));
    QCOMPARE(question.at("params").at("mode"), json::value("url"));
    QVERIFY(!asked->answer->isEnded);
    if (signedIn)
        signIn();
    const auto told = m_desk->send(R"({"jsonrpc":"2.0","id":)" + json::serialize(question.at("id")) + ',' + answer.toStdString() + '}', {{"Mcp-Session-Id", session}});
    QCOMPARE(told->answer->head.status, 202);
    const json::value result = m_desk->result(asked);
    if (!signedIn) {
        QVERIFY2(endsWithLink(result), json::serialize(result).c_str());
        return;
    }
    QCOMPARE(result.at("structuredContent").at("data"), (json::value{{{"id", 1}}}));
    const std::vector<json::value> all = asked->answer->messages();
    QCOMPARE(all[all.size() - 2].at("method"), json::value("notifications/elicitation/complete"));
    QCOMPARE(all[all.size() - 2].at("params").at("elicitationId"), question.at("params").at("elicitationId"));
}

void SignInTest::C36_aMissingScopeIsAskedForOnce_data()
{
    QTest::addColumn<bool>("asks"); // whether the client can
    QTest::addColumn<int>("second"); // the provider's answer after the sign-in; 0 = there is none
    QTest::addColumn<QByteArray>("code"); // that the call ends with
    QTest::newRow("the client shows nothing") << false << 0 << QByteArray("SCOPE_NOT_GRANTED");
    QTest::newRow("granted") << true << 200 << QByteArray();
    QTest::newRow("signed in, and not granted") << true << 403 << QByteArray("SCOPE_NOT_GRANTED");
    QTest::newRow("nobody signs in") << true << 0 << QByteArray("SCOPE_NOT_GRANTED");
}

void SignInTest::C36_aMissingScopeIsAskedForOnce()
{
    QFETCH(bool, asks);
    QFETCH(int, second);
    QFETCH(QByteArray, code);
    const std::string items = "GET " + kBoltApi + "/items";
    const Headers lacks{{"Content-Type", "application/json"}, {"WWW-Authenticate", R"(Bearer error="insufficient_scope", scope="items")"}};
    m_desk->withStatus(m_account, AccountStatus::Active);
    m_desk->wire.expect(items, {403, "{}", lacks});
    const std::string session = m_desk->initialize(asks ? kOpens : "{}");
    const auto asked = m_desk->ask(session, "tools/call", json::serialize(kList));
    QVERIFY(m_desk->until([&] { return !asked->answer->messages().empty(); }));
    if (asks) {
        const json::value question = asked->answer->messages().back();
        QCOMPARE(question.at("method"), json::value("elicitation/create"));
        if (second != 0) {
            m_desk->clock.advance(std::chrono::seconds(1));
            m_desk->withStatus(m_account, AccountStatus::Active); // signed in again
            m_desk->wire.expect(items, {second, R"({"items":[]})", lacks});
        }
        m_desk->send(R"({"jsonrpc":"2.0","id":)" + json::serialize(question.at("id")) + R"(,"result":{"action":"accept"}})", {{"Mcp-Session-Id", session}});
    }
    const json::value result = m_desk->result(asked);
    QVERIFY(m_desk->wire.done()); // no refresh, and no third try
    const json::value *told = hub::at(result, "/structuredContent/code");
    QCOMPARE(told != nullptr ? hub::textOf(*told) : std::string(), code.toStdString());
    if (!code.isEmpty())
        QVERIFY(textIn(result).find(hub::textOf(result.at("structuredContent").at("connect_url"))) != std::string::npos);
}

void SignInTest::aStoppedCallHasNoAnswer()
{
    const std::string session = m_desk->initialize(kOpens);
    const auto asked = m_desk->ask(session, "tools/call", json::serialize(kList), "77");
    QVERIFY(m_desk->until([&] { return !asked->answer->messages().empty(); }));
    m_desk->send(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}})", {{"Mcp-Session-Id", session}});
    QVERIFY(m_desk->until([&] { return asked->answer->isEnded; }));
    QCOMPARE(asked->answer->messages().size(), std::size_t(1)); // the question
    QCOMPARE(m_desk->mcp->running(), std::size_t(0));
}

void SignInTest::hubConnectStartsAnAccount()
{
    const json::object connect{{"name", "hub_connect"}, {"arguments", {{"provider", "cargo"}}}};
    const std::string query = "?tool-mode=search_execute";
    const json::value told = m_desk->result(m_desk->tell("tools/call", connect, "{}", query));
    const json::value &data = told.at("structuredContent").at("data");
    QCOMPARE(data.at("status"), json::value("pending"));
    QVERIFY(hub::textOf(data.at("connect_url")).starts_with("http://127.0.0.1:7423/connect/"));
    const json::value again = m_desk->result(m_desk->tell("tools/call", connect, kOpens, query));
    QCOMPARE(again.at("resultType"), json::value("input_required"));
    QCOMPARE(again.at("inputRequests").at("connect").at("params").at("url"), data.at("connect_url")); // the same link while it is open
    std::vector<AuthLink> links = m_desk->service->links();
    std::erase_if(links, [](const AuthLink &link) { return link.wish.connector != "cargo"; });
    QCOMPARE(links.size(), std::size_t(1)); // and no other beside it
    const json::object unknown{{"name", "hub_connect"}, {"arguments", {{"provider", "nothing"}}}};
    QCOMPARE(m_desk->result(m_desk->tell("tools/call", unknown, "{}", query)).at("isError"), json::value(true));
    QCOMPARE(McpDesk::codeOf(m_desk->tell("tools/call", connect)), -32602); // it is no tool where it is not listed
}

void SignInTest::S6_hubConnectNeedsTheScope()
{
    m_desk->caller = McpDesk::principal({Scope::Actions});
    const json::object connect{{"name", "hub_connect"}, {"arguments", {{"provider", "cargo"}}}};
    const json::value result = m_desk->result(m_desk->tell("tools/call", connect, kOpens, "?tool-mode=search_execute"));
    QCOMPARE(result.at("structuredContent").at("code"), json::value("scope_insufficient"));
    AccountFilter filter;
    filter.connectors = {"cargo"};
    QVERIFY(m_desk->accounts->list(filter).empty());
}

void SignInTest::findingDescribingCalling()
{
    m_desk->withStatus(m_account, AccountStatus::Active);
    const std::string query = "?tool-mode=search_execute&param-style=flat_smart";
    const auto call = [&](const std::string &tool, const json::object &arguments) {
        return m_desk->result(m_desk->tell("tools/call", {{"name", tool}, {"arguments", arguments}}, "{}", query));
    };
    const json::value found = call("hub_find_tools", {{"query", "list items"}});
    QCOMPARE(found.at("structuredContent").at("data").at(0).at("name"), json::value("bolt_list_items"));
    QVERIFY(found.at("structuredContent").at("data").at(0).at("inputSchema").at("properties").get_object().contains("limit"));
    QCOMPARE(call("hub_describe_tool", {{"name", "bolt_delete_item"}}).at("structuredContent").at("annotations").at("destructiveHint"), json::value(true));
    QCOMPARE(call("hub_describe_tool", {{"name", "cargo_list_boxes"}}).at("isError"), json::value(true)); // nothing is connected there
    QCOMPARE(call("hub_list_accounts", {}).at("structuredContent").at("data").at(0).at("status"), json::value("active"));
    m_desk->wire.expect("GET " + kBoltApi + "/items?limit=5", {200, R"({"items":[{"id":1}]})"});
    const json::value called = call("hub_call_tool", {{"name", "bolt_list_items"}, {"arguments", {{"limit", 5}}}});
    QCOMPARE(called.at("structuredContent").at("data"), (json::value{{{"id", 1}}}));
    QCOMPARE(call("hub_find_tools", json::object()).at("isError"), json::value(true)); // query is required
    QCOMPARE(call("hub_find_tools", {{"query", "x"}, {"limit", 99}}).at("isError"), json::value(true));
}

QTEST_GUILESS_MAIN(SignInTest)
#include "sign_in_test.moc"
