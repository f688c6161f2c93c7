#include "core/api/proxy_headers.h"

#include <QTest>

using namespace hub;

class ProxyHeadersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void A30_S14_S15_whatIsNotTheProvidersStaysHere_data();
    void A30_S14_S15_whatIsNotTheProvidersStaysHere();
    void vendorsOwnHeadersPass();
    void A30_connectionNamedHeadersStayHere();
    void A16_anotherMethodInAHeaderCounts_data();
    void A16_anotherMethodInAHeaderCounts();
};

void ProxyHeadersTest::A30_S14_S15_whatIsNotTheProvidersStaysHere_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"Authorization",
                             "Cookie",
                             "Host",
                             "X-Account-Id",
                             "x_account_id",
                             "X-Hub-Session-Token",
                             "X-Connect-Hub-Error",
                             "Forwarded",
                             "X-Forwarded-For",
                             "X-Forwarded-Host",
                             "Proxy-Authorization",
                             "Proxy-Connection",
                             "Connection",
                             "Keep-Alive",
                             "TE",
                             "Trailer",
                             "Transfer-Encoding",
                             "Upgrade",
                             "Accept-Encoding",
                             "Content-Length",
                             "Expect",
                             "Origin"})
        QTest::newRow(name) << QByteArray(name);
}

void ProxyHeadersTest::A30_S14_S15_whatIsNotTheProvidersStaysHere()
{
    QFETCH(QByteArray, name);
    const Headers up = headersUp({{name.toStdString(), "1"}, {"Accept", "application/json"}});
    const Headers expected{{"Accept", "application/json"}};
    QCOMPARE(up, expected);
}

void ProxyHeadersTest::vendorsOwnHeadersPass()
{
    const Headers given{{"Notion-Version", "2022-06-28"},    {"Idempotency-Key", "k"}, {"Content-Type", "application/json"}, {"If-Match", "\"e\""},
                        {"Referer", "https://app.example/"}, {"X-Request-Id", "r"},    {"X-HTTP-Method-Override", "PATCH"}};
    QCOMPARE(headersUp(given), given);
}

void ProxyHeadersTest::A30_connectionNamedHeadersStayHere()
{
    const Headers up = headersUp({{"Connection", "close, X-Secret"}, {"X-Secret", "1"}, {"X-Plain", "2"}});
    const Headers expected{{"X-Plain", "2"}};
    QCOMPARE(up, expected);
}

void ProxyHeadersTest::A16_anotherMethodInAHeaderCounts_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("effect"); // for a key that is held to nothing
    QTest::addColumn<bool>("held");         // whether one that is held to actions may
    const auto row = [](const char *what, const char *method, const char *name, const char *value, const char *effect, bool held) {
        QTest::newRow(what) << QByteArray(method) << QByteArray(name) << QByteArray(value) << QByteArray(effect) << held;
    };
    row("a read is a read", "GET", "x-plain", "DELETE", "read", true);
    row("a read that asks to delete", "GET", "X-HTTP-Method-Override", "DELETE", "delete", false);
    row("in small letters", "GET", "x-http-method", "delete", "delete", false);
    row("a read that asks to write", "GET", "X-Method-Override", "PUT", "write", false);
    row("a method of nobody is a write", "GET", "X-Method-Override", "FROB", "write", false);
    row("a write that asks to delete", "POST", "X-HTTP-Method-Override", "DELETE", "delete", false);
    row("a delete stays one", "DELETE", "X-HTTP-Method-Override", "PATCH", "delete", false);
    row("the same method again says nothing", "POST", "X-HTTP-Method-Override", "post", "write", true);
}

void ProxyHeadersTest::A16_anotherMethodInAHeaderCounts()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, effect);
    QFETCH(bool, held);
    const Headers headers{{name.toStdString(), value.toStdString()}};
    Principal caller;
    const Result<Effect> free = effectOf(caller, method.toStdString(), headers);
    QVERIFY(free.ok());
    QCOMPARE(wireName(*free), std::string_view(effect.constData(), static_cast<std::size_t>(effect.size())));
    caller.actions = {"acme_list_*"};
    const Result<Effect> bound = effectOf(caller, method.toStdString(), headers);
    QCOMPARE(bound.ok(), held);
    if (!held)
        QCOMPARE(bound.error().code, ErrorCode::PolicyDenied);
}

QTEST_GUILESS_MAIN(ProxyHeadersTest)
#include "proxy_headers_test.moc"
