// A state: colour, word and shape.
#pragma once

#include "ui/common/theme.h"

#include <QFont>
#include <QRectF>
#include <QWidget>

class QPainter;

namespace hub {

enum class PillKind { Ok, Warn, Off, Error, Wait };

struct Pill {
    PillKind kind = PillKind::Wait;
    QString text;
};

struct PillLook {
    QString glyph;
    QColor ink, ground;
};
PillLook pillLook(PillKind kind, const Tokens &tokens);
QSize pillSize(const Pill &pill);
void paintPill(QPainter *painter, const QRectF &where, const Pill &pill, const Tokens &tokens, bool lines,
               Qt::LayoutDirection direction);

class StatePill : public QWidget {
    Q_OBJECT
public:
    explicit StatePill(Pill pill, QWidget *parent = nullptr);
    void setPill(Pill pill);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Pill m_pill;
};

} // namespace hub
