#include "core/base/query.h"

#include <QTest>

using namespace hub;

class QueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSplitBeforeItIsDecoded_data();
    void isSplitBeforeItIsDecoded();
    void refusesWhatIsNotWellFormed_data();
    void refusesWhatIsNotWellFormed();
    void somebodyElsesIsReadAsFarAsItGoes();
    void leavesTheOtherBytesAsTheyWere();
};

void QueryTest::isSplitBeforeItIsDecoded_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("pairs");
    QTest::newRow("an ampersand in a value") << QByteArray("code=a%26b&state=x") << QByteArray("code:a&b|state:x|");
    QTest::newRow("an equals sign in a value") << QByteArray("a=b=c") << QByteArray("a:b=c|");
    QTest::newRow("empty pairs") << QByteArray("&&a=1&") << QByteArray("a:1|");
    QTest::newRow("no value") << QByteArray("a&b=") << QByteArray("a:|b:|");
    QTest::newRow("the same name twice") << QByteArray("a=1&a=2") << QByteArray("a:1|a:2|");
    QTest::newRow("a plus is a blank") << QByteArray("a=b+c%2B") << QByteArray("a:b c+|");
}

void QueryTest::isSplitBeforeItIsDecoded()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, pairs);
    const Result<QueryPairs> parsed = parseQuery(query.toStdString());
    QVERIFY(parsed.ok());
    std::string all;
    for (const auto &[name, value] : *parsed)
        all += name + ':' + value + '|';
    QCOMPARE(QByteArray::fromStdString(all), pairs);
}

void QueryTest::refusesWhatIsNotWellFormed_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("a bad escape") << QByteArray("a=%4");
    QTest::newRow("no UTF-8") << QByteArray("a=%FF");
    QTest::newRow("NUL in a value") << QByteArray("a=x%00y");
}

void QueryTest::refusesWhatIsNotWellFormed()
{
    QFETCH(QByteArray, query);
    QVERIFY(!parseQuery(query.toStdString()).ok());
}

void QueryTest::somebodyElsesIsReadAsFarAsItGoes()
{
    const QueryPairs expected{{"a", "%zz"}, {"b", "c d"}, {"%ff", "1"}, {"e", "%00"}};
    QCOMPARE(readablePairs("a=%zz&b=c+d&%ff=1&e=%00"), expected);
}

void QueryTest::leavesTheOtherBytesAsTheyWere()
{
    QCOMPARE(queryWithout("a=%7E&x-account-id=1&b=c+d&x-account-id=2", {"x-account-id"}), std::string("a=%7E&b=c+d"));
    QCOMPARE(queryWithout("x%2Daccount-id=1&%zz=2", {"x-account-id"}), std::string("%zz=2"));
}

QTEST_APPLESS_MAIN(QueryTest)
#include "query_test.moc"
