// keys …
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

#include <QRegularExpression>

namespace hub::ctl {
namespace {

constexpr int kMostDays = 3650;

QString listOrAll(const QJsonObject &key, const char *name)
{
    return joined(key.value(QLatin1String(name)), QStringLiteral("all"));
}

//! "30d" as 30; 0 for what is no such text.
int daysOf(const QString &life)
{
    static const QRegularExpression form(QStringLiteral("^([1-9][0-9]{0,3})d$"));
    const int days = form.match(life).captured(1).toInt();
    return days <= kMostDays ? days : 0;
}

int create(const Line &line, Hub &hub)
{
    QJsonObject params{{QStringLiteral("name"), line.value(QStringLiteral("name"))},
                       {QStringLiteral("scopes"), QJsonArray::fromStringList(line.values(QStringLiteral("scope")))},
                       {QStringLiteral("effects"), QJsonArray::fromStringList(line.values(QStringLiteral("effect")))},
                       {QStringLiteral("accounts"), QJsonArray::fromStringList(line.values(QStringLiteral("account")))},
                       {QStringLiteral("actions"), QJsonArray::fromStringList(line.values(QStringLiteral("action")))}};
    if (line.has(QStringLiteral("owner")) && line.value(QStringLiteral("owner")).isEmpty())
        return usageProblem(
            QStringLiteral("--owner needs a name; left out, the key is for the accounts of all owners"));
    if (line.has(QStringLiteral("owner")))
        params.insert(QStringLiteral("owner"), line.value(QStringLiteral("owner")));
    if (line.has(QStringLiteral("expires"))) {
        const int days = daysOf(line.value(QStringLiteral("expires")));
        if (days == 0)
            return usageProblem(QStringLiteral("--expires takes a number of days, 1d to %1d").arg(kMostDays));
        params.insert(QStringLiteral("expires_days"), days);
    }
    if (line.has(QStringLiteral("tool-mode")))
        params.insert(QStringLiteral("tool_mode"), line.value(QStringLiteral("tool-mode")));
    const ControlReply reply = hub.call(QStringLiteral("keys.create"), params);
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    const QJsonObject key = reply.result.value(QLatin1String("key")).toObject();
    note(QStringLiteral("Key %1 (%2) may: %3; effects: %4; accounts: %5. It is shown this once.")
             .arg(text(key, "id"), text(key, "name"), joined(key.value(QLatin1String("scopes"))),
                  listOrAll(key, "effects"), listOrAll(key, "accounts")));
    print(text(reply.result, "secret"));
    return kDone;
}

int list(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("keys.list"));
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray keys = reply.result.value(QLatin1String("keys")).toArray();
    for (const QJsonValue &value : keys) {
        const QJsonObject key = value.toObject();
        rows.append({text(key, "id"), text(key, "name"), joined(key.value(QLatin1String("scopes"))),
                     listOrAll(key, "effects"), key.value(QLatin1String("owner")).toString(QStringLiteral("all")),
                     listOrAll(key, "accounts"), moment(key.value(QLatin1String("last_used_at"))),
                     moment(key.value(QLatin1String("expires_at"))),
                     key.value(QLatin1String("enabled")).toBool() ? QStringLiteral("on") : QStringLiteral("off")});
    }
    printTable({QStringLiteral("ID"), QStringLiteral("NAME"), QStringLiteral("SCOPES"), QStringLiteral("EFFECTS"),
                QStringLiteral("OWNER"), QStringLiteral("ACCOUNTS"), QStringLiteral("LAST USED"),
                QStringLiteral("EXPIRES"), QStringLiteral("STATE")},
               rows, QStringLiteral("There is no key yet: connect-hubctl keys create --name NAME"));
    return kDone;
}

int change(const Line &line, Hub &hub, const QString &method, const QString &done)
{
    const ControlReply reply = hub.call(method, {{QStringLiteral("key"), line.positional.constFirst()}});
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        note(QStringLiteral("Key %1 %2").arg(line.positional.constFirst(), done));
    return kDone;
}

} // namespace

QList<Command> keyCommands()
{
    const QList<Option> wish{
        {QStringLiteral("name"), QStringLiteral("N"), QStringLiteral("what the key is for"), false, true},
        {QStringLiteral("scope"), QStringLiteral("full|read|accounts|actions"),
         QStringLiteral("without one: actions that read"), true},
        {QStringLiteral("effect"), QStringLiteral("read|write|delete"),
         QStringLiteral("without one: what the scopes say"), true},
        {QStringLiteral("owner"), QStringLiteral("O"), QStringLiteral("without it: the accounts of all owners")},
        {QStringLiteral("account"), QStringLiteral("A"), QStringLiteral("id or alias; without one: all of the owner's"),
         true},
        {QStringLiteral("action"), QStringLiteral("GLOB"), QStringLiteral("such as github_list_*; without one: all"),
         true},
        {QStringLiteral("tool-mode"), QStringLiteral("individual|search_execute"),
         QStringLiteral("how an agent sees the actions; without it: as its address asks")},
        {QStringLiteral("expires"), QStringLiteral("30d"), QStringLiteral("without it: never")}};
    const QStringList id{QStringLiteral("ID")};
    return {{QStringLiteral("keys create"), {}, wish, QStringLiteral("makes a key and prints it, once"), &create},
            {QStringLiteral("keys list"), {}, {}, QStringLiteral("all keys, without their secrets"), &list},
            {QStringLiteral("keys disable"),
             id,
             {},
             QStringLiteral("the key is refused from now on"),
             [](const Line &line, Hub &hub) {
                 return change(line, hub, QStringLiteral("keys.disable"), QStringLiteral("is off."));
             }},
            {QStringLiteral("keys enable"),
             id,
             {},
             QStringLiteral("the key works again"),
             [](const Line &line, Hub &hub) {
                 return change(line, hub, QStringLiteral("keys.enable"), QStringLiteral("is on."));
             }},
            {QStringLiteral("keys delete"),
             id,
             {},
             QStringLiteral("removes the key for good"),
             [](const Line &line, Hub &hub) {
                 return change(line, hub, QStringLiteral("keys.delete"), QStringLiteral("is deleted."));
             }}};
}

} // namespace hub::ctl
