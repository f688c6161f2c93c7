#include "core/oauth/body_members.h"

#include <QTest>

using namespace hub;

class BodyMembersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void membersGoIn_data();
    void membersGoIn();
    void otherBodiesAreRefused_data();
    void otherBodiesAreRefused();
};

void BodyMembersTest::membersGoIn_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray json = "application/json";
    const QByteArray form = "application/x-www-form-urlencoded";
    QTest::newRow("an empty object") << json << QByteArray("{}") << QByteArray(R"({"key":"s\"1"})");
    QTest::newRow("other bytes stay as they are") << json << QByteArray("{ \"a\" : 1.0 ,\n\"big\":12345678901234567890123, \"u\":\"\\u00e9\" }")
                                                  << QByteArray("{ \"a\" : 1.0 ,\n\"big\":12345678901234567890123, \"u\":\"\\u00e9\" ,\"key\":\"s\\\"1\"}");
    QTest::newRow("the agent's own is replaced") << json << QByteArray(R"({"a":{"key":1},"key":[1,{"x":"}"}],"b":2})") << QByteArray(R"({"a":{"key":1},"b":2,"key":"s\"1"})");
    QTest::newRow("however its name is spelt") << json << QByteArray(R"({"\u006bey":"x"})") << QByteArray(R"({"key":"s\"1"})");
    QTest::newRow("braces and quotes inside texts") << json << QByteArray(R"({"t":"},{\"\\"})") << QByteArray(R"({"t":"},{\"\\","key":"s\"1"})");
    QTest::newRow("a charset") << QByteArray("application/json; charset=utf-8") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"key":"s\"1"})");
    QTest::newRow("a kind of JSON") << QByteArray("application/vnd.api+json") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"key":"s\"1"})");
    QTest::newRow("no type said") << QByteArray() << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"key":"s\"1"})");
    QTest::newRow("an empty form") << form << QByteArray() << QByteArray("key=s%221");
    QTest::newRow("a form") << form << QByteArray("a=1+2&b=%zz") << QByteArray("a=1+2&b=%zz&key=s%221");
    QTest::newRow("a form that says it itself") << form << QByteArray("k%65y=x&a=1") << QByteArray("a=1&key=s%221");
}

void BodyMembersTest::membersGoIn()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const Result<std::string> body = withMembers(before.toStdString(), type.toStdString(), {{"key", "s\"1"}});
    QVERIFY2(body.ok(), body ? "" : body.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*body), after);
}

void BodyMembersTest::otherBodiesAreRefused_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("a list") << QByteArray("application/json") << QByteArray("[1]") << 400;
    QTest::newRow("no JSON") << QByteArray("application/json") << QByteArray("{\"a\":") << 400;
    QTest::newRow("a member twice") << QByteArray("application/json") << QByteArray(R"({"a":1,"a":2})") << 400;
    QTest::newRow("parts") << QByteArray("multipart/form-data; boundary=x") << QByteArray("--x") << 415;
    QTest::newRow("XML") << QByteArray("text/xml") << QByteArray("<a/>") << 415;
}

void BodyMembersTest::otherBodiesAreRefused()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const Result<std::string> out = withMembers(body.toStdString(), type.toStdString(), {{"key", "s"}});
    QVERIFY(!out.ok());
    QCOMPARE(httpStatus(out.error().code), status);
}

QTEST_GUILESS_MAIN(BodyMembersTest)
#include "body_members_test.moc"
