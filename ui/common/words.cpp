#include "ui/common/words.h"

#include <QCoreApplication>
#include <QLocale>

namespace hub {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(hub::words)
};

} // namespace

QString whenText(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return Words::tr("never");
    const qint64 minutes = time.secsTo(now) / 60;
    const qint64 days = time.date().daysTo(now.date());
    if (minutes < 1)
        return Words::tr("just now");
    if (minutes < 60)
        return Words::tr("%n min ago", nullptr, static_cast<int>(minutes));
    if (days == 0)
        return QLocale().toString(time.time(), QLocale::ShortFormat);
    if (days == 1)
        return Words::tr("yesterday");
    if (days < 7)
        return QLocale().standaloneDayName(time.date().dayOfWeek());
    return QLocale().toString(time.date(), QLocale::ShortFormat);
}

QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069);
}

QString literal(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace hub
