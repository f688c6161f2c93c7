#include "core/connectors/brand.h"
#include "core/connectors/catalogue.h"

#include <QTest>

using namespace hub;

class BrandTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unknownOnesGetTwoLettersAndACalmColour_data();
    void unknownOnesGetTwoLettersAndACalmColour();
    void theColourStaysWithTheKey();
    void everyMarkCanBeRead();
    void aMarkHoldsNothingFromAName();
};

void BrandTest::unknownOnesGetTwoLettersAndACalmColour_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("letters");
    QTest::newRow("a word") << QByteArray("acme") << QByteArray("Ac");
    QTest::newRow("capitals") << QByteArray("ACME") << QByteArray("Ac");
    QTest::newRow("a digit") << QByteArray("7 eleven") << QByteArray("7e");
    QTest::newRow("signs are passed over") << QByteArray("<&a\"b>") << QByteArray("Ab");
    QTest::newRow("one letter") << QByteArray("x") << QByteArray("X");
    QTest::newRow("no Latin letter") << QByteArray("日本") << QByteArray("?");
    QTest::newRow("no name") << QByteArray() << QByteArray("?");
}

void BrandTest::unknownOnesGetTwoLettersAndACalmColour()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, letters);
    const Brand brand = brandOf("no-such-connector", name.toStdString());
    QCOMPARE(brand.letters, letters.toStdString());
    QCOMPARE(brand.color.size(), std::size_t(7));
    QCOMPARE(brand.color.front(), '#');
}

void BrandTest::theColourStaysWithTheKey()
{
    QCOMPARE(brandOf("mine", "Mine").color, brandOf("mine", "Another name").color);
    std::set<std::string> colours;
    for (int i = 0; i < 100; ++i)
        colours.insert(brandOf("key-" + std::to_string(i), "N").color);
    QVERIFY(colours.size() > 4);
}

void BrandTest::everyMarkCanBeRead()
{
    Catalogue catalogue;
    catalogue.loadShipped();
    QVERIFY(!catalogue.summaries().empty());
    for (const auto &connector : catalogue.summaries()) {
        const Brand brand = brandOf(connector->key, connector->name);
        QVERIFY2(brand.ink == "#FFFFFF" || brand.ink == "#14161B", connector->key.c_str());
        const std::string svg = brandSvg(brand);
        QVERIFY2(svg.find("fill=\"" + brand.color + '"') != std::string::npos, connector->key.c_str());
        const std::string mark = brand.glyph.empty() ? '>' + brand.letters + "</text>" : " d=\"" + brand.glyph + '"';
        QVERIFY2(svg.find(mark) != std::string::npos, connector->key.c_str());
        QVERIFY2(brand.glyph.find_first_of("<>\"&") == std::string::npos, connector->key.c_str());
    }
}

void BrandTest::aMarkHoldsNothingFromAName()
{
    const std::string svg = brandSvg(brandOf("mine", "<script>alert(1)</script>"));
    QVERIFY(svg.find("<script") == std::string::npos);
    QVERIFY(svg.find(">Sc</text>") != std::string::npos);
}

QTEST_GUILESS_MAIN(BrandTest)
#include "brand_test.moc"
