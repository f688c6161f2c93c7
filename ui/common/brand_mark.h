// A provider's or agent's mark: its glyph on its colour, or two letters where there is none.
#pragma once

#include <QColor>
#include <QRectF>
#include <QString>
#include <QWidget>

class QPainter;

namespace hub {

struct Mark {
    QString letters;
    QColor color;
    QString glyph; //!< SVG path data in 24 units square; empty = the letters
};

//! For names without a brand: their first letters, on grey.
Mark markOf(const QString &name);
//! WCAG 2.1 contrast of two opaque colours, 1 to 21.
qreal contrast(const QColor &one, const QColor &other);
void paintMark(QPainter *painter, const QRectF &where, const Mark &mark);

class BrandMark : public QWidget {
    Q_OBJECT
public:
    BrandMark(Mark mark, int side, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Mark m_mark;
};

} // namespace hub
