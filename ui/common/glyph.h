// The line icons of resources/icons/shapes.json, in any colour.
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>
#include <QString>

class QPainter;

namespace hub {

//! Mirrors arrows and "send" where the painter's text runs right to left.
void paintGlyph(QPainter *painter, const QRectF &where, const QString &name, const QColor &color,
                bool rightToLeft = false);
//! SVG path data in 24 units square, filled.
void paintPath(QPainter *painter, const QRectF &where, const QString &path, const QColor &color);
//! Takes its colour from the application's palette (secondary text) each time it is drawn, so that a theme change needs no new one.
QIcon glyphIcon(const QString &name);

} // namespace hub
