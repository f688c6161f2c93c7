#include "core/accounts/account_repository.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run_task.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace hub;
using namespace std::chrono_literals;

namespace {

struct Store {
    QTemporaryDir directory;
    boost::asio::io_context io;
    ManualClock clock;
    SystemRandom random;
    std::unique_ptr<Database> database;
    std::unique_ptr<AccountRepository> accounts;

    Store() { open(); }
    void open()
    {
        accounts.reset();
        database.reset();
        database = Database::openSqlite(directory.filePath(QStringLiteral("hub.db")).toStdString()).value();
        accounts = std::make_unique<AccountRepository>(database.get(), &clock, &random);
        QVERIFY(accounts->load().ok());
    }
    Result<Account> add(const std::string &owner, const std::string &alias, const std::string &connector = "acme")
    {
        Account account;
        account.owner = OwnerId(owner);
        account.alias = alias;
        account.connector = connector;
        clock.advance(1ms);
        return runTask(io, accounts->add(account));
    }
    Result<Account> update(const Account &account) { return runTask(io, accounts->update(account)); }
    Result<void> remove(const std::string &owner, const AccountId &id) { return runTask(io, accounts->remove(OwnerId(owner), id)); }
    std::string find(const std::optional<OwnerId> &owner, const std::string &name) const
    {
        const Result<Account> found = accounts->find(owner, name);
        return found ? found->id.str() : std::string(wireName(found.error().code));
    }
    void sql(const std::string &text)
    {
        const Result<std::int64_t> done = database->runNow([&](SqlConnection &connection) { return connection.execute(text); });
        QVERIFY(done.ok());
    }
};

const std::optional<OwnerId> kAnn = OwnerId("ann");
const std::optional<OwnerId> kBob = OwnerId("bob");

} // namespace

class AccountRepositoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewAccountGetsIdTimesAndName();
    void S8_anothersAccountIsAsUnknown();
    void aNameTwoOwnersUseIsAmbiguousForBoth();
    void namesAreUniqueForAnOwner();
    void namesHaveOneForm_data();
    void namesHaveOneForm();
    void idsAreNeverUsedAgain();
    void whatIsAnsweredIsKept();
    void F12_aDamagedRowHurtsNobodyElse();
    void aFullDiskChangesNothing();
    void changesAreToldOnceTheyAreDurable();
    void listsAreFiltered_data();
    void listsAreFiltered();
    void twoAddedAtOnceGetTwoNames();
};

void AccountRepositoryTest::aNewAccountGetsIdTimesAndName()
{
    Store store;
    const Result<Account> first = store.add("ann", "");
    QVERIFY(first.ok());
    QVERIFY(first->id.str().starts_with("acc_") && first->id.str().size() == 26);
    QVERIFY(first->id.str().find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos);
    QCOMPARE(first->created, store.clock.now());
    QCOMPARE(first->updated, store.clock.now());
    QCOMPARE(first->status, AccountStatus::Inactive);
    QCOMPARE(first->alias, std::string("acme"));
    QCOMPARE(store.add("ann", "")->alias, std::string("acme-2"));
    QCOMPARE(store.add("ann", "")->alias, std::string("acme-3"));
    QCOMPARE(store.add("bob", "")->alias, std::string("acme"));
}

void AccountRepositoryTest::S8_anothersAccountIsAsUnknown()
{
    Store store;
    const Account account = store.add("ann", "work").value();
    const Error unknown = store.accounts->find(kBob, "acc_unknown").error();
    QVERIFY(store.accounts->find(kBob, account.id.str()).error() == unknown);
    QVERIFY(store.accounts->find(kBob, "work").error() == unknown);
    Account taken = account;
    taken.owner = *kBob;
    taken.label = "mine now";
    QVERIFY(store.update(taken).error() == unknown);
    QVERIFY(store.remove("bob", account.id).error() == unknown);
    QCOMPARE(store.find(kAnn, "work"), account.id.str());
    QVERIFY(store.accounts->find(kAnn, "work")->label.empty());
    QCOMPARE(store.find(std::nullopt, account.id.str()), account.id.str()); // a key of all owners
}

void AccountRepositoryTest::aNameTwoOwnersUseIsAmbiguousForBoth()
{
    Store store;
    const Account ann = store.add("ann", "work").value();
    QCOMPARE(store.find(std::nullopt, "work"), ann.id.str());
    const Account bob = store.add("bob", "work").value();
    const Result<Account> both = store.accounts->find(std::nullopt, "work");
    QCOMPARE(both.error().code, ErrorCode::AccountAmbiguous);
    QCOMPARE(std::set<std::string>(both.error().choices.begin(), both.error().choices.end()), (std::set<std::string>{ann.id.str(), bob.id.str()}));
    QCOMPARE(store.find(kAnn, "work"), ann.id.str());
    QCOMPARE(store.find(kBob, "work"), bob.id.str());
}

