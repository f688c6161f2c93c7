#include "core/actions/action_request.h"

#include <QTest>

using namespace hub;

namespace {

//! A GraphQL action: the document is fixed, its variables are the agent's.
Action graphql()
{
    Action action{"acme_list_issues", "List issues", "Issues.", "POST", "/graphql"};
    action.bodyParameters = {{"query", {{"const", "query Q($n: Int) { issues(first: $n) { id } }"}}}, {"variables", {{"type", "object"}}}};
    action.headerParameters = {{"X-Version", {{"const", "2026-01-01"}}}};
    action.required["body"] = {"query"};
    return action;
}

} // namespace

class ConstantsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areFilledIn();
    void areNotTheAgentsToKnow();
    void canOnlyBeSaidAsTheyAre();
    void nearNamesLeaveThemOut();
    void aFixedContentTypeDecidesTheBodysForm();
};

void ConstantsTest::areFilledIn()
{
    ActionArguments arguments;
    arguments.body = {{"variables", {{"n", 5}}}};
    const Result<ActionRequest> request = toRequest(graphql(), arguments);
    QVERIFY(request.ok());
    const Result<json::value> body = parseJson(request->body);
    QVERIFY(body.ok());
    const json::value expected{{"variables", {{"n", 5}}}, {"query", "query Q($n: Int) { issues(first: $n) { id } }"}};
    QVERIFY(*body == expected);
    QCOMPARE(request->headers.value("x-version"), std::string_view("2026-01-01"));
}

void ConstantsTest::areNotTheAgentsToKnow()
{
    const json::object schema = inputSchema(graphql());
    const json::object &places = schema.at("properties").get_object();
    QVERIFY(!places.contains("headers"));
    QVERIFY(places.at("body").at("properties").get_object().contains("variables"));
    QVERIFY(!places.at("body").at("properties").get_object().contains("query"));
    QVERIFY(!places.at("body").get_object().contains("required"));
    QVERIFY(!schema.contains("required"));
}

void ConstantsTest::canOnlyBeSaidAsTheyAre()
{
    ActionArguments same;
    same.body = {{"query", "query Q($n: Int) { issues(first: $n) { id } }"}};
    QVERIFY(toRequest(graphql(), same).ok());
    ActionArguments other;
    other.body = {{"query", "mutation { deleteEverything }"}};
    const Result<ActionRequest> refused = toRequest(graphql(), other);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(refused.error().field, std::string("body/query"));
}

void ConstantsTest::nearNamesLeaveThemOut()
{
    ActionArguments wrong;
    wrong.body = {{"vars", json::object{}}};
    const Result<ActionRequest> refused = toRequest(graphql(), wrong);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().choices, std::vector<std::string>{"variables"});
}

void ConstantsTest::aFixedContentTypeDecidesTheBodysForm()
{
    Action action{"acme_make_refund", "Refund", "Gives money back.", "POST", "/refunds"};
    action.bodyParameters = {{"charge", {{"type", "string"}}}};
    action.headerParameters = {{"Content-Type", {{"const", "application/x-www-form-urlencoded"}}}};
    ActionArguments arguments;
    arguments.body = {{"charge", "ch 1"}};
    const Result<ActionRequest> request = toRequest(action, arguments);
    QVERIFY(request.ok());
    QCOMPARE(request->body, std::string("charge=ch+1"));
    QCOMPARE(request->headers.value("content-type"), std::string_view("application/x-www-form-urlencoded"));
}

QTEST_APPLESS_MAIN(ConstantsTest)
#include "constants_test.moc"
