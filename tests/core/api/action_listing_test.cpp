#include "tests/support/api_desk.h"

#include <QTest>

using namespace hub;

namespace {

//! The keys of an answer's connectors, each with its actions: "bolt: bolt_list_items; cargo:".
QByteArray textOf(const json::object &answer)
{
    QByteArray text;
    for (const json::value &connector : answer.at("data").get_array()) {
        text += QByteArray(text.isEmpty() ? "" : "; ") + QByteArray::fromStdString(stringOf(connector.get_object(), "key")) + ':';
        const json::value *actions = connector.get_object().if_contains("actions");
        if (actions == nullptr)
            continue;
        for (const json::value &action : actions->get_array())
            text += ' ' + QByteArray::fromStdString(stringOf(action.get_object(), "id")).replace("bolt_", "").replace("cargo_", "");
    }
    return text;
}

} // namespace

//! GET /actions, POST /actions/search and /actions/build.
class ActionListingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<ApiDesk>();
        m_bolt = m_desk->bolt("ana");
        m_cargo = m_desk->cargo("ana");
    }
    void theListIsFiltered_data();
    void theListIsFiltered();
    void pagesFollowOneAnother();
    void aConnectorHasItsShape();
    void S6_listingShowsWhatCallingTakes_data();
    void S6_listingShowsWhatCallingTakes();
    void searchAnswersInBothDialects();
    void searchIsAsked_data();
    void searchIsAsked();
    void theIndexFollowsTheCatalogue();

private:
    std::string keyFor(std::set<Scope> scopes, std::vector<std::string> actions, std::set<Effect> effects, const std::string &owner)
    {
        ApiKey wish;
        wish.name = "agent";
        wish.scopes = std::move(scopes);
        wish.actions = std::move(actions);
        wish.effects = std::move(effects);
        if (!owner.empty())
            wish.owner = OwnerId(owner);
        return std::string(m_desk->run(m_desk->keys.create(std::move(wish))).value().key.reveal());
    }
    std::unique_ptr<ApiDesk> m_desk;
    Account m_bolt, m_cargo;
};

void ActionListingTest::theListIsFiltered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *query, const char *text) { QTest::newRow(name) << QByteArray(query) << QByteArray(text); };
    const char *all = "bolt: list_items create_item delete_item; cargo: list_boxes";
    row("everything, by connector", "", all);
    row("what clients always send", "group_by=connector&page_size=25", all);
    row("a connector, in brackets", "filter%5Bconnectors%5D=cargo", "cargo: list_boxes");
    row("a connector, flat", "connectors=cargo", "cargo: list_boxes");
    row("two, with a comma", "filter[connectors]=cargo,bolt", all);
    row("two, repeated", "connectors=cargo&connectors=bolt", all);
    row("one that nobody has", "connectors=acme", "");
    row("an action", "filter[action_key]=bolt_create_item", "bolt: create_item");
    row("two actions", "action_key=bolt_create_item,cargo_list_boxes", "bolt: create_item; cargo: list_boxes");
    row("an account, by its alias", "filter[account_ids]=bolt", "bolt: list_items create_item delete_item");
    row("an account that is not there", "filter[account_ids]=nobody", "");
    row("a word of a title, in any case", "search=LIST", "bolt: list_items; cargo: list_boxes");
    row("the connector's name", "search=cargo", "cargo: list_boxes");
    row("no word of any", "search=salary", "");
    row("without the actions", "exclude=actions", "bolt:; cargo:");
    row("all at once", "filter[connectors]=bolt,cargo&filter[action_key]=bolt_list_items&search=items&page_size=1", "bolt: list_items");
}

void ActionListingTest::theListIsFiltered()
{
    QFETCH(QByteArray, query);
    const Answered answer = m_desk->get("/actions?" + query.toStdString(), m_desk->key());
    QCOMPARE(answer.status, 200);
    QTEST(textOf(answer.json()), "text");
}

void ActionListingTest::pagesFollowOneAnother()
{
    const std::string key = m_desk->key();
    const json::object first = m_desk->get("/actions?page_size=1", key).json();
    QCOMPARE(textOf(first), QByteArray("bolt: list_items create_item delete_item"));
    const std::string next = stringOf(first, "next");
    QVERIFY(!next.empty());
    const json::object second = m_desk->get("/actions?page_size=1&next=" + next, key).json();
    QCOMPARE(textOf(second), QByteArray("cargo: list_boxes"));
    QVERIFY(second.at("next").is_null());
    QCOMPARE(m_desk->get("/actions?next=%21", key).code(), std::string("invalid_request"));
}

