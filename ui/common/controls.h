// Small makers of controls, so that each screen says what, not how.
#pragma once

#include <QString>

class QLabel;
class QLayout;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QTableView;
class QToolButton;
class QWidget;

namespace hub {

//! \param role, glyph see HubStyle; objectName = `name`
QPushButton *makeButton(const QString &text, const QString &name, QWidget *parent, const QString &role = {},
                        const QString &glyph = {});
//! Icon only: `text` is its tooltip and accessible name.
QToolButton *makeIconButton(const QString &glyph, const QString &text, const QString &name, QWidget *parent);
//! Checkable; one of a QButtonGroup. \param role segment, pill or rail
QToolButton *makeChoice(const QString &text, const QString &role, const QString &name, QWidget *parent);
//! How many a choice stands for, behind its text.
void setCount(QToolButton *choice, int count);
//! A secret's field: dots, and an eye that shows it for 10 s.
QLineEdit *makeSecretField(const QString &name, QWidget *parent);
//! A read-only field in a fixed-width font, and the button that copies it. \param meaning what a screen reader calls it
QWidget *makeCopyRow(const QString &text, const QString &name, const QString &meaning, QWidget *parent);
//! Whole rows are chosen, nothing is edited, and Tab goes on to the next control.
void makePlainTable(QTableView *table, const QString &meaning);
//! What may be long, in a part of the page that scrolls. \param tallest pixels
QScrollArea *makeScroll(QWidget *inner, int tallest, QWidget *parent);
//! Draws the line around a group of segments.
QWidget *makeSegments(QWidget *parent);
//! Page margins of the look: 24, top 20.
void setPageMargins(QLayout *layout);

} // namespace hub
