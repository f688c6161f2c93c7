#include "core/base/near_names.h"

#include <QTest>

using namespace hub;

class NearNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLikestComeFirst_data();
    void theLikestComeFirst();
};

void NearNamesTest::theLikestComeFirst_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<int>("most");
    QTest::addColumn<QByteArray>("near");
    QTest::newRow("a letter too many") << QByteArray("list_itemss") << 2 << QByteArray("list_items,list_users,");
    QTest::newRow("two letters changed places") << QByteArray("get_itme") << 1 << QByteArray("get_item,");
    QTest::newRow("equally like: in their order") << QByteArray("list_iters") << 2 << QByteArray("list_items,list_users,");
    QTest::newRow("nothing like it") << QByteArray("?") << 1 << QByteArray("get_item,");
    QTest::newRow("no name") << QByteArray() << 1 << QByteArray("get_item,");
    QTest::newRow("more than there are") << QByteArray("get_item") << 9 << QByteArray("get_item,list_items,delete_items,list_users,");
    QTest::newRow("an endless one") << QByteArray(100'000, 'l') << 0 << QByteArray();
}

void NearNamesTest::theLikestComeFirst()
{
    QFETCH(QByteArray, wanted);
    QFETCH(int, most);
    QFETCH(QByteArray, near);
    std::string all;
    for (const std::string &name : nearNames(wanted.toStdString(), {"list_users", "list_items", "get_item", "delete_items"}, static_cast<std::size_t>(most)))
        all += name + ',';
    QCOMPARE(QByteArray::fromStdString(all), near);
}

QTEST_APPLESS_MAIN(NearNamesTest)
#include "near_names_test.moc"
