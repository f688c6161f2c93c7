#include "core/http/retry_after.h"

#include <QTest>

using namespace hub;

class RetryAfterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatTheServerAsks_data();
    void readsWhatTheServerAsks();
    void writesDates();
};

void RetryAfterTest::readsWhatTheServerAsks_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds"); // -1 = nothing
    QTest::newRow("seconds") << QByteArray("Retry-After") << QByteArray("7") << 7;
    QTest::newRow("a part of a second counts as one") << QByteArray("Retry-After") << QByteArray("0.2") << 1;
    QTest::newRow("a date") << QByteArray("Retry-After") << QByteArray("Tue, 24 Nov 2026 12:00:30 GMT") << 30;
    QTest::newRow("a date that has passed") << QByteArray("Retry-After") << QByteArray("Mon, 23 Nov 2026 12:00:30 GMT") << 0;
    QTest::newRow("the connector's own header, a moment") << QByteArray("X-Reset") << QByteArray("1795521660") << 60;
    QTest::newRow("nonsense") << QByteArray("Retry-After") << QByteArray("soon") << -1;
    QTest::newRow("negative") << QByteArray("Retry-After") << QByteArray("-5") << -1;
    QTest::newRow("not a number") << QByteArray("Retry-After") << QByteArray("nan") << -1;
    QTest::newRow("a year is cut to a day") << QByteArray("Retry-After") << QByteArray("31536000") << 86400;
}

void RetryAfterTest::readsWhatTheServerAsks()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(int, seconds);
    const WallTime now = fromMillis(1'795'521'600'000); // 2026-11-24 12:00:00
    const Headers headers{{name.toStdString(), value.toStdString()}};
    const auto asked = retryAfter(headers, "X-Reset", now);
    QCOMPARE(asked ? static_cast<int>(asked->count()) : -1, seconds);
}

void RetryAfterTest::writesDates()
{
    QCOMPARE(toHttpDate(fromMillis(784'111'777'500)), std::string("Sun, 06 Nov 1994 08:49:37 GMT")); // RFC 9110 section 5.6.7
}

QTEST_GUILESS_MAIN(RetryAfterTest)
#include "retry_after_test.moc"
