#include "core/access/decide.h"

#include <QTest>

using namespace hub;

namespace {

const OwnerId kAnn("ann");
const OwnerId kBob("bob");
const AccountId kWork("acc_work");

std::string outcome(const Result<void> &decided)
{
    return decided ? "allowed" : std::string(wireName(decided.error().code));
}

} // namespace

class DecideTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void S6_S7_decisions_data();
    void S6_S7_decisions();
    void S8_aStrangersAccountIsAsUnknown();
};

void DecideTest::S6_S7_decisions_data()
{
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<QByteArray>("action"); // empty = a direct call
    QTest::addColumn<bool>("writes");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("a full key reads") << QByteArray() << QByteArray("acme_list_items") << false << QByteArray("allowed");
    QTest::newRow("a full key writes") << QByteArray() << QByteArray("acme_create_item") << true << QByteArray("allowed");
    QTest::newRow("a read-only key reads") << QByteArray("read") << QByteArray("acme_list_items") << false << QByteArray("allowed");
    QTest::newRow("a read-only key writes") << QByteArray("read") << QByteArray("acme_create_item") << true << QByteArray("scope_insufficient");
    QTest::newRow("a read-only key writes directly") << QByteArray("read") << QByteArray() << true << QByteArray("scope_insufficient");
    QTest::newRow("a key for some actions calls one of them") << QByteArray("actions") << QByteArray("acme_list_items") << false << QByteArray("allowed");
    QTest::newRow("a key for some actions calls another") << QByteArray("actions") << QByteArray("acme_get_item") << false << QByteArray("policy_denied");
    QTest::newRow("a key for accounts calls") << QByteArray("accounts") << QByteArray("acme_list_items") << false << QByteArray("scope_insufficient");
    QTest::newRow("another owner's key") << QByteArray("owner") << QByteArray("acme_list_items") << false << QByteArray("not_found");
    QTest::newRow("a key for another account") << QByteArray("account") << QByteArray("acme_list_items") << false << QByteArray("not_found");
    QTest::newRow("not its account comes before not its effect") << QByteArray("owner and read") << QByteArray("acme_create_item") << true << QByteArray("not_found");
}

void DecideTest::S6_S7_decisions()
{
    QFETCH(QByteArray, limit);
    QFETCH(QByteArray, action);
    QFETCH(bool, writes);
    QFETCH(QByteArray, expected);
    Principal caller;
    caller.scopes = {limit.contains("read") ? Scope::Read : limit == "accounts" ? Scope::Accounts : Scope::Full};
    if (limit == "actions")
        caller.actions = {"acme_list_*"};
    if (limit.startsWith("owner"))
        caller.owner = kBob;
    if (limit == "account")
        caller.accounts = {AccountId("acc_home")};
    const Result<void> decided = decide(caller, kAnn, kWork, action.toStdString(), writes ? Effect::Write : Effect::Read);
    QCOMPARE(outcome(decided), expected.toStdString());
}

void DecideTest::S8_aStrangersAccountIsAsUnknown()
{
    Principal caller;
    caller.scopes = {Scope::Full};
    caller.owner = kBob;
    const Result<void> decided = decide(caller, kAnn, kWork, "acme_list_items", Effect::Read);
    QVERIFY(decided.error() == (Error{ErrorCode::NotFound, "There is no such account."}));
}

QTEST_GUILESS_MAIN(DecideTest)
#include "decide_test.moc"
