#include "core/a2a/accounts.h"

#include "tests/support/desk.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

//! Which account a call of A2A is for.
class AccountsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S9_whatARequestNames_data();
    void S9_whatARequestNames();
    void oneNamedAccountWins();
    void withoutAListTheOrderSays();
    void aListHasTheOneThatFits();
    void aDeadAccountStopsNoOther();
    void severalThatFitAreAChoice();
    void aListWithoutTheConnector();
    void strangersAreNoPartOfAList();
};

void AccountsTest::S9_whatARequestNames_data()
{
    QTest::addColumn<QByteArrayList>("headers");
    QTest::addColumn<QByteArrayList>("query");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("nothing") << QByteArrayList{} << QByteArrayList{} << QByteArray("");
    QTest::newRow("one") << QByteArrayList{"a"} << QByteArrayList{} << QByteArray("a");
    QTest::newRow("a list, with blanks and repeats") << QByteArrayList{" a, b,a ,,c "} << QByteArrayList{} << QByteArray("a b c");
    QTest::newRow("the query says the same") << QByteArrayList{"a"} << QByteArrayList{"x-account-id=a", "account_id=a"} << QByteArray("a");
    QTest::newRow("the query alone") << QByteArrayList{} << QByteArrayList{"account_id=a,b"} << QByteArray("a b");
    QTest::newRow("two headers that differ") << QByteArrayList{"a", "b"} << QByteArrayList{} << QByteArray("refused");
    QTest::newRow("header and query differ") << QByteArrayList{"a"} << QByteArrayList{"x-account-id=b"} << QByteArray("refused");
    QTest::newRow("written with underscores") << QByteArrayList{"_a"} << QByteArrayList{} << QByteArray("refused");
}

void AccountsTest::S9_whatARequestNames()
{
    QFETCH(QByteArrayList, headers);
    QFETCH(QByteArrayList, query);
    QFETCH(QByteArray, named);
    Headers given;
    for (const QByteArray &value : headers)
        given.add(value.startsWith('_') ? "x_account_id" : "X-Account-Id", value.toStdString());
    QueryPairs pairs;
    for (const QByteArray &pair : query)
        pairs.emplace_back(pair.left(pair.indexOf('=')).toStdString(), pair.mid(pair.indexOf('=') + 1).toStdString());
    const Result<std::vector<std::string>> read = accountsNamed(given, pairs);
    QByteArrayList got;
    for (const std::string &name : read ? *read : std::vector<std::string>{"refused"})
        got.append(QByteArray::fromStdString(name));
    QCOMPARE(got.join(' '), named);
}

void AccountsTest::oneNamedAccountWins()
{
    Desk desk;
    const auto bolt = desk.catalogue.find("bolt");
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {"mine"}, "other", *bolt).value(), std::string("mine"));
}

void AccountsTest::withoutAListTheOrderSays()
{
    Desk desk;
    const auto bolt = desk.catalogue.find("bolt");
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {}, "other", *bolt).value(), std::string("other"));
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {}, "", *bolt).value(), std::string());
}

void AccountsTest::aListHasTheOneThatFits()
{
    Desk desk;
    const Account bolt = desk.bolt(), cargo = desk.cargo();
    const std::vector<std::string> both{cargo.id.str(), bolt.alias};
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), both, "", *desk.catalogue.find("bolt")).value(), bolt.id.str());
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), both, "", *desk.catalogue.find("cargo")).value(), cargo.id.str());
}

void AccountsTest::aDeadAccountStopsNoOther()
{
    Desk desk;
    const Account dead = desk.withStatus(desk.bolt(), AccountStatus::Expired), live = desk.bolt();
    const auto bolt = desk.catalogue.find("bolt");
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {dead.id.str(), live.id.str()}, "", *bolt).value(), live.id.str());
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {dead.id.str(), live.id.str()}, dead.id.str(), *bolt).value(), dead.id.str());
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {dead.id.str(), desk.cargo().id.str()}, "", *bolt).value(), dead.id.str());
}

void AccountsTest::severalThatFitAreAChoice()
{
    Desk desk;
    const Account one = desk.bolt(), two = desk.bolt();
    const auto bolt = desk.catalogue.find("bolt");
    for (const std::string &wanted : {std::string(), std::string("another")}) {
        const Result<std::string> choice = accountFor(desk.actions, *Desk::principal(), {one.id.str(), two.id.str()}, wanted, *bolt);
        QVERIFY(!choice.ok());
        QCOMPARE(choice.error().code, ErrorCode::AccountAmbiguous);
        QVERIFY(choice.error().choices == (std::vector<std::string>{one.alias, two.alias}));
    }
    QCOMPARE(accountFor(desk.actions, *Desk::principal(), {one.id.str(), two.id.str()}, two.alias, *bolt).value(), two.id.str());
}

void AccountsTest::aListWithoutTheConnector()
{
    Desk desk;
    const std::vector<std::string> names{desk.cargo().id.str(), "unknown"};
    const Result<std::string> none = accountFor(desk.actions, *Desk::principal(), names, "", *desk.catalogue.find("bolt"));
    QCOMPARE(none.error().code, ErrorCode::AccountMissing);
}

void AccountsTest::strangersAreNoPartOfAList()
{
    Desk desk;
    const Account hers = desk.bolt("ana"), his = desk.bolt("bob");
    const auto ana = Desk::principal({Scope::Full}, OwnerId("ana"));
    QCOMPARE(accountFor(desk.actions, *ana, {his.id.str(), hers.id.str()}, "", *desk.catalogue.find("bolt")).value(), hers.id.str());
}

QTEST_GUILESS_MAIN(AccountsTest)
#include "accounts_test.moc"
