#include "ui/common/words.h"

#include <QCoreApplication>
#include <QLocale>

namespace hub {

QString whenText(const QDateTime &time, const QDateTime &now)
{
    const auto text = [](const char *source, int count = -1) {
        return QCoreApplication::translate("hub::words", source, nullptr, count);
    };
    if (!time.isValid())
        return text("never");
    const qint64 minutes = time.secsTo(now) / 60;
    const qint64 days = time.date().daysTo(now.date());
    if (minutes < 1)
        return text("just now");
    if (minutes < 60)
        return text("%n min ago", static_cast<int>(minutes));
    if (days == 0)
        return QLocale().toString(time.time(), QLocale::ShortFormat);
    if (days == 1)
        return text("yesterday");
    if (days < 7)
        return QLocale().standaloneDayName(time.date().dayOfWeek());
    return QLocale().toString(time.date(), QLocale::ShortFormat);
}

QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069);
}

} // namespace hub
