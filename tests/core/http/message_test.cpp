#include "core/http/message.h"

#include <QTest>

using namespace hub;

class MessageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesHaveNoCaseAndKeepTheirOrder();
    void aFieldIsRemovedByItsOwnName();
    void targetsAreSplitAtTheirFirstMark_data();
    void targetsAreSplitAtTheirFirstMark();
    void S14_hopByHopFieldsGo_data();
    void S14_hopByHopFieldsGo();
    void everyStatusOfTheHubHasAPhrase_data();
    void everyStatusOfTheHubHasAPhrase();
};

void MessageTest::namesHaveNoCaseAndKeepTheirOrder()
{
    Headers headers{{"Accept", "a"}, {"X-One", "1"}, {"ACCEPT", "b"}};
    QCOMPARE(headers.value("accept"), std::string_view("a"));
    QCOMPARE(headers.all("Accept"), (std::vector<std::string_view>{"a", "b"}));
    QVERIFY(headers.find("x-two") == nullptr);
    QCOMPARE(headers.value("x-two"), std::string_view());
    headers.set("accept", "c");
    QCOMPARE(headers, (Headers{{"X-One", "1"}, {"accept", "c"}}));
}

void MessageTest::aFieldIsRemovedByItsOwnName()
{
    Headers headers{{"X-Long-Enough-For-The-Heap-Of-A-String", "1"}, {"X-Two", "2"}};
    headers.remove(headers.begin()->name);
    QCOMPARE(headers, (Headers{{"X-Two", "2"}}));
}

void MessageTest::targetsAreSplitAtTheirFirstMark_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("no query") << QByteArray("/a") << QByteArray("/a") << QByteArray();
    QTest::newRow("an empty query") << QByteArray("/a?") << QByteArray("/a") << QByteArray();
    QTest::newRow("a second mark is data") << QByteArray("/a?b?c=%3F") << QByteArray("/a") << QByteArray("b?c=%3F");
    QTest::newRow("an escaped mark is data") << QByteArray("/a%3Fb") << QByteArray("/a%3Fb") << QByteArray();
}

void MessageTest::targetsAreSplitAtTheirFirstMark()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);
    RequestHead head;
    head.target = target.toStdString();
    QCOMPARE(head.path(), std::string_view(path.constData(), std::size_t(path.size())));
    QCOMPARE(head.query(), std::string_view(query.constData(), std::size_t(query.size())));
}

void MessageTest::S14_hopByHopFieldsGo_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    for (const char *name : {"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "UPGRADE"})
        QTest::newRow(name) << QByteArray(name) << QByteArray("x");
    QTest::newRow("named by Connection") << QByteArray("Connection") << QByteArray("X-Secret");
    QTest::newRow("named by Connection among others") << QByteArray("connection") << QByteArray("close,\t x-secret ,,x");
}

void MessageTest::S14_hopByHopFieldsGo()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    Headers headers{{"Accept", "*/*"}, {name.toStdString(), value.toStdString()}};
    if (value != "x")
        headers.add("X-SECRET", "1");
    headers.add("Content-Type", "text/plain");
    removeHopByHop(headers);
    QCOMPARE(headers, (Headers{{"Accept", "*/*"}, {"Content-Type", "text/plain"}}));
}

void MessageTest::everyStatusOfTheHubHasAPhrase_data()
{
    QTest::addColumn<int>("status");
    for (int code = 0; code <= static_cast<int>(ErrorCode::StorageFull); ++code) {
        const std::string_view name = wireName(static_cast<ErrorCode>(code));
        QTest::newRow(name.data()) << httpStatus(static_cast<ErrorCode>(code));
    }
}

void MessageTest::everyStatusOfTheHubHasAPhrase()
{
    QFETCH(int, status);
    QVERIFY(!reasonPhrase(status).empty());
    QVERIFY(reasonPhrase(599).empty());
}

QTEST_GUILESS_MAIN(MessageTest)
#include "message_test.moc"
