#include "core/accounts/account_row.h"

#include <QTest>

using namespace hub;

namespace {

SqlRow rowOf(const Account &account, std::string data)
{
    return SqlRow({account.id.str(), account.owner.str(), account.alias, std::move(data), toMillis(account.created), toMillis(account.updated)});
}

Account whole()
{
    Account account;
    account.id = AccountId("acc_1");
    account.owner = OwnerId("owner");
    account.ownerName = "Ann \"the\" Ö";
    account.ownerUsername = "ann";
    account.connector = "acme";
    account.authKey = "oauth2";
    account.alias = "acme-corp";
    account.label = "for\nwork";
    account.identityId = "7";
    account.identityLabel = "ann@acme.example";
    account.status = AccountStatus::Suspended;
    account.reasons = {{"a", "one", fromMillis(5)}, {"b", "two", fromMillis(6)}};
    account.setup = {{"subdomain", "contoso"}, {"region", "eu"}};
    account.metadata = {{"crm", json::object{{"id", 12}}}};
    account.type = "test";
    account.scopes = {"items:read", "offline"};
    account.created = fromMillis(1'700'000'000'123);
    account.updated = fromMillis(1'700'000'000'456);
    return account;
}

} // namespace

class AccountRowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfItGoesBothWays();
    void F12_damagedRowsAreTold_data();
    void F12_damagedRowsAreTold();
    void whatIsMissingHasItsDefault();
};

void AccountRowTest::allOfItGoesBothWays()
{
    const Account account = whole();
    const Result<Account> back = accountFrom(rowOf(account, accountData(account)));
    QVERIFY(back.ok());
    QCOMPARE(back->id, account.id);
    QCOMPARE(back->owner, account.owner);
    QCOMPARE(back->alias, account.alias);
    QCOMPARE(back->connector, account.connector);
    QCOMPARE(back->authKey, account.authKey);
    QCOMPARE(back->status, account.status);
    QVERIFY(back->reasons == account.reasons);
    QVERIFY(back->setup == account.setup);
    QVERIFY(back->metadata == account.metadata);
    QVERIFY(back->scopes == account.scopes);
    QCOMPARE(back->created, account.created);
    QCOMPARE(back->updated, account.updated);
    QCOMPARE(accountData(*back), accountData(account)); // and the texts
}

void AccountRowTest::F12_damagedRowsAreTold_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<bool>("readable");
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("cut short") << QByteArray(R"({"connector":"acme")") << false;
    QTest::newRow("no object") << QByteArray("[]") << false;
    QTest::newRow("not UTF-8") << QByteArray("{\"connector\":\"\xff\"}") << false;
    QTest::newRow("reasons that are none") << QByteArray(R"({"reasons":[1,"x",{"code":"a"},{"code":"b","at":"x"}]})") << true;
    QTest::newRow("lists that are none") << QByteArray(R"({"reasons":1,"setup":2,"metadata":[],"scopes":{}})") << true;
}

void AccountRowTest::F12_damagedRowsAreTold()
{
    QFETCH(QByteArray, data);
    QFETCH(bool, readable);
    const Result<Account> back = accountFrom(rowOf(whole(), data.toStdString()));
    QCOMPARE(back.ok(), readable);
    if (!readable) {
        QCOMPARE(back.error().code, ErrorCode::Internal);
        QVERIFY(back.error().message.find("acc_1") != std::string::npos);
    }
}

void AccountRowTest::whatIsMissingHasItsDefault()
{
    const Result<Account> back = accountFrom(rowOf(whole(), R"({"connector":"acme","status":"from a later version"})"));
    QVERIFY(back.ok());
    QCOMPARE(back->status, AccountStatus::Error); // it does not serve
    QCOMPARE(back->type, std::string("production"));
    QVERIFY(back->reasons.empty() && back->setup.empty() && back->scopes.empty());
}

QTEST_GUILESS_MAIN(AccountRowTest)
#include "account_row_test.moc"
