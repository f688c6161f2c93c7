// A scroll bar without arrows: one rounded handle on the ground it lies on.
#pragma once

#include "ui/common/theme.h"

#include <QStyle>

class QPainter;
class QStyleOptionSlider;

namespace hub {

//! Where a part of the bar is; nothing for the arrows, which it has not.
QRect scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part);
void paintScrollBar(QPainter *painter, const QStyleOptionSlider &bar, const Tokens &tokens);

} // namespace hub
