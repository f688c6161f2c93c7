// Colours: every pair that text or an edge is drawn with has its contrast (WCAG 2.1, 1.4.3 and 1.4.11).
#include "ui/common/brand_mark.h"
#include "ui/common/theme.h"

#include <QTest>

namespace hub {

struct Pair {
    const char *name;
    QColor Tokens::*front;
    QColor Tokens::*ground;
    qreal least;
};

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPairHasItsContrast_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<int>("pair");
        for (int theme = 0; theme < 4; ++theme) {
            for (int i = 0; i < int(std::size(kPairs)); ++i)
                QTest::addRow("%s, theme %d", kPairs[i].name, theme) << theme << i;
        }
    }
    void everyPairHasItsContrast()
    {
        QFETCH(int, theme);
        QFETCH(int, pair);
        const Tokens &tokens = tokensOf(static_cast<Theme>(theme));
        const qreal seen = contrast(tokens.*kPairs[pair].front, tokens.*kPairs[pair].ground);
        QVERIFY2(seen >= kPairs[pair].least, qPrintable(QString::number(seen)));
    }
    void namesLeadToThemes()
    {
        QVERIFY(themeNamed(QStringLiteral("hcdark")) == Theme::HighContrastDark);
        QVERIFY(!themeNamed(QStringLiteral("pink")));
    }
    void thePaletteGreysWhatIsDisabled()
    {
        const QPalette palette = paletteOf(tokensOf(Theme::Light));
        QCOMPARE(palette.color(QPalette::Disabled, QPalette::Text), tokensOf(Theme::Light).disabled);
        QCOMPARE(palette.color(QPalette::Active, QPalette::PlaceholderText), tokensOf(Theme::Light).text2);
    }

private:
    static constexpr qreal kText = 4.5;
    static constexpr qreal kEdge = 3.0;
    static constexpr Pair kPairs[] = {{"text on window", &Tokens::text, &Tokens::window, kText},
                                      {"text on surface", &Tokens::text, &Tokens::surface, kText},
                                      {"text on tint", &Tokens::text, &Tokens::tint, kText},
                                      {"second text on window", &Tokens::text2, &Tokens::window, kText},
                                      {"second text on rail", &Tokens::text2, &Tokens::rail, kText},
                                      {"second text on surface", &Tokens::text2, &Tokens::surface, kText},
                                      {"second text on sunken", &Tokens::text2, &Tokens::sunken, kText},
                                      {"second text on tint", &Tokens::text2, &Tokens::tint, kText},
                                      {"ink on accent", &Tokens::onAccent, &Tokens::accent, kText},
                                      {"ink on hovered accent", &Tokens::onAccent, &Tokens::accentHover, kText},
                                      {"ink on pressed accent", &Tokens::onAccent, &Tokens::accentPressed, kText},
                                      {"link on surface", &Tokens::link, &Tokens::surface, kText},
                                      {"link on tint", &Tokens::link, &Tokens::tint, kText},
                                      {"ok", &Tokens::ok, &Tokens::okBg, kText},
                                      {"warn", &Tokens::warn, &Tokens::warnBg, kText},
                                      {"err", &Tokens::err, &Tokens::errBg, kText},
                                      {"off", &Tokens::off, &Tokens::offBg, kText},
                                      {"edge on surface", &Tokens::edge, &Tokens::surface, kEdge},
                                      {"edge on window", &Tokens::edge, &Tokens::window, kEdge},
                                      {"focus on window", &Tokens::accent, &Tokens::window, kEdge},
                                      {"focus on rail", &Tokens::accent, &Tokens::rail, kEdge},
                                      {"focus on tint", &Tokens::accent, &Tokens::tint, kEdge}};
};

} // namespace hub

QTEST_GUILESS_MAIN(hub::ThemeTest)
#include "theme_test.moc"
