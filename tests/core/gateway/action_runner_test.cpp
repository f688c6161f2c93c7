#include "tests/support/desk.h"

#include <QTest>

using namespace hub;

namespace {

std::string namesOf(const std::vector<CallableConnector> &rows)
{
    std::string names;
    for (const CallableConnector &row : rows) {
        for (const Action *action : row.actions)
            names += (names.empty() ? "" : " ") + action->id;
    }
    return names;
}

ActionCall listItems(std::shared_ptr<const Principal> principal)
{
    ActionCall call;
    call.principal = std::move(principal);
    call.requestId = "req_1";
    call.protocol = "rest";
    call.actionId = "bolt_list_items";
    return call;
}

} // namespace

class ActionRunnerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAccountIsTheOneThatFits_data();
    void theAccountIsTheOneThatFits();
    void S8_anAliasOfSeveralOwnersIsJudgedByWhatTheCallerReaches();
    void aSignInThatWaitsMakesNothingAmbiguous();
    void S6_listingShowsWhatCallingAllows_data();
    void S6_listingShowsWhatCallingAllows();
    void whatDoesNotExistNamesWhatDoes();
    void aProvidersErrorIsAnOutcome_data();
    void aProvidersErrorIsAnOutcome();
    void C20_aProvidersRateLimitIsWaitedForOrTold();
};

void ActionRunnerTest::theAccountIsTheOneThatFits_data()
{
    QTest::addColumn<QByteArray>("owner"); // the caller's; empty = all
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("connector");
    QTest::addColumn<QByteArray>("found"); // "owner/connector", or an error's name
    const auto row = [](const char *name, const char *owner, const char *wanted, const char *connector, const char *found) {
        QTest::newRow(name) << QByteArray(owner) << QByteArray(wanted) << QByteArray(connector) << QByteArray(found);
    };
    row("the only one of a connector", "ana", "", "cargo", "ana/cargo");
    row("by its alias", "ana", "bolt", "", "ana/bolt");
    row("an alias that two owners use", "", "bolt", "", "account_ambiguous");
    row("an alias that two owners use, one's key", "bob", "bolt", "", "bob/bolt");
    row("several, unnamed", "ana", "", "", "account_ambiguous");
    row("none of that connector", "bob", "", "cargo", "account_missing");
    row("nobody's", "eve", "", "", "account_missing");
    row("S8: another owner's", "bob", "cargo", "", "not_found");
    row("unknown", "ana", "nothing", "", "not_found");
    row("A14: a list of them", "ana", "bolt,cargo", "", "not_found");
}

void ActionRunnerTest::theAccountIsTheOneThatFits()
{
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, connector);
    QFETCH(QByteArray, found);
    Desk desk;
    desk.bolt("ana");
    desk.cargo("ana");
    desk.bolt("bob");
    const auto caller = Desk::principal({Scope::Full}, owner.isEmpty() ? std::optional<OwnerId>() : OwnerId(owner.toStdString()));
    const Result<Account> account = desk.actions.resolve(*caller, wanted.toStdString(), connector.toStdString());
    QCOMPARE(account ? account->owner.str() + '/' + account->connector : std::string(wireName(account.error().code)), found.toStdString());
    if (found == "account_ambiguous" && wanted.isEmpty())
        QCOMPARE(account.error().choices, (std::vector<std::string>{"bolt", "cargo"}));
}

void ActionRunnerTest::S8_anAliasOfSeveralOwnersIsJudgedByWhatTheCallerReaches()
{
    Desk desk;
    const Account anas = desk.bolt("ana"), bobs = desk.bolt("bob"), cargo = desk.cargo("ana");
    const auto all = Desk::principal({Scope::Full}, std::nullopt);
    const std::vector<std::string> choices = desk.actions.resolve(*all, {}).error().choices;
    QCOMPARE(choices.size(), std::size_t(3));
    for (const std::string &choice : choices)
        QVERIFY2(desk.actions.resolve(*all, choice).ok(), choice.c_str()); // each of them can be used
    Principal held = *all;
    held.accounts = {bobs.id};
    QCOMPARE(desk.actions.resolve(held, "bolt")->id, bobs.id);
    held.accounts = {cargo.id};
    QCOMPARE(desk.actions.resolve(held, "bolt").error().code, ErrorCode::NotFound);
    held.accounts = {anas.id, bobs.id};
    QCOMPARE(desk.actions.resolve(held, "bolt").error().choices.size(), std::size_t(2));
}

