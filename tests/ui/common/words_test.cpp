#include "ui/common/words.h"

#include <QTest>

namespace hub {

class WordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void timesAreSaidAsPeopleSayThem_data()
    {
        QTest::addColumn<QDateTime>("time");
        QTest::addColumn<QString>("text");
        QTest::addRow("never") << QDateTime() << QStringLiteral("never");
        QTest::addRow("this minute") << at(24, 12, 0).addSecs(-20) << QStringLiteral("just now");
        QTest::addRow("a clock that runs behind") << at(24, 12, 5) << QStringLiteral("just now");
        QTest::addRow("minutes") << at(24, 11, 58) << QStringLiteral("2 min ago");
        QTest::addRow("today") << at(24, 9, 14) << QStringLiteral("09:14");
        QTest::addRow("yesterday") << at(23, 9, 14) << QStringLiteral("yesterday");
        QTest::addRow("within a week") << at(20, 9, 14) << QStringLiteral("Friday");
        QTest::addRow("long ago") << at(2, 9, 14) << QStringLiteral("02/11/2026");
    }
    void timesAreSaidAsPeopleSayThem()
    {
        QFETCH(QDateTime, time);
        QTEST(whenText(time, at(24, 12, 0)), "text");
    }
    void anAmpersandInANameIsNoShortcut() { QCOMPARE(literal(QStringLiteral("R&D & Co")), QStringLiteral("R&&D && Co")); }

private:
    static QDateTime at(int day, int hour, int minute) { return QDateTime(QDate(2026, 11, day), QTime(hour, minute)); }
};

} // namespace hub

QTEST_GUILESS_MAIN(hub::WordsTest)
#include "words_test.moc"
