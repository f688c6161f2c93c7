// agents …: the hub's entry in agents' own files.
#include "app/ctl/commands.h"
#include "app/ctl/held_key.h"

namespace hub::ctl {
namespace {

QString stateText(const QString &state)
{
    if (state == QLatin1String("absent"))
        return QStringLiteral("not found");
    if (state == QLatin1String("none"))
        return QStringLiteral("not connected");
    if (state == QLatin1String("changed"))
        return QStringLiteral("entry was changed");
    return state == QLatin1String("unreadable") ? QStringLiteral("file not readable") : state;
}

int list(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("agents.list"));
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray agents = reply.result.value(QLatin1String("agents")).toArray();
    for (const QJsonValue &value : agents) {
        const QJsonObject agent = value.toObject();
        rows.append({text(agent, "name"), text(agent, "title"), stateText(text(agent, "state")),
                     agent.value(QLatin1String("key_id")).toString(QStringLiteral("–")), text(agent, "file"),
                     text(agent, "detail")});
    }
    printTable({QStringLiteral("NAME"), QStringLiteral("AGENT"), QStringLiteral("STATE"), QStringLiteral("KEY"),
                QStringLiteral("FILE"), QStringLiteral("NOTE")},
               rows, {});
    return kDone;
}

int change(Hub &hub, const QString &method, const QJsonObject &params)
{
    const ControlReply reply = hub.call(method, params);
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    const QJsonObject agent = reply.result.value(QLatin1String("agent")).toObject();
    note(QStringLiteral("%1: %2, %3").arg(text(agent, "title"), stateText(text(agent, "state")), text(agent, "file")));
    if (const QString detail = text(agent, "detail"); !detail.isEmpty())
        note(detail);
    return kDone;
}

} // namespace

QList<Command> agentCommands()
{
    const QStringList name{QStringLiteral("NAME")};
    return {
        {QStringLiteral("agents list"), {}, {}, QStringLiteral("agents on this computer, and what they have"), &list},
        {QStringLiteral("agents install"), name, keyOptions(),
         QStringLiteral("makes a key for the agent and writes the hub into its file"),
         [](const Line &line, Hub &hub) {
             QJsonObject params = keyParams(line);
             params.insert(QStringLiteral("name"), line.positional.constFirst());
             return change(hub, QStringLiteral("agents.install"), params);
         }},
        {QStringLiteral("agents remove"),
         name,
         {},
         QStringLiteral("takes the hub out of the agent's file and deletes its key"),
         [](const Line &line, Hub &hub) {
             return change(hub, QStringLiteral("agents.remove"),
                           {{QStringLiteral("name"), line.positional.constFirst()}});
         }}};
}

} // namespace hub::ctl
