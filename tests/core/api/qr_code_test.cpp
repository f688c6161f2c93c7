#include "core/api/qr_code.h"

#include <QTest>

using namespace hub;

//! What a camera has to find.
class QrCodeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsASquareWithThreeMarks();
    void moreTextIsALargerOne();
    void tooMuchIsNone();
};

void QrCodeTest::itIsASquareWithThreeMarks()
{
    const std::vector<std::string> rows = qrCode("https://acme.example/activate");
    QVERIFY(rows.size() >= 21 && rows.size() % 4 == 1); // ISO/IEC 18004: 17 + 4 times the version
    for (const std::string &row : rows) {
        QCOMPARE(row.size(), rows.size());
        QVERIFY(row.find_first_not_of("01") == std::string::npos);
    }
    for (const std::string &row : {rows.front(), rows[6]})
        QVERIFY(row.starts_with("11111110") && row.ends_with("01111111"));
    QVERIFY(rows.back().starts_with("11111110"));
}

void QrCodeTest::moreTextIsALargerOne()
{
    QVERIFY(qrCode(std::string(200, 'x')).size() > qrCode("x").size());
}

void QrCodeTest::tooMuchIsNone()
{
    QVERIFY(qrCode(std::string(5000, 'x')).empty());
}

QTEST_GUILESS_MAIN(QrCodeTest)
#include "qr_code_test.moc"
