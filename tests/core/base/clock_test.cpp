#include "core/base/clock.h"

#include <QTest>

using namespace hub;

class ClockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void momentsAreWrittenAsRfc3339_data();
    void momentsAreWrittenAsRfc3339();
    void millisecondsGoBothWays();
};

void ClockTest::momentsAreWrittenAsRfc3339_data()
{
    QTest::addColumn<qint64>("millis");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("the epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00.000Z");
    QTest::newRow("a leap day") << qint64(1'709'210'096'789) << QByteArray("2024-02-29T12:34:56.789Z");
    QTest::newRow("before the epoch") << qint64(-1) << QByteArray("1969-12-31T23:59:59.999Z");
}

void ClockTest::momentsAreWrittenAsRfc3339()
{
    QFETCH(qint64, millis);
    QFETCH(QByteArray, text);
    QCOMPARE(toRfc3339(fromMillis(millis)), text.toStdString());
}

void ClockTest::millisecondsGoBothWays()
{
    QCOMPARE(toMillis(fromMillis(1'709'210'096'789)), std::int64_t(1'709'210'096'789));
}

QTEST_GUILESS_MAIN(ClockTest)
#include "clock_test.moc"
