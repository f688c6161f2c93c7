// Times and lists as people say them.
#pragma once

#include <QDateTime>
#include <QString>

namespace hub {

//! "2 min ago", "09:14", "yesterday", "Friday", else the date. \param now injected, so that tests have a day
QString whenText(const QDateTime &time, const QDateTime &now);
//! Names and addresses in bidi isolates, so that they keep their direction inside a sentence of another one.
QString isolated(const QString &text);
//! A name as the text of a button or check box: its "&" is no shortcut.
QString literal(QString text);

} // namespace hub
