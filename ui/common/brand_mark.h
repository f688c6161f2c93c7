// A provider's or agent's mark: two letters on its colour.
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
