#include "core/api/context.h"

#include "core/base/encoding.h"

#include <QTest>

using namespace hub;

class ContextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void queriesAreSplitBeforeTheyAreDecoded();
    void brokenQueriesAreRefused();
    void takingANameOutKeepsTheOtherBytes();
    void A14_S9_theAccountIsNamedOnce_data();
    void A14_S9_theAccountIsNamedOnce();
    void errorsHaveTheContractsShape();
    void S21_everyAnswerIsGuarded();
};

void ContextTest::queriesAreSplitBeforeTheyAreDecoded()
{
    const Result<QueryPairs> pairs = parseQuery("a=1%262&b&c=x+y&a=3");
    QVERIFY(pairs.ok());
    const QueryPairs expected{{"a", "1&2"}, {"b", ""}, {"c", "x y"}, {"a", "3"}};
    QCOMPARE(*pairs, expected);
}

void ContextTest::brokenQueriesAreRefused()
{
    for (const char *query : {"a=%2", "a=%ff", "a=%00"})
        QVERIFY2(!parseQuery(query).ok(), query);
}

void ContextTest::takingANameOutKeepsTheOtherBytes()
{
    QCOMPARE(queryWithout("b=%7e+&x-account-id=1&a=%41", {"x-account-id"}), std::string("b=%7e+&a=%41"));
    QCOMPARE(queryWithout("x-account-id=1", {"x-account-id"}), std::string());
}

void ContextTest::A14_S9_theAccountIsNamedOnce_data()
{
    QTest::addColumn<QList<QByteArray>>("headers"); // name, value, …
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("fits");
    QTest::addColumn<QByteArray>("account");
    using List = QList<QByteArray>;
    QTest::newRow("nowhere") << List{} << QByteArray() << QByteArray("{}") << true << QByteArray();
    QTest::newRow("header") << List{"x-account-id", "a"} << QByteArray() << QByteArray("{}") << true << QByteArray("a");
    QTest::newRow("query") << List{} << QByteArray("x-account-id=a") << QByteArray("{}") << true << QByteArray("a");
    QTest::newRow("query, older name") << List{} << QByteArray("account_id=a") << QByteArray("{}") << true << QByteArray("a");
    QTest::newRow("body") << List{} << QByteArray() << QByteArray(R"({"headers":{"X-Account-Id":"a"}})") << true << QByteArray("a");
    QTest::newRow("everywhere the same") << List{"x-account-id", "a"} << QByteArray("x-account-id=a") << QByteArray(R"({"headers":{"x-account-id":"a"}})") << true << QByteArray("a");
    QTest::newRow("null in a described call is nothing") << List{"x-account-id", "a"} << QByteArray() << QByteArray(R"({"headers":{"x-account-id":null}})") << true << QByteArray("a");
    QTest::newRow("header twice, different") << List{"x-account-id", "a", "X-Account-Id", "b"} << QByteArray() << QByteArray("{}") << false << QByteArray();
    QTest::newRow("header and query differ") << List{"x-account-id", "a"} << QByteArray("x-account-id=b") << QByteArray("{}") << false << QByteArray();
    QTest::newRow("header and body differ") << List{"x-account-id", "a"} << QByteArray() << QByteArray(R"({"headers":{"x-account-id":"b"}})") << false << QByteArray();
    QTest::newRow("underscore form") << List{"x_account_id", "a"} << QByteArray() << QByteArray("{}") << false << QByteArray();
}

void ContextTest::A14_S9_theAccountIsNamedOnce()
{
    QFETCH(QList<QByteArray>, headers);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, body);
    QFETCH(bool, fits);
    QFETCH(QByteArray, account);
    Request request;
    for (int i = 0; i + 1 < headers.size(); i += 2)
        request.head.headers.add(headers[i].toStdString(), headers[i + 1].toStdString());
    ApiContext context;
    context.request = &request;
    context.query = *parseQuery(query.toStdString());
    const json::object object = *parseObject(body.toStdString());
    const Result<std::string> named = accountNamed(context, &object);
    QCOMPARE(named.ok(), fits);
    if (fits)
        QCOMPARE(*named, account.toStdString());
    else
        QCOMPARE(named.error().code, ErrorCode::InvalidRequest);
}

void ContextTest::errorsHaveTheContractsShape()
{
    Error error{ErrorCode::AccountExpired, "Sign in again."};
    error.authLinkUrl = "http://127.0.0.1:7423/connect/x";
    const auto answer = errorAnswer(error, "req_1", fromMillis(1'700'000'000'000));
    QCOMPARE(answer.first.status, 412);
    QCOMPARE(std::string(answer.first.headers.value("x-connect-hub-error")), std::string("account_expired"));
    const json::object body = *parseObject(answer.second);
    QCOMPARE(body.at("statusCode").to_number<int>(), 412);
    QCOMPARE(stringOf(body, "message"), std::string("Sign in again."));
    QCOMPARE(stringOf(body, "timestamp"), std::string("2023-11-14T22:13:20.000Z"));
    QCOMPARE(stringOf(body, "errorCode"), std::string("account_expired"));
    QCOMPARE(stringOf(body.at("action").get_object(), "type"), std::string("reconnect"));
    QCOMPARE(stringOf(body.at("action").get_object(), "auth_link_url"), error.authLinkUrl);
}

void ContextTest::S21_everyAnswerIsGuarded()
{
    const ResponseHead head = hubHead(200, "application/json", "r");
    QCOMPARE(std::string(head.headers.value("cache-control")), std::string("no-store"));
    QCOMPARE(std::string(head.headers.value("x-content-type-options")), std::string("nosniff"));
    QCOMPARE(std::string(head.headers.value("content-security-policy")), std::string("default-src 'none'; frame-ancestors 'none'"));
    QCOMPARE(std::string(head.headers.value("x-request-id")), std::string("r"));
    const auto unauthorized = errorAnswer(Error{ErrorCode::KeyMissing, "x"}, {}, fromMillis(0));
    QCOMPARE(std::string(unauthorized.first.headers.value("www-authenticate")), std::string("Basic realm=\"connect-hub\""));
    const auto busy = errorAnswer(Error{ErrorCode::RateLimited, "x", {}, std::chrono::seconds(7)}, {}, fromMillis(0));
    QCOMPARE(std::string(busy.first.headers.value("retry-after")), std::string("7"));
}

QTEST_GUILESS_MAIN(ContextTest)
#include "context_test.moc"
