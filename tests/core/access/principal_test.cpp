#include "core/access/principal.h"

#include <QTest>

using namespace hub;

namespace {

const OwnerId kAnn("ann");
const AccountId kWork("acc_work");

Principal with(std::set<Scope> scopes, std::set<Effect> effects = {})
{
    Principal caller;
    caller.scopes = std::move(scopes);
    caller.effects = std::move(effects);
    return caller;
}

} // namespace

class PrincipalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scopesHaveTheirNames();
    void S6_scopesAllowEffects_data();
    void S6_scopesAllowEffects();
    void S8_accountsAreReached_data();
    void S8_accountsAreReached();
    void S7_actionsAreNamedByGlobs_data();
    void S7_actionsAreNamedByGlobs();
};

void PrincipalTest::scopesHaveTheirNames()
{
    for (const Scope scope : {Scope::Full, Scope::Read, Scope::Accounts, Scope::Actions})
        QVERIFY(scopeFrom(wireName(scope)) == scope);
    QCOMPARE(std::string(wireName(Scope::Full)), std::string("full"));
    QCOMPARE(std::string(wireName(Scope::Read)), std::string("read"));
    QCOMPARE(std::string(wireName(Scope::Accounts)), std::string("accounts"));
    QCOMPARE(std::string(wireName(Scope::Actions)), std::string("actions"));
    QVERIFY(!scopeFrom("admin") && !scopeFrom("") && !scopeFrom("Full"));
    QVERIFY(with({Scope::Full}).has(Scope::Accounts));
    QVERIFY(!with({Scope::Actions}).has(Scope::Accounts));
    QVERIFY(!with({}).has(Scope::Read));
}

void PrincipalTest::S6_scopesAllowEffects_data()
{
    QTest::addColumn<QByteArray>("scopes");  // f(ull) r(ead) a(ccounts) c(actions)
    QTest::addColumn<QByteArray>("effects"); // r w d, empty = what the scopes say
    QTest::addColumn<QByteArray>("allowed");
    QTest::newRow("Full: all") << QByteArray("f") << QByteArray() << QByteArray("rwd");
    QTest::newRow("Actions: all") << QByteArray("c") << QByteArray() << QByteArray("rwd");
    QTest::newRow("Read Only: read") << QByteArray("r") << QByteArray() << QByteArray("r");
    QTest::newRow("Accounts: none") << QByteArray("a") << QByteArray() << QByteArray();
    QTest::newRow("no scope: none") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("Full, but only reading") << QByteArray("f") << QByteArray("r") << QByteArray("r");
    QTest::newRow("Actions, without deleting") << QByteArray("c") << QByteArray("rw") << QByteArray("rw");
    QTest::newRow("Read Only is not widened by effects") << QByteArray("r") << QByteArray("rwd") << QByteArray("r");
    QTest::newRow("Read Only with effects that leave reading out") << QByteArray("r") << QByteArray("w") << QByteArray();
    QTest::newRow("Read Only and Accounts") << QByteArray("ra") << QByteArray() << QByteArray("r");
    QTest::newRow("Read Only and Actions: the wider one") << QByteArray("rc") << QByteArray() << QByteArray("rwd");
    QTest::newRow("Accounts with effects") << QByteArray("a") << QByteArray("rwd") << QByteArray();
}

void PrincipalTest::S6_scopesAllowEffects()
{
    QFETCH(QByteArray, scopes);
    QFETCH(QByteArray, effects);
    QFETCH(QByteArray, allowed);
    const std::map<char, Scope> scopeOf{{'f', Scope::Full}, {'r', Scope::Read}, {'a', Scope::Accounts}, {'c', Scope::Actions}};
    const std::map<char, Effect> effectOf{{'r', Effect::Read}, {'w', Effect::Write}, {'d', Effect::Delete}};
    Principal caller;
    for (const char c : scopes)
        caller.scopes.insert(scopeOf.at(c));
    for (const char c : effects)
        caller.effects.insert(effectOf.at(c));
    QByteArray may;
    for (const char c : {'r', 'w', 'd'}) {
        if (mayUse(caller, effectOf.at(c)))
            may += c;
    }
    QCOMPARE(may, allowed);
}

void PrincipalTest::S8_accountsAreReached_data()
{
    QTest::addColumn<QByteArray>("owner"); // empty = all owners
    QTest::addColumn<QList<QByteArray>>("accounts");
    QTest::addColumn<bool>("reached"); // Ann's account acc_work
    using List = QList<QByteArray>;
    QTest::newRow("a key of all owners") << QByteArray() << List{} << true;
    QTest::newRow("the owner's key") << QByteArray("ann") << List{} << true;
    QTest::newRow("another owner's key") << QByteArray("bob") << List{} << false;
    QTest::newRow("a key that names it") << QByteArray("ann") << List{"acc_work", "acc_home"} << true;
    QTest::newRow("a key that names another") << QByteArray("ann") << List{"acc_home"} << false;
    QTest::newRow("another owner's key that names it") << QByteArray("bob") << List{"acc_work"} << false;
    QTest::newRow("all owners, one account") << QByteArray() << List{"acc_work"} << true;
    QTest::newRow("a name that only begins the same") << QByteArray("ann") << List{"acc_wor"} << false;
}

void PrincipalTest::S8_accountsAreReached()
{
    QFETCH(QByteArray, owner);
    QFETCH(QList<QByteArray>, accounts);
    QFETCH(bool, reached);
    Principal caller = with({Scope::Full});
    if (!owner.isEmpty())
        caller.owner = OwnerId(owner.toStdString());
    for (const QByteArray &account : accounts)
        caller.accounts.emplace_back(account.toStdString());
    QCOMPARE(mayReach(caller, kAnn, kWork), reached);
}

void PrincipalTest::S7_actionsAreNamedByGlobs_data()
{
    QTest::addColumn<QList<QByteArray>>("globs");
    QTest::addColumn<bool>("allowed"); // acme_list_items
    using List = QList<QByteArray>;
    QTest::newRow("none named: all") << List{} << true;
    QTest::newRow("a connector's") << List{"acme_*"} << true;
    QTest::newRow("by verb") << List{"*_list_*"} << true;
    QTest::newRow("the very one") << List{"acme_list_items"} << true;
    QTest::newRow("another one") << List{"acme_get_item"} << false;
    QTest::newRow("one of several") << List{"initech_*", "acme_list_*"} << true;
    QTest::newRow("only the beginning") << List{"acme_list"} << false;
    QTest::newRow("another case") << List{"ACME_*"} << false;
}

void PrincipalTest::S7_actionsAreNamedByGlobs()
{
    QFETCH(QList<QByteArray>, globs);
    QFETCH(bool, allowed);
    Principal caller = with({Scope::Actions});
    for (const QByteArray &glob : globs)
        caller.actions.push_back(glob.toStdString());
    QCOMPARE(mayCall(caller, "acme_list_items"), allowed);
}

QTEST_GUILESS_MAIN(PrincipalTest)
#include "principal_test.moc"
