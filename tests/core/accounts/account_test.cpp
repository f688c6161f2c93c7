#include "core/accounts/account.h"

#include <QTest>

using namespace hub;

class AccountTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void statusesHaveTheirNames_data();
    void statusesHaveTheirNames();
    void onlyActiveAccountsServe_data();
    void onlyActiveAccountsServe();
    void aRefusalNamesTheAccountAndTheReason();
};

void AccountTest::statusesHaveTheirNames_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("active") << static_cast<int>(AccountStatus::Active) << QByteArray("active");
    QTest::newRow("inactive") << static_cast<int>(AccountStatus::Inactive) << QByteArray("inactive");
    QTest::newRow("suspended") << static_cast<int>(AccountStatus::Suspended) << QByteArray("suspended");
    QTest::newRow("archived") << static_cast<int>(AccountStatus::Archived) << QByteArray("archived");
    QTest::newRow("expired") << static_cast<int>(AccountStatus::Expired) << QByteArray("expired");
    QTest::newRow("error") << static_cast<int>(AccountStatus::Error) << QByteArray("error");
}

void AccountTest::statusesHaveTheirNames()
{
    QFETCH(int, status);
    QFETCH(QByteArray, name);
    QCOMPARE(std::string(wireName(static_cast<AccountStatus>(status))), name.toStdString());
    QVERIFY(accountStatusFrom(name.toStdString()) == static_cast<AccountStatus>(status));
    QVERIFY(!accountStatusFrom(name.toUpper().toStdString()));
    QVERIFY(!accountStatusFrom(""));
}

void AccountTest::onlyActiveAccountsServe_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code"); // empty = serves
    QTest::newRow("an active one serves") << static_cast<int>(AccountStatus::Active) << QByteArray();
    QTest::newRow("a pending one") << static_cast<int>(AccountStatus::Inactive) << QByteArray("account_inactive");
    QTest::newRow("a suspended one") << static_cast<int>(AccountStatus::Suspended) << QByteArray("account_suspended");
    QTest::newRow("an archived one") << static_cast<int>(AccountStatus::Archived) << QByteArray("account_inactive");
    QTest::newRow("an expired one") << static_cast<int>(AccountStatus::Expired) << QByteArray("account_expired");
    QTest::newRow("one in error") << static_cast<int>(AccountStatus::Error) << QByteArray("account_inactive");
}

void AccountTest::onlyActiveAccountsServe()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    Account account;
    account.status = static_cast<AccountStatus>(status);
    const std::optional<Error> refused = refusal(account);
    QCOMPARE(refused ? std::string(wireName(refused->code)) : std::string(), code.toStdString());
    if (refused)
        QCOMPARE(httpStatus(refused->code), 412);
}

void AccountTest::aRefusalNamesTheAccountAndTheReason()
{
    Account account;
    account.id = AccountId("acc_1");
    account.status = AccountStatus::Expired;
    QVERIFY(refusal(account)->message.find("acc_1") != std::string::npos);
    account.alias = "acme-corp";
    account.reasons = {{"old", "An old reason.", fromMillis(1)}, {"invalid_grant", "Acme ended this sign-in.", fromMillis(2)}};
    const std::string message = refusal(account)->message;
    QVERIFY(message.find("acme-corp") != std::string::npos && message.find("Acme ended this sign-in.") != std::string::npos);
    QVERIFY(message.find("An old reason.") == std::string::npos);
}

QTEST_GUILESS_MAIN(AccountTest)
#include "account_test.moc"
