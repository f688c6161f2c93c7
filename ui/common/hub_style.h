// How every control looks: Fusion's behaviour, drawn from Tokens. No style sheets.
//
// Buttons say what they are with dynamic properties:
//   role      primary | flat | danger | link | icon | rail | segment | pill     (none: a plain button)
//   glyph     an icon of the set before the text; endGlyph after it
//   count     a number behind the text (rail: a badge that asks for attention)
//   small     28 px high instead of 32
// A field with the property error = true has a red edge.
#pragma once

#include "ui/common/theme.h"

#include <QProxyStyle>

namespace hub {

class HubStyle : public QProxyStyle {
    Q_OBJECT
public:
    explicit HubStyle(Theme theme);

    Theme theme() const { return m_theme; }
    //! Takes effect with the next paint; the caller sets the application's palette.
    void setTheme(Theme theme) { m_theme = theme; }
    const Tokens &tokens() const { return tokensOf(m_theme); }

    void polish(QWidget *widget) override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;

private:
    Theme m_theme;
};

//! The tokens that a widget is drawn with.
const Tokens &tokensFor(const QWidget *widget);
//! Pills, chips and notes get a line of their own colour there.
bool hasLines(const QWidget *widget);

} // namespace hub
