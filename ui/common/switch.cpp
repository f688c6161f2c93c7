#include "ui/common/switch.h"

#include "ui/common/button_paint.h"
#include "ui/common/hub_style.h"

#include <QPainter>

namespace hub {

Switch::Switch(const QString &name, QWidget *parent) : QCheckBox(parent)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Switch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokensFor(this);
    const bool on = isChecked();
    const QRectF track(0, 2, 36, 20);
    const QColor fill = !isEnabled() ? t.sunken : on ? t.accent : t.surface;
    paintBox(&painter, track, 10, fill, on && isEnabled() ? t.accent : t.edge);
    const bool atEnd = on != (layoutDirection() == Qt::RightToLeft);
    const QRectF knob(atEnd ? track.right() - 17 : track.left() + 4, track.top() + 3.5, 13, 13);
    paintBox(&painter, knob, 6.5, !isEnabled() ? t.disabled : on ? t.onAccent : t.edge, Qt::transparent);
}

} // namespace hub
