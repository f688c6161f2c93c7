// links …: auth links.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

constexpr int kMostDays = 365;

int create(const Line &line, Hub &hub)
{
    QJsonObject params;
    for (const char *name : {"owner", "connector", "account"}) {
        const QString option = QLatin1String(name);
        if (line.has(option))
            params.insert(option, line.value(option));
    }
    if (line.has(QStringLiteral("days"))) {
        const int days = line.value(QStringLiteral("days")).toInt();
        if (days < 1 || days > kMostDays)
            return usageProblem(QStringLiteral("--days takes a number from 1 to %1").arg(kMostDays));
        params.insert(QStringLiteral("days"), days);
    }
    const ControlReply reply = hub.call(QStringLiteral("links.create"), params);
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    const QJsonObject link = reply.result.value(QLatin1String("link")).toObject();
    note(QStringLiteral("Link %1, good until %2 or until it is used. It is shown this once.")
             .arg(text(link, "id"), moment(link.value(QLatin1String("expires_at")))));
    print(text(reply.result, "url"));
    return kDone;
}

int list(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("links.list"));
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray links = reply.result.value(QLatin1String("links")).toArray();
    for (const QJsonValue &value : links) {
        const QJsonObject link = value.toObject();
        rows.append({text(link, "id"), text(link, "owner"), text(link, "connector"), text(link, "state"),
                     moment(link.value(QLatin1String("created_at"))), moment(link.value(QLatin1String("expires_at")))});
    }
    printTable({QStringLiteral("ID"), QStringLiteral("OWNER"), QStringLiteral("CONNECTOR"), QStringLiteral("STATE"),
                QStringLiteral("CREATED"), QStringLiteral("EXPIRES")},
               rows, QStringLiteral("There is no link."));
    return kDone;
}

int revoke(const Line &line, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("links.revoke"),
                                        {{QStringLiteral("link"), line.positional.constFirst()}});
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        note(QStringLiteral("Link %1 is revoked.").arg(line.positional.constFirst()));
    return kDone;
}

} // namespace

QList<Command> linkCommands()
{
    return {
        {QStringLiteral("links create"),
         {},
         {{QStringLiteral("owner"), QStringLiteral("O"), QStringLiteral("whose account it will be; local without it")},
          {QStringLiteral("connector"), QStringLiteral("KEY"), QStringLiteral("without it: the person picks one")},
          {QStringLiteral("account"), QStringLiteral("A"), QStringLiteral("to sign in again to this one")},
          {QStringLiteral("days"), QStringLiteral("30"), QStringLiteral("how long it is good")}},
         QStringLiteral("a link for somebody to connect an account with"),
         &create},
        {QStringLiteral("links list"), {}, {}, QStringLiteral("all links, without their secrets"), &list},
        {QStringLiteral("links revoke"),
         {QStringLiteral("ID")},
         {},
         QStringLiteral("the link is gone from now on"),
         &revoke}};
}

} // namespace hub::ctl
