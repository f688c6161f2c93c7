#include "core/connect/wish_json.h"

#include <QTest>

using namespace hub;

class WishJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfAWishGoesBothWays();
    void F12_aDamagedWishAllowsNothing_data();
    void F12_aDamagedWishAllowsNothing();
};

void WishJsonTest::allOfAWishGoesBothWays()
{
    ConnectWish wish;
    wish.owner = OwnerId("ann");
    wish.ownerName = "Ann \"Ö\"";
    wish.ownerUsername = "ann@x.example";
    wish.connector = "acme";
    wish.profile = "work";
    wish.label = "a\nb";
    wish.type = "test";
    wish.categories = {"crm", "hris"};
    wish.account = AccountId("acc_1");
    wish.multiple = true;
    wish.metadata = {{"a", json::array{1, 2}}};
    wish.expiresIn = std::chrono::seconds(60);
    wish.alias = "acme-corp";
    wish.accounts = {AccountId("acc_1"), AccountId("acc_2")};
    wish.actions = {"acme_*"};
    wish.effects = {Effect::Read, Effect::Delete};
    wish.callsAllowed = true;
    wish.madeBy = "k1";
    const ConnectWish back = wishFrom(wishData(wish));
    QCOMPARE(back.owner, wish.owner);
    QVERIFY(back.account == wish.account && back.accounts == wish.accounts && back.actions == wish.actions && back.effects == wish.effects);
    QVERIFY(back.multiple && back.callsAllowed && back.expiresIn == wish.expiresIn && back.categories == wish.categories);
    QCOMPARE(wishData(back), wishData(wish)); // and the texts
    const ConnectWish plain = wishFrom(wishData(ConnectWish()));
    QVERIFY(!plain.account && !plain.multiple && !plain.callsAllowed && plain.effects.empty());
    QCOMPARE(plain.expiresIn, std::chrono::seconds(1800));
}

void WishJsonTest::F12_aDamagedWishAllowsNothing_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut short") << QByteArray(R"({"owner":"ann","calls":true)");
    QTest::newRow("no object") << QByteArray("[true]");
    QTest::newRow("other types") << QByteArray(R"({"owner":1,"calls":"true","multiple":1,"accounts":"all","effects":["all",7],"metadata":[],"expires_in":"x"})");
}

void WishJsonTest::F12_aDamagedWishAllowsNothing()
{
    QFETCH(QByteArray, data);
    const ConnectWish wish = wishFrom(data.toStdString());
    QVERIFY(wish.owner.empty() && !wish.callsAllowed && !wish.multiple && wish.accounts.empty() && wish.effects.empty() && wish.metadata.empty());
    QCOMPARE(wish.expiresIn, std::chrono::seconds(1800));
}

QTEST_GUILESS_MAIN(WishJsonTest)
#include "wish_json_test.moc"
