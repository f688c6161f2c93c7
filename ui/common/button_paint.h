// The drawing of buttons, for HubStyle.
#pragma once

#include "ui/common/theme.h"

#include <QRectF>

class QPainter;
class QStyleOption;
class QWidget;

namespace hub {

enum class ButtonRole { Plain, Primary, Flat, Danger, Link, Icon, Rail, Segment, Pill };

ButtonRole buttonRole(const QWidget *widget);
QSize buttonSize(const QWidget *widget, const QString &text);
void paintButton(QPainter *painter, const QStyleOption *option, const QWidget *widget, const QString &text,
                 const Tokens &tokens);
//! A rounded box with an edge of one logical pixel (or `width`), sharp on any screen.
void paintBox(QPainter *painter, const QRectF &where, qreal radius, const QColor &fill, const QColor &edge,
              qreal width = 1);

} // namespace hub
