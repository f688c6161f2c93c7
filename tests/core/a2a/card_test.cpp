#include "core/a2a/card.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

namespace {

Account account(const std::string &alias)
{
    Account out;
    out.id = AccountId("acc_" + alias);
    out.alias = alias;
    out.connector = "acme";
    return out;
}

CallableConnector row(const std::vector<Account> &accounts)
{
    const auto connector = std::make_shared<Connector>();
    connector->key = "acme";
    connector->name = "Acme";
    connector->categories = {"ticketing"};
    connector->actions.push_back({"acme_update_item", "Update an item", "One item.", "PATCH", "/items/{id}", Effect::Write});
    Action &action = connector->actions.front();
    action.pathParameters = {{"id", {{"type", "string"}}}};
    action.queryParameters = {{"fields", {{"type", "string"}}}};
    action.headerParameters = {{"x-version", {{"const", "2"}}}};
    action.bodyParameters = {{"state", {{"enum", json::array{"open", "closed"}}}}, {"rank", {{"type", "integer"}, {"minimum", 3}}}, {"text", {{"type", "string"}}}};
    action.required = {{"path", {"id"}}, {"headers", {"x-version"}}, {"body", {"state", "rank"}}};
    return {connector, accounts, {&action}};
}

const std::string kUrl = "http://127.0.0.1:7423";

} // namespace

class CardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNewFormIsStrict();
    void theHybridServesOldReaders();
    void everybodySeesConnectorsOnly();
    void aKeySeesItsActions();
    void severalAccountsAreInTheExamples();
    void examplesHoldWhatIsRequired();
};

void CardTest::theNewFormIsStrict()
{
    const json::object card = agentCard("1.2.3", kUrl, CardForm::V1, {});
    std::set<std::string> names;
    for (const auto &member : card)
        names.insert(std::string(member.key()));
    const std::set<std::string> expected{
        "name", "description", "version", "supportedInterfaces", "capabilities", "securitySchemes", "securityRequirements", "defaultInputModes", "defaultOutputModes", "skills"};
    QVERIFY(names == expected);
    QVERIFY(card.at("securitySchemes").at("basic") == (json::value{{"httpAuthSecurityScheme", {{"scheme", "Basic"}, {"description", "The key as user name, no password"}}}}));
    QVERIFY(card.at("securityRequirements").at(0) == (json::value{{"schemes", {{"basic", {{"list", json::array()}}}}}}));
    QCOMPARE(textOf(card.at("supportedInterfaces").at(0).at("url")), kUrl + "/a2a");
    QCOMPARE(textOf(card.at("supportedInterfaces").at(0).at("protocolVersion")), std::string("1.0"));
    QCOMPARE(textOf(card.at("supportedInterfaces").at(1).at("url")), kUrl + "/a2a/v1");
    QVERIFY(card.at("capabilities").at("streaming") == json::value(true));
    QVERIFY(card.at("capabilities").at("pushNotifications") == json::value(false));
    QVERIFY(card.at("capabilities").at("extendedAgentCard") == json::value(true));
    const json::value &extension = card.at("capabilities").at("extensions").at(0);
    QCOMPARE(textOf(extension.at("uri")), std::string(kActionExtension));
    QVERIFY(extension.at("required") == json::value(false));
}

void CardTest::theHybridServesOldReaders()
{
    const json::object card = agentCard("1.2.3", kUrl, CardForm::Hybrid, {});
    QCOMPARE(stringOf(card, "protocolVersion"), std::string("0.3.0"));
    QCOMPARE(stringOf(card, "url"), kUrl + "/a2a");
    QCOMPARE(stringOf(card, "preferredTransport"), std::string("JSONRPC"));
    QVERIFY(card.at("supportsAuthenticatedExtendedCard") == json::value(true));
    QVERIFY(card.at("security") == (json::value(json::array{json::value{{"basic", json::array()}}, json::value{{"bearer", json::array()}}})));
    QCOMPARE(textOf(card.at("securitySchemes").at("bearer").at("type")), std::string("http"));
    QCOMPARE(textOf(card.at("securitySchemes").at("bearer").at("httpAuthSecurityScheme").at("scheme")), std::string("Bearer"));
    QCOMPARE(card.at("additionalInterfaces").get_array().size(), std::size_t(2));
    QVERIFY(card.contains("supportedInterfaces"));
}

void CardTest::everybodySeesConnectorsOnly()
{
    const json::array skills = publicSkills({std::make_shared<const ConnectorSummary>(summaryOf(*row({account("secret-name")}).connector))});
    QVERIFY(skills == (json::array{json::value{{"id", "acme"}, {"name", "Acme"}, {"description", "1 action at Acme"}, {"tags", json::array{"acme", "ticketing"}}}}));
}

void CardTest::aKeySeesItsActions()
{
    const json::array skills = extendedSkills({row({account("work")})});
    QCOMPARE(skills.size(), std::size_t(1));
    const json::object &skill = skills[0].get_object();
    QCOMPARE(stringOf(skill, "id"), std::string("acme_update_item"));
    QCOMPARE(stringOf(skill, "name"), std::string("Update an item"));
    QVERIFY(skill.at("tags") == (json::value(json::array{"acme", "write", "ticketing", "account:work"})));
    QVERIFY(skill.at("inputModes") == (json::value(json::array{json::value("application/json")})));
}

void CardTest::severalAccountsAreInTheExamples()
{
    const json::array skills = extendedSkills({row({account("work"), account("home")})});
    const json::array &examples = skills[0].at("examples").get_array();
    QCOMPARE(examples.size(), std::size_t(2));
    QCOMPARE(stringOf(parseObject(textOf(examples[0])).value(), "account_id"), std::string("work"));
    QCOMPARE(stringOf(parseObject(textOf(examples[1])).value(), "account_id"), std::string("home"));
}

void CardTest::examplesHoldWhatIsRequired()
{
    const CallableConnector one = row({});
    const json::object expected{{"action", "acme_update_item"}, {"path", {{"id", "…"}}}, {"body", {{"state", "open"}, {"rank", 3}}}};
    const std::string got = json::serialize(exampleOrder(*one.actions.front(), ""));
    QVERIFY2(parseObject(got).value() == expected, got.c_str());
}

QTEST_GUILESS_MAIN(CardTest)
#include "card_test.moc"