void ActionListingTest::aConnectorHasItsShape()
{
    const json::object row = m_desk->get("/actions?connectors=bolt&include=action_details,authentication_guides", m_desk->key()).json().at("data").at(0).get_object();
    QCOMPARE(stringOf(row, "account_id"), m_bolt.id.str());
    QCOMPARE(stringOf(row, "integration_id"), std::string("bolt"));
    QVERIFY(stringOf(row, "icon").starts_with("data:image/svg+xml"));
    const json::object action = row.at("actions").at(0).get_object();
    for (const char *name : {"id", "label", "description", "tags", "schema_type", "required_scopes", "authentication", "action_details"})
        QVERIFY2(action.contains(name), name);
    QVERIFY(action.at("action_details").at("input_schema").at("properties").get_object().contains("query"));
    const json::object authentication = row.at("authentication").at(0).get_object();
    QCOMPARE(stringOf(authentication, "type"), std::string("oauth2"));
    QVERIFY(textOf(authentication.at("support").at("guides").at("setup")).find("http://127.0.0.1:7423/callback") != std::string::npos);
    QCOMPARE(textOf(row.at("scope_definitions").at(0).at("name")), std::string("items"));
    const json::object plain = m_desk->get("/actions?connectors=bolt", m_desk->key()).json().at("data").at(0).get_object();
    QVERIFY(!plain.at("actions").at(0).get_object().contains("action_details"));
    QVERIFY(!plain.at("authentication").at(0).at("support").get_object().contains("guides"));
}

void ActionListingTest::S6_listingShowsWhatCallingTakes_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("glob");
    QTest::addColumn<QByteArray>("effect");
    QTest::addColumn<QByteArray>("owner");
    const auto row = [](const char *name, const char *scope, const char *glob, const char *effect, const char *owner) {
        QTest::newRow(name) << QByteArray(scope) << QByteArray(glob) << QByteArray(effect) << QByteArray(owner);
    };
    row("a full key", "full", "", "", "");
    row("a reading key", "read", "", "", "");
    row("actions, without more said", "actions", "", "", "");
    row("actions, reading only", "actions", "", "read", "");
    row("actions, deleting only", "actions", "", "delete", "");
    row("held to some actions", "actions", "bolt_create_*", "", "");
    row("held to some, reading", "read", "*_list_*", "", "");
    row("held to what it may not", "read", "bolt_create_*", "", "");
    row("an owner with accounts", "full", "", "", "ana");
    row("an owner without", "full", "", "", "eve");
}

void ActionListingTest::S6_listingShowsWhatCallingTakes()
{
    QFETCH(QByteArray, scope);
    QFETCH(QByteArray, glob);
    QFETCH(QByteArray, effect);
    QFETCH(QByteArray, owner);
    const std::vector<std::string> globs = glob.isEmpty() ? std::vector<std::string>() : std::vector<std::string>{glob.toStdString()};
    const std::set<Effect> effects = effect.isEmpty() ? std::set<Effect>() : std::set<Effect>{*effectFrom(effect.toStdString())};
    const std::string key = keyFor({*scopeFrom(scope.toStdString())}, globs, effects, owner.toStdString());
    const std::string listed = m_desk->get("/actions", key).body;
    const json::object found = m_desk->post("/actions/search", key, {{"query", "list create delete items boxes"}}).json();
    const std::string searched = json::serialize(found.at("results"));
    const std::map<std::string, std::string> calls{{"bolt_list_items", "GET https://api.bolt.example/v1/items"},
                                                   {"bolt_create_item", "POST https://api.bolt.example/v1/items"},
                                                   {"bolt_delete_item", "DELETE https://api.bolt.example/v1/items/x"},
                                                   {"cargo_list_boxes", "GET https://api.cargo.example/boxes?key=" + kCargoKey}};
    for (const auto &[action, line] : calls) {
        const bool shown = listed.find('"' + action + '"') != std::string::npos;
        if (shown)
            m_desk->wire.expect(line, {200, "{}"});
        json::object body{{"action", action}};
        if (action == "bolt_delete_item")
            body["path"] = {{"id", "x"}};
        const Answered answer = m_desk->post("/actions/rpc", key, body);
        QVERIFY2((answer.status == 200) == shown, (action + ' ' + answer.body).c_str());
        QVERIFY2((searched.find('"' + action + '"') != std::string::npos) == shown, searched.c_str());
    }
    QVERIFY(m_desk->wire.done());
}