void ActionRunnerTest::aSignInThatWaitsMakesNothingAmbiguous()
{
    Desk desk;
    const Account good = desk.bolt("ana");
    const Account waiting = desk.withStatus(desk.bolt("ana"), AccountStatus::Inactive);
    QCOMPARE(desk.actions.resolve(*Desk::principal(), {}).value().id, good.id);
    QCOMPARE(desk.actions.resolve(*Desk::principal(), waiting.alias).value().id, waiting.id);
    const std::vector<CallableConnector> listed = desk.actions.callable(*Desk::principal());
    QCOMPARE(listed.front().accounts.size(), std::size_t(1));
    QCOMPARE(listed.front().accounts.front().id, good.id);
    desk.withStatus(desk.again(good), AccountStatus::Expired);
    QCOMPARE(desk.actions.resolve(*Desk::principal(), {}).value().id, good.id); // it must be signed in to again: say so
}

void ActionRunnerTest::S6_listingShowsWhatCallingAllows_data()
{
    QTest::addColumn<int>("scope");
    QTest::addColumn<QByteArray>("glob");
    QTest::addColumn<bool>("onlyReads");
    QTest::addColumn<QByteArray>("names");
    QTest::newRow("all") << int(Scope::Full) << QByteArray() << false << QByteArray("bolt_list_items bolt_create_item bolt_delete_item cargo_list_boxes");
    QTest::newRow("a reader") << int(Scope::Read) << QByteArray() << false << QByteArray("bolt_list_items cargo_list_boxes");
    QTest::newRow("some actions") << int(Scope::Actions) << QByteArray("bolt_*_item") << false << QByteArray("bolt_create_item bolt_delete_item");
    QTest::newRow("effects") << int(Scope::Actions) << QByteArray() << true << QByteArray("bolt_list_items cargo_list_boxes");
    QTest::newRow("accounts only") << int(Scope::Accounts) << QByteArray() << false << QByteArray();
}

void ActionRunnerTest::S6_listingShowsWhatCallingAllows()
{
    QFETCH(int, scope);
    QFETCH(QByteArray, glob);
    QFETCH(bool, onlyReads);
    QFETCH(QByteArray, names);
    Desk desk;
    desk.bolt("ana");
    desk.cargo("ana");
    desk.bolt("bob");
    const std::shared_ptr<Principal> caller = Desk::principal({static_cast<Scope>(scope)}, OwnerId("ana"));
    if (!glob.isEmpty())
        caller->actions.push_back(glob.toStdString());
    if (onlyReads)
        caller->effects = {Effect::Read};
    const std::vector<CallableConnector> rows = desk.actions.callable(*caller);
    QCOMPARE(namesOf(rows), names.toStdString());
    for (const CallableConnector &row : rows)
        QCOMPARE(row.accounts.size(), std::size_t(1));
    for (const char *id : {"bolt_list_items", "bolt_create_item", "bolt_delete_item", "cargo_list_boxes"}) {
        ActionCall call = listItems(caller);
        call.actionId = id;
        if (id == std::string_view("bolt_delete_item"))
            call.arguments.path = {{"id", "1"}};
        const bool listed = names.split(' ').contains(id);
        if (listed)
            continue;
        const Result<ActionOutcome> outcome = desk.run(desk.actions.run(std::move(call)));
        QVERIFY2(!outcome.ok() && httpStatus(outcome.error().code) == 403, id); // what is not shown is refused
    }
    QVERIFY(desk.wire.sent.empty());
}

void ActionRunnerTest::whatDoesNotExistNamesWhatDoes()
{
    Desk desk;
    desk.bolt("ana");
    ActionCall call = listItems(Desk::principal({Scope::Read}));
    call.actionId = "bolt_list_item";
    const Result<ActionOutcome> unknown = desk.run(desk.actions.run(std::move(call)));
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QCOMPARE(unknown.error().choices, std::vector<std::string>{"bolt_list_items"}); // only what it may call
    ActionCall misspelt = listItems(Desk::principal());
    misspelt.actionId = "bold_list_items"; // no provider of that name: the likest of all
    QCOMPARE(desk.run(desk.actions.run(std::move(misspelt))).error().choices.front(), std::string("bolt_list_items"));
    ActionCall elsewhere = listItems(Desk::principal({Scope::Full}, OwnerId("ana")));
    elsewhere.account = desk.bolt("bob").id.str();
    const Result<ActionOutcome> foreign = desk.run(desk.actions.run(ActionCall(elsewhere)));
    elsewhere.account = "acc_nobody";
    const Result<ActionOutcome> nobodys = desk.run(desk.actions.run(std::move(elsewhere)));
    QCOMPARE(foreign.error().code, ErrorCode::NotFound);
    QVERIFY(foreign.error() == nobodys.error());
    QCOMPARE(foreign.error().choices, std::vector<std::string>{"bolt"}); // never somebody else's
    const Account cargo = desk.cargo("ana");
    ActionCall crossed = listItems(Desk::principal());
    crossed.account = cargo.alias;
    QCOMPARE(desk.run(desk.actions.run(std::move(crossed))).error().code, ErrorCode::InvalidRequest);
    QVERIFY(desk.wire.sent.empty());
}