void AccountRepositoryTest::namesAreUniqueForAnOwner()
{
    Store store;
    const Account first = store.add("ann", "work").value();
    const Result<Account> second = store.add("ann", "work");
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QCOMPARE(second.error().field, std::string("alias"));
    Account other = store.add("ann", "home").value();
    other.alias = "work";
    QCOMPARE(store.update(other).error().code, ErrorCode::Conflict);
    QCOMPARE(store.find(kAnn, "home"), other.id.str());
    Account same = first;
    same.label = "its own name is no conflict";
    QVERIFY(store.update(same).ok());
    other.alias = "play";
    QVERIFY(store.update(other).ok());
    QCOMPARE(store.find(kAnn, "home"), std::string("not_found"));
    QVERIFY2(store.add("ann", "home").ok(), "a name that was given up is free");
}

void AccountRepositoryTest::namesHaveOneForm_data()
{
    QTest::addColumn<QByteArray>("alias");
    QTest::addColumn<bool>("fits");
    QTest::newRow("letters, digits and hyphens") << QByteArray("acme-corp-2") << true;
    QTest::newRow("a digit first") << QByteArray("2nd") << true;
    QTest::newRow("63 characters") << QByteArray(63, 'a') << true;
    QTest::newRow("64 characters") << QByteArray(64, 'a') << false;
    QTest::newRow("a hyphen first") << QByteArray("-a") << false;
    QTest::newRow("capitals") << QByteArray("Acme") << false;
    QTest::newRow("an underscore, as in an id") << QByteArray("acc_1") << false;
    QTest::newRow("a blank") << QByteArray("a b") << false;
    QTest::newRow("a comma, as in a list") << QByteArray("a,b") << false;
    QTest::newRow("a slash") << QByteArray("a/b") << false;
    QTest::newRow("C42: a line break") << QByteArray("a\r\nb") << false;
    QTest::newRow("an umlaut") << QByteArray("m\xc3\xbcller") << false;
}

void AccountRepositoryTest::namesHaveOneForm()
{
    QFETCH(QByteArray, alias);
    QFETCH(bool, fits);
    Store store;
    const Result<Account> added = store.add("ann", alias.toStdString());
    QCOMPARE(added.ok(), fits);
    if (!fits)
        QCOMPARE(added.error().code, ErrorCode::InvalidRequest);
    QCOMPARE(store.accounts->list({}).size(), std::size_t(fits));
}

void AccountRepositoryTest::idsAreNeverUsedAgain()
{
    Store store;
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i) {
        const Account account = store.add("ann", "work").value();
        seen.insert(account.id.str());
        QVERIFY(store.remove("ann", account.id).ok());
        QCOMPARE(store.find(kAnn, account.id.str()), std::string("not_found"));
    }
    QCOMPARE(seen.size(), std::size_t(50));
}

void AccountRepositoryTest::whatIsAnsweredIsKept()
{
    Store store;
    Account account = store.add("ann", "work").value();
    const Account gone = store.add("ann", "gone").value();
    account.status = AccountStatus::Active;
    account.identityId = "7";
    account.setup = {{"subdomain", "contoso"}};
    store.clock.advance(1h);
    QVERIFY(store.update(account).ok());
    QVERIFY(store.remove("ann", gone.id).ok());
    store.open();
    const Result<Account> back = store.accounts->find(kAnn, "work");
    QVERIFY(back.ok());
    QCOMPARE(back->id, account.id);
    QCOMPARE(back->status, AccountStatus::Active);
    QCOMPARE(back->identityId, std::string("7"));
    QCOMPARE(back->setup.at("subdomain"), std::string("contoso"));
    QCOMPARE(back->created, account.created);
    QCOMPARE(back->updated, store.clock.now());
    QCOMPARE(store.find(kAnn, "gone"), std::string("not_found"));
    QCOMPARE(store.add("ann", "work").error().code, ErrorCode::Conflict);
}

void AccountRepositoryTest::F12_aDamagedRowHurtsNobodyElse()
{
    Store store;
    const Account good = store.add("ann", "good").value();
    for (const char *data : {"{", "", "[]", R"({"reasons":[1,{"at":"x"}]})"})
        store.sql(std::string("INSERT INTO accounts (id, owner, alias, data, created, updated) VALUES ('acc_bad") + std::to_string(std::strlen(data)) + "', 'ann', 'bad"
                  + std::to_string(std::strlen(data)) + "', '" + data + "', 1, 1)");
    store.open();
    QCOMPARE(store.find(kAnn, "good"), good.id.str());
    QCOMPARE(store.find(kAnn, "bad1"), std::string("not_found"));
    const auto left = store.database->runNow([](SqlConnection &connection) { return connection.query("SELECT id FROM accounts WHERE id LIKE 'acc_bad%'"); });
    QCOMPARE(left->size(), std::size_t(4)); // it is left as it is
}

