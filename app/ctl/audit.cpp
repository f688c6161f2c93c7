// audit …: the record.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

#include <QJsonDocument>

namespace hub::ctl {
namespace {

constexpr int kPage = 500;
constexpr int kMostRows = 1000;
constexpr int kVerifyLimitMs = 600'000;

QString what(const QJsonObject &row)
{
    const QString action = text(row, "action");
    if (!action.isEmpty())
        return action;
    const QString method = text(row, "method");
    return method.isEmpty() ? text(row, "detail") : QString(method + QStringLiteral(" ") + text(row, "path"));
}

int tail(const Line &line, Hub &hub)
{
    const int count = line.has(QStringLiteral("count")) ? line.value(QStringLiteral("count")).toInt() : 50;
    if (count < 1 || count > kMostRows)
        return usageProblem(QStringLiteral("--count takes a number from 1 to %1").arg(kMostRows));
    const ControlReply reply = hub.call(QStringLiteral("audit.tail"), {{QStringLiteral("count"), count}});
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray list = reply.result.value(QLatin1String("rows")).toArray();
    for (const QJsonValue &value : list) {
        const QJsonObject row = value.toObject();
        const int status = row.value(QLatin1String("status")).toInt();
        // oldest first: the newest stands where the eye is
        rows.prepend({QString::number(row.value(QLatin1String("seq")).toInteger()),
                      moment(row.value(QLatin1String("at"))), text(row, "event"), text(row, "protocol"),
                      text(row, "principal_name"), text(row, "connector"), what(row),
                      status == 0 ? QStringLiteral("–") : QString::number(status)});
    }
    printTable({QStringLiteral("NO"), QStringLiteral("AT"), QStringLiteral("EVENT"), QStringLiteral("BY WAY OF"),
                QStringLiteral("WHO"), QStringLiteral("CONNECTOR"), QStringLiteral("WHAT"), QStringLiteral("STATUS")},
               rows, QStringLiteral("Nothing has happened yet."));
    return kDone;
}

int exportAll(const Line &, Hub &hub)
{
    qint64 before = 0;
    for (;;) {
        const ControlReply reply = hub.call(QStringLiteral("audit.tail"),
                                            {{QStringLiteral("count"), kPage}, {QStringLiteral("before"), before}});
        if (!reply.ok())
            return hub.fail(reply);
        const QJsonArray rows = reply.result.value(QLatin1String("rows")).toArray();
        for (const QJsonValue &row : rows)
            print(QString::fromUtf8(QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact)));
        const qint64 last = rows.isEmpty() ? 0 : rows.last().toObject().value(QLatin1String("seq")).toInteger();
        if (last <= 1)
            return kDone;
        before = last;
    }
}

int verify(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("audit.verify"), {}, kVerifyLimitMs);
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        print(QStringLiteral("All %1 rows fit together.").arg(reply.result.value(QLatin1String("rows")).toInteger()));
    return kDone;
}

} // namespace

QList<Command> auditCommands()
{
    return {{QStringLiteral("audit tail"),
             {},
             {{QStringLiteral("count"), QStringLiteral("50"), QStringLiteral("how many rows")}},
             QStringLiteral("the newest rows of the record"),
             &tail},
            {QStringLiteral("audit export"),
             {},
             {},
             QStringLiteral("the whole record as JSON lines, newest first"),
             &exportAll},
            {QStringLiteral("audit verify"),
             {},
             {},
             QStringLiteral("checks that no row was changed, moved or taken out"),
             &verify}};
}

} // namespace hub::ctl
