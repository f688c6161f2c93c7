// Sizes of type, relative to the system's font.
#pragma once

#include <QFont>
#include <QString>

class QLabel;
class QWidget;

namespace hub {

enum class TextRole { Title, DialogTitle, Section, Strong, Body, Secondary, Small, Mono };

QFont fontOf(TextRole role);
//! A plain-text label that wraps; texts from outside are never read as markup.
QLabel *makeLabel(TextRole role, const QString &text, QWidget *parent);

} // namespace hub