void AccountRepositoryTest::aFullDiskChangesNothing()
{
    Store store;
    Account account = store.add("ann", "work").value();
    store.sql("PRAGMA query_only = 1");
    QCOMPARE(store.add("ann", "new").error().code, ErrorCode::StorageFull);
    QCOMPARE(store.find(kAnn, "new"), std::string("not_found"));
    account.alias = "changed";
    QCOMPARE(store.update(account).error().code, ErrorCode::StorageFull);
    QCOMPARE(store.remove("ann", account.id).error().code, ErrorCode::StorageFull);
    QCOMPARE(store.find(kAnn, "work"), account.id.str());
    store.sql("PRAGMA query_only = 0");
    QVERIFY(store.add("ann", "new").ok());
}

void AccountRepositoryTest::changesAreToldOnceTheyAreDurable()
{
    Store store;
    std::vector<std::string> told;
    store.accounts->onChange([&](const Account &account, bool removed) {
        const auto rows = store.database->runNow([](SqlConnection &connection) { return connection.query("SELECT alias FROM accounts"); });
        told.push_back(account.alias + (removed ? " removed, kept: " : ", kept: ") + (rows->empty() ? std::string("none") : rows->front().text(0)));
    });
    Account account = store.add("ann", "one").value();
    account.alias = "two";
    QVERIFY(store.update(account).ok());
    QVERIFY(!store.add("ann", "two").ok());
    QVERIFY(store.remove("ann", account.id).ok());
    QCOMPARE(told, (std::vector<std::string>{"one, kept: one", "two, kept: two", "two removed, kept: none"}));
}

void AccountRepositoryTest::listsAreFiltered_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected"); // aliases, oldest first
    QTest::newRow("nothing asked: all, oldest first") << QByteArray() << QByteArray() << QByteArray("a1 a2 b1");
    QTest::newRow("one owner's") << QByteArray("owner") << QByteArray("ann") << QByteArray("a1 a2");
    QTest::newRow("an owner without accounts") << QByteArray("owner") << QByteArray("eve") << QByteArray();
    QTest::newRow("S8: another's id beside the owner finds nothing") << QByteArray("owner and stranger") << QByteArray("ann") << QByteArray();
    QTest::newRow("a list of owners") << QByteArray("owners") << QByteArray("bob") << QByteArray("b1");
    QTest::newRow("a connector's") << QByteArray("connector") << QByteArray("initech") << QByteArray("a2");
    QTest::newRow("those that serve") << QByteArray("status") << QByteArray() << QByteArray("b1");
}

void AccountRepositoryTest::listsAreFiltered()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    Store store;
    QVERIFY(store.add("ann", "a1").ok());
    QVERIFY(store.add("ann", "a2", "initech").ok());
    Account active = store.add("bob", "b1").value();
    active.status = AccountStatus::Active;
    QVERIFY(store.update(active).ok());
    AccountFilter filter;
    if (field.startsWith("owner and") || field == "owner")
        filter.owner = OwnerId(value.toStdString());
    if (field == "owner and stranger")
        filter.ids = {active.id.str()};
    if (field == "owners")
        filter.owners = {value.toStdString()};
    if (field == "connector")
        filter.connectors = {value.toStdString()};
    if (field == "status")
        filter.statuses = {AccountStatus::Active};
    QByteArrayList names;
    for (const Account &account : store.accounts->list(filter))
        names << QByteArray::fromStdString(account.alias);
    QCOMPARE(names.join(' '), expected);
}

void AccountRepositoryTest::twoAddedAtOnceGetTwoNames()
{
    Store store;
    Account account;
    account.owner = *kAnn;
    account.connector = "acme";
    std::optional<Result<Account>> first, second;
    int ended = 0;
    const auto onEnd = [&](const std::exception_ptr &) { ++ended; };
    boost::asio::co_spawn(store.io, keepResult(store.accounts->add(account), &first), onEnd);
    boost::asio::co_spawn(store.io, keepResult(store.accounts->add(account), &second), onEnd);
    while (ended < 2 && store.io.run_one_for(20s) > 0) {
    }
    QVERIFY(first && second && first->ok() && second->ok());
    const std::vector<std::string> names{(*first)->alias, (*second)->alias};
    QCOMPARE(std::set<std::string>(names.begin(), names.end()), (std::set<std::string>{"acme", "acme-2"}));
}

QTEST_GUILESS_MAIN(AccountRepositoryTest)
#include "account_repository_test.moc"