void ActionListingTest::searchAnswersInBothDialects()
{
    const json::object answer = m_desk->post("/actions/search", m_desk->key(), {{"query", "create an item"}, {"top_k", 3}}).json();
    QCOMPARE(stringOf(answer, "query"), std::string("create an item"));
    const json::array results = answer.at("results").get_array();
    QCOMPARE(answer.at("total_count").to_number<std::size_t>(), results.size());
    const json::object best = results.at(0).get_object();
    QCOMPARE(stringOf(best, "id"), std::string("bolt_create_item"));
    QCOMPARE(stringOf(best, "action_name"), std::string("bolt_create_item"));
    QCOMPARE(stringOf(best, "connector_key"), std::string("bolt"));
    QCOMPARE(stringOf(best, "label"), std::string("Create an item"));
    QCOMPARE(stringOf(best, "description"), std::string("One item."));
    QCOMPARE(stringOf(best, "project_id"), std::string("global"));
    const auto score = best.at("similarity_score").to_number<double>();
    QVERIFY(score > 0 && score <= 1);
}

void ActionListingTest::searchIsAsked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("count"); // of results; -1 = refused
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const char *body, int count, const char *field = "") { QTest::newRow(name) << QByteArray(body) << count << QByteArray(field); };
    row("the whole catalogue of the caller", R"({"query":"list items boxes"})", 4);
    row("one connector", R"({"query":"list","connector":"cargo"})", 1);
    row("the best only", R"({"query":"list items boxes","top_k":1})", 1);
    row("an action by its id, near enough", R"({"query":"bolt_list_items","min_similarity":1})", 1);
    row("nothing near enough", R"({"query":"list something of a kind","min_similarity":1})", 0);
    row("a connector that is not there", R"({"query":"list","connector":"acme"})", 0);
    row("nulls are left out", R"({"query":"boxes","connector":null,"top_k":null,"min_similarity":null,"project_id":"p"})", 1);
    row("no query", R"({"top_k":3})", -1, "query");
    row("a blank query", R"({"query":"  "})", -1, "query");
    row("none of none", R"({"query":"x","top_k":0})", -1, "top_k");
    row("half a hit", R"({"query":"x","top_k":1.5})", -1, "top_k");
    row("more alike than the same", R"({"query":"x","min_similarity":1.1})", -1, "min_similarity");
}

void ActionListingTest::searchIsAsked()
{
    QFETCH(QByteArray, body);
    QFETCH(int, count);
    QFETCH(QByteArray, field);
    const Answered answer = m_desk->post("/actions/search", m_desk->key(), json::parse(body.toStdString()));
    if (count < 0) {
        QCOMPARE(answer.code(), std::string("schema_violation"));
        QCOMPARE(stringOf(answer.json(), "field"), field.toStdString());
        return;
    }
    QCOMPARE(answer.status, 200);
    QCOMPARE(int(answer.json().at("results").get_array().size()), count);
}

void ActionListingTest::theIndexFollowsTheCatalogue()
{
    const std::string key = m_desk->key();
    const auto ids = [&] { return json::serialize(m_desk->post("/actions/search", key, {{"query", "juggle"}}).json().at("results")); };
    QCOMPARE(ids(), std::string("[]"));
    std::string changed = kBolt;
    changed.replace(changed.find("List items"), 10, "Juggle all");
    QVERIFY(m_desk->catalogue.add(changed, "sample", false).ok());
    QVERIFY(ids().find("bolt_list_items") != std::string::npos);
    for (const json::value &body : {json::value{{"force_refresh", false}}, json::value{{"connector_key", "bolt"}, {"force_refresh", true}}}) {
        const Answered built = m_desk->post("/actions/build", key, body);
        QCOMPARE(built.status, 200);
        QCOMPARE(stringOf(built.json(), "status"), std::string("success"));
    }
    QCOMPARE(m_desk->post("/actions/build", key, {{"connector_key", "none"}}).code(), std::string("not_found"));
}

QTEST_GUILESS_MAIN(ActionListingTest)
#include "action_listing_test.moc"
