// The mark of a name that has no brand.
#include "ui/common/brand_mark.h"

#include <QTest>

namespace hub {

class BrandMarkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNamesFirstLettersAreItsMark_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::newRow("nightly-report") << QStringLiteral("Nr");
        QTest::newRow("Cursor") << QStringLiteral("Cu");
        QTest::newRow("x") << QStringLiteral("X");
        QTest::newRow("R&D") << QStringLiteral("Rd");
        QTest::newRow("🤖 bot") << QStringLiteral("Bo"); // no half of a picture
        QTest::newRow("(beta") << QStringLiteral("Be");
        QTest::newRow("🤖") << QString();
    }
    void aNamesFirstLettersAreItsMark() { QTEST(markOf(QString::fromUtf8(QTest::currentDataTag())).letters, "letters"); }
};

} // namespace hub

QTEST_MAIN(hub::BrandMarkTest)
#include "brand_mark_test.moc"
