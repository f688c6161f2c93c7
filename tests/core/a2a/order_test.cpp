#include "core/a2a/order.h"

#include <QTest>

using namespace hub;
using namespace hub::a2a;

class OrderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordersAreFound_data();
    void ordersAreFound();
    void filesAreNothingToRead();
    void ordersAreRead();
    void wrongOrdersNameTheirField_data();
    void wrongOrdersNameTheirField();
    void aLaterMessageAdds();
};

void OrderTest::ordersAreFound_data()
{
    QTest::addColumn<QByteArrayList>("texts");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<int>("orders");
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("a data part") << QByteArrayList{} << QByteArray(R"({"action":"x"})") << 1 << QByteArray();
    QTest::newRow("the same as text") << QByteArrayList{R"(  {"action":"x"} )"} << QByteArray() << 1 << QByteArray();
    QTest::newRow("a data part with words beside it") << QByteArrayList{"please"} << QByteArray(R"({"action":"x"})") << 1 << QByteArray("please");
    QTest::newRow("only words") << QByteArrayList{"list my items", "all"} << QByteArray() << 0 << QByteArray("list my items\nall");
    QTest::newRow("text that only looks like JSON") << QByteArrayList{"{list my items}"} << QByteArray() << 0 << QByteArray("{list my items}");
    QTest::newRow("data that are no object") << QByteArrayList{"words"} << QByteArray("[1]") << 0 << QByteArray("words");
    QTest::newRow("two of them") << QByteArrayList{R"({"action":"y"})"} << QByteArray(R"({"action":"x"})") << 2 << QByteArray();
}

void OrderTest::ordersAreFound()
{
    QFETCH(QByteArrayList, texts);
    QFETCH(QByteArray, data);
    QFETCH(int, orders);
    QFETCH(QByteArray, rest);
    Message message;
    for (const QByteArray &text : texts)
        message.parts.push_back(textPart(text.toStdString()));
    if (!data.isEmpty())
        message.parts.push_back({Part::Kind::Data, {}, parseJson(data.toStdString()).value(), {}});
    const Said said = readSaid(message);
    QCOMPARE(said.orders, std::size_t(orders));
    QCOMPARE(said.order.has_value(), orders > 0);
    QCOMPARE(said.text, rest.toStdString());
    QVERIFY(!said.onlyFiles);
}

void OrderTest::filesAreNothingToRead()
{
    Message message;
    message.parts = {{Part::Kind::Url, {}, nullptr, {}}, {Part::Kind::Bytes, {}, nullptr, {}}};
    QVERIFY(readSaid(message).onlyFiles);
    message.parts.push_back(textPart("but"));
    QVERIFY(!readSaid(message).onlyFiles);
}

void OrderTest::ordersAreRead()
{
    const json::object given = parseObject(R"({"action":"bolt_list_items","account_id":"work","path":{"id":"1"},"query":{"limit":5},"headers":{"x-a":"b"},"body":null,"next":"n"})").value();
    const Result<Order> order = readOrder(given);
    QVERIFY(order.ok());
    QCOMPARE(order->action, std::string("bolt_list_items"));
    QCOMPARE(order->account, std::string("work"));
    QCOMPARE(textOf(order->arguments.path.at("id")), std::string("1"));
    QCOMPARE(order->arguments.query.at("limit").to_number<int>(), 5);
    QCOMPARE(order->arguments.headers.size(), std::size_t(1));
    QVERIFY(order->arguments.body.empty());
    QCOMPARE(order->arguments.next, std::string("n"));
}

void OrderTest::wrongOrdersNameTheirField_data()
{
    QTest::addColumn<QByteArray>("order");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("no action") << QByteArray(R"({"account_id":"work"})") << QByteArray("action");
    QTest::newRow("an action that is a number") << QByteArray(R"({"action":7})") << QByteArray("action");
    QTest::newRow("a name that is unknown") << QByteArray(R"({"action":"x","arguments":{}})") << QByteArray("arguments");
    QTest::newRow("a path that is a text") << QByteArray(R"({"action":"x","path":"/items"})") << QByteArray("path");
    QTest::newRow("an account that is a list") << QByteArray(R"({"action":"x","account_id":["a"]})") << QByteArray("account_id");
}

void OrderTest::wrongOrdersNameTheirField()
{
    QFETCH(QByteArray, order);
    QFETCH(QByteArray, field);
    const Result<Order> read = readOrder(parseObject(order.toStdString()).value());
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::SchemaViolation);
    QCOMPARE(read.error().field, field.toStdString());
}

void OrderTest::aLaterMessageAdds()
{
    const json::object known{{"action", "x"}, {"query", {{"limit", 5}}}};
    QVERIFY(mergedOrder(known, {{"account_id", "work"}}) == (json::object{{"action", "x"}, {"query", {{"limit", 5}}}, {"account_id", "work"}}));
    QVERIFY(mergedOrder(known, {{"action", "y"}}) == (json::object{{"action", "y"}}));
}

QTEST_GUILESS_MAIN(OrderTest)
#include "order_test.moc"