void ActionRunnerTest::aProvidersErrorIsAnOutcome_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("data"); // empty = an error of the hub
    const QByteArray type("application/json");
    QTest::newRow("a result, picked") << 200 << type << QByteArray(R"({"items":[{"id":1}],"more":true})") << QByteArray(R"([{"id":1}])");
    QTest::newRow("created, without a body") << 204 << type << QByteArray() << QByteArray("null");
    QTest::newRow("an error in JSON") << 422 << type << QByteArray(R"({"why":"x"})") << QByteArray(R"({"why":"x"})");
    QTest::newRow("an error in HTML") << 403 << QByteArray("text/html") << QByteArray("<h1>no</h1>") << QByteArray(R"("<h1>no</h1>")");
    QTest::newRow("an error without a word") << 404 << type << QByteArray() << QByteArray("null");
    QTest::newRow("another address, which is not followed") << 302 << QByteArray("text/html") << QByteArray("<a>") << QByteArray();
    QTest::newRow("another address, without a word") << 307 << type << QByteArray() << QByteArray();
    QTest::newRow("JSON that is none") << 200 << type << QByteArray("{") << QByteArray();
    QTest::newRow("A33: a key twice") << 200 << type << QByteArray(R"({"a":1,"a":2})") << QByteArray();
}

void ActionRunnerTest::aProvidersErrorIsAnOutcome()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, data);
    Desk desk;
    const Account account = desk.bolt("ana");
    desk.wire.expect("GET " + kBoltApi + "/items", {status, answer.toStdString(), {{"Content-Type", type.toStdString()}}});
    const Result<ActionOutcome> outcome = desk.run(desk.actions.run(listItems(Desk::principal())));
    QCOMPARE(outcome.ok(), !data.isEmpty());
    if (!outcome) {
        QCOMPARE(outcome.error().code, ErrorCode::UpstreamFailed);
        return;
    }
    QCOMPARE(outcome->status, status);
    QCOMPARE(outcome->data, json::parse(data.toStdString()));
    QCOMPARE(outcome->accountId, account.id.str());
    QCOMPARE(std::string(desk.wire.sent[0].headers.value("accept")), std::string("application/json"));
    QCOMPARE(desk.record().back().action, std::string("bolt_list_items"));
}

void ActionRunnerTest::C20_aProvidersRateLimitIsWaitedForOrTold()
{
    Desk desk;
    desk.bolt("ana");
    desk.wire.expect("GET " + kBoltApi + "/items", {429, "{}", {{"Retry-After", "2"}}});
    desk.wire.expect("GET " + kBoltApi + "/items", {200, R"({"items":[]})"});
    QVERIFY(desk.run(desk.actions.run(listItems(Desk::principal()))).ok());
    QCOMPARE(desk.waited, std::vector<std::chrono::milliseconds>{std::chrono::seconds(2)});
    desk.wire.expect("GET " + kBoltApi + "/items", {429, "{}", {{"Retry-After", "3600"}}});
    const Result<ActionOutcome> told = desk.run(desk.actions.run(listItems(Desk::principal())));
    QCOMPARE(told.error().code, ErrorCode::ProviderRateLimited);
    QCOMPARE(told.error().retryAfter, std::optional(std::chrono::seconds(3600)));
    QVERIFY(desk.wire.done());
    for (const SentRequest &one : desk.wire.sent)
        QVERIFY2(one.line.starts_with("GET " + kBoltApi), "no refresh");
}

QTEST_GUILESS_MAIN(ActionRunnerTest)
#include "action_runner_test.moc"
