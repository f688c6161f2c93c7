// accounts …
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

QString usedBy(const QJsonObject &account)
{
    QStringList names;
    const QJsonArray keys = account.value(QLatin1String("used_by")).toArray();
    for (const QJsonValue &key : keys)
        names.append(QStringLiteral("%1 (%2)").arg(text(key.toObject(), "name"), text(key.toObject(), "may")));
    return names.join(QStringLiteral(", "));
}

QString lastCall(const QJsonObject &account)
{
    const QJsonObject call = account.value(QLatin1String("last_call")).toObject();
    return call.isEmpty() ? QStringLiteral("–")
                          : QString(moment(call.value(QLatin1String("at"))) + QStringLiteral(" ") + text(call, "name"));
}

int list(const Line &line, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("accounts.list"),
                                        {{QStringLiteral("owner"), line.value(QStringLiteral("owner"))}});
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray accounts = reply.result.value(QLatin1String("accounts")).toArray();
    for (const QJsonValue &value : accounts) {
        const QJsonObject account = value.toObject();
        rows.append({text(account, "id"), text(account, "alias"), text(account, "connector"), text(account, "identity"),
                     text(account, "status"), text(account, "owner"), lastCall(account)});
    }
    printTable({QStringLiteral("ID"), QStringLiteral("ALIAS"), QStringLiteral("CONNECTOR"), QStringLiteral("IDENTITY"),
                QStringLiteral("STATUS"), QStringLiteral("OWNER"), QStringLiteral("LAST CALL")},
               rows, QStringLiteral("There is no account yet: connect-hubctl connect KEY"));
    return kDone;
}

void printAccount(const QJsonObject &account)
{
    print(QStringLiteral("Id:         ") + text(account, "id"));
    print(QStringLiteral("Alias:      ") + text(account, "alias"));
    print(QStringLiteral("Connector:  %1 (%2)").arg(text(account, "connector_name"), text(account, "connector")));
    print(QStringLiteral("Identity:   ") + text(account, "identity"));
    print(QStringLiteral("Owner:      ") + text(account, "owner"));
    print(QStringLiteral("Status:     ") + text(account, "status"));
    const QJsonArray reasons = account.value(QLatin1String("status_reasons")).toArray();
    for (const QJsonValue &reason : reasons)
        print(QStringLiteral("            %1 (%2)")
                  .arg(text(reason.toObject(), "description"),
                       moment(reason.toObject().value(QLatin1String("timestamp")))));
    print(QStringLiteral("Used by:    ") + usedBy(account));
    print(QStringLiteral("Last call:  ") + lastCall(account));
    print(QStringLiteral("Today:      %1 calls").arg(account.value(QLatin1String("calls_today")).toInt()));
    print(QStringLiteral("Created:    ") + moment(account.value(QLatin1String("created_at"))));
}

int one(const Line &line, Hub &hub, const QString &method, const QString &done)
{
    QJsonObject params{{QStringLiteral("account"), line.positional.constFirst()}};
    if (line.has(QStringLiteral("owner")))
        params.insert(QStringLiteral("owner"), line.value(QStringLiteral("owner")));
    if (line.positional.size() > 1)
        params.insert(QStringLiteral("alias"), line.positional.constLast());
    const ControlReply reply = hub.call(method, params);
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    const QJsonObject account = reply.result.value(QLatin1String("account")).toObject();
    if (done.isEmpty())
        printAccount(account);
    else
        note(QStringLiteral("%1 (%2) %3").arg(text(account, "alias"), text(account, "id"), done));
    return kDone;
}

Command row(const char *word, const char *method, const QString &help, const QString &done)
{
    const Option owner{QStringLiteral("owner"), QStringLiteral("O"),
                       QStringLiteral("where two owners use the same alias")};
    const QString name = QString::fromLatin1(method);
    return {QStringLiteral("accounts ") + QLatin1String(word),
            {QStringLiteral("ID")},
            {owner},
            help,
            [name, done](const Line &line, Hub &hub) { return one(line, hub, name, done); }};
}

} // namespace

QList<Command> accountCommands()
{
    Command alias = row("alias", "accounts.alias", QStringLiteral("gives it another alias"),
                        QStringLiteral("has its new alias."));
    alias.names.append(QStringLiteral("ALIAS"));
    return {
        {QStringLiteral("accounts list"),
         {},
         {{QStringLiteral("owner"), QStringLiteral("O"), QStringLiteral("only this owner's")}},
         QStringLiteral("all accounts"),
         &list},
        row("show", "accounts.show", QStringLiteral("one account"), {}),
        alias,
        row("suspend", "accounts.suspend", QStringLiteral("pauses it: calls are refused"),
            QStringLiteral("is paused.")),
        row("resume", "accounts.resume", QStringLiteral("lets it serve again"), QStringLiteral("serves again.")),
        row("refresh", "accounts.refresh", QStringLiteral("asks the provider for a new token now"),
            QStringLiteral("has a new token.")),
        row("delete", "accounts.delete", QStringLiteral("signs it out and forgets it"), QStringLiteral("is deleted."))};
}

} // namespace hub::ctl
