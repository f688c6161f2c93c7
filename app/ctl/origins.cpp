// origins …: web pages elsewhere that may show the connect form.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

int show(const ControlReply &reply, const Hub &hub)
{
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray origins = reply.result.value(QLatin1String("origins")).toArray();
    for (const QJsonValue &origin : origins)
        rows.append({origin.toString()});
    printTable({QStringLiteral("ORIGIN")}, rows, QStringLiteral("No page of another origin may talk to the hub."));
    return kDone;
}

int list(const Line &, Hub &hub)
{
    return show(hub.call(QStringLiteral("origins.list")), hub);
}

int allow(const Line &line, Hub &hub)
{
    return show(hub.call(QStringLiteral("origins.allow"), {{QStringLiteral("origin"), line.positional.constFirst()}}),
                hub);
}

int remove(const Line &line, Hub &hub)
{
    return show(hub.call(QStringLiteral("origins.remove"), {{QStringLiteral("origin"), line.positional.constFirst()}}),
                hub);
}

} // namespace

QList<Command> originCommands()
{
    return {
        {QStringLiteral("origins list"), {}, {}, QStringLiteral("web pages elsewhere that may talk to /hub/*"), &list},
        {QStringLiteral("origins allow"),
         {QStringLiteral("ORIGIN")},
         {},
         QStringLiteral("lets https://HOST[:PORT] show the connect form"),
         &allow},
        {QStringLiteral("origins remove"),
         {QStringLiteral("ORIGIN")},
         {},
         QStringLiteral("from now on it may not"),
         &remove}};
}

} // namespace hub::ctl
