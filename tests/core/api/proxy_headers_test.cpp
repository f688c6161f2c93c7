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
                             "X-HTTP-Method-Override",
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
    const Headers given{{"Notion-Version", "2022-06-28"}, {"Idempotency-Key", "k"}, {"Content-Type", "application/json"}, {"If-Match", "\"e\""}};
    QCOMPARE(headersUp(given), given);
}

void ProxyHeadersTest::A30_connectionNamedHeadersStayHere()
{
    const Headers up = headersUp({{"Connection", "close, X-Secret"}, {"X-Secret", "1"}, {"X-Plain", "2"}});
    const Headers expected{{"X-Plain", "2"}};
    QCOMPARE(up, expected);
}

QTEST_GUILESS_MAIN(ProxyHeadersTest)
#include "proxy_headers_test.moc"
