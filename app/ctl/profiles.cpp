// profiles …: the person's own OAuth apps.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

void printProfile(const QJsonObject &profile)
{
    print(QStringLiteral("Connector:     ") + text(profile, "connector"));
    print(QStringLiteral("Name:          ") + text(profile, "name"));
    print(QStringLiteral("Client id:     ") + text(profile, "client_id"));
    print(QStringLiteral("Client secret: ")
          + (profile.value(QLatin1String("has_secret")).toBool() ? QStringLiteral("kept in the vault")
                                                                 : QStringLiteral("none")));
    print(QStringLiteral("Scopes:        ")
          + joined(profile.value(QLatin1String("scopes")), QStringLiteral("the connector's defaults")));
    print(QStringLiteral("Redirect URI:  ") + text(profile, "redirect_uri"));
}

QJsonObject named(const Line &line)
{
    QJsonObject params{{QStringLiteral("connector"), line.positional.constFirst()}};
    if (line.has(QStringLiteral("name")))
        params.insert(QStringLiteral("name"), line.value(QStringLiteral("name")));
    return params;
}

int set(const Line &line, Hub &hub)
{
    QJsonObject params = named(line);
    params.insert(QStringLiteral("client_id"), line.value(QStringLiteral("client-id")));
    if (line.has(QStringLiteral("scopes")))
        params.insert(QStringLiteral("scopes"),
                      QJsonArray::fromStringList(
                          line.value(QStringLiteral("scopes")).split(QLatin1Char(' '), Qt::SkipEmptyParts)));
    if (line.has(QStringLiteral("client-secret-stdin"))) {
        const std::optional<QString> secret = readSecret();
        if (!secret)
            return kUsage;
        params.insert(QStringLiteral("client_secret"), *secret);
    }
    const ControlReply reply = hub.call(QStringLiteral("profiles.set"), params);
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        printProfile(reply.result.value(QLatin1String("profile")).toObject());
    return kDone;
}

int list(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("profiles.list"));
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray profiles = reply.result.value(QLatin1String("profiles")).toArray();
    for (const QJsonValue &value : profiles) {
        const QJsonObject profile = value.toObject();
        rows.append({text(profile, "connector"), text(profile, "name"), text(profile, "client_id"),
                     profile.value(QLatin1String("has_secret")).toBool() ? QStringLiteral("yes")
                                                                         : QStringLiteral("no")});
    }
    printTable({QStringLiteral("CONNECTOR"), QStringLiteral("NAME"), QStringLiteral("CLIENT ID"),
                QStringLiteral("SECRET")},
               rows, QStringLiteral("There is no OAuth app yet: connect-hubctl profiles set KEY --client-id X"));
    return kDone;
}

int show(const Line &line, Hub &hub)
{
    ControlReply reply = hub.call(QStringLiteral("profiles.show"), named(line));
    if (reply.ok()) {
        if (!hub.printedRaw(reply.result))
            printProfile(reply.result.value(QLatin1String("profile")).toObject());
        return kDone;
    }
    if (reply.errorStatus != 404 || line.has(QStringLiteral("name")))
        return hub.fail(reply);
    // before an app exists its redirect URI is what a person needs to make one
    reply = hub.call(QStringLiteral("connectors.show"), {{QStringLiteral("connector"), line.positional.constFirst()}});
    const QString redirect = text(reply.result, "redirect_uri");
    if (!reply.ok())
        return hub.fail(reply);
    if (redirect.isEmpty())
        return usageProblem(QStringLiteral("%1 needs no OAuth app").arg(line.positional.constFirst()));
    const QJsonObject answer{{QStringLiteral("profile"), QJsonValue::Null}, {QStringLiteral("redirect_uri"), redirect}};
    if (!hub.printedRaw(answer)) {
        note(QStringLiteral("There is no OAuth app for %1 yet. Register this redirect URI:")
                 .arg(line.positional.constFirst()));
        print(QStringLiteral("Redirect URI:  ") + redirect);
    }
    return kDone;
}

int remove(const Line &line, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("profiles.delete"), named(line));
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        note(QStringLiteral("The OAuth app for %1 is forgotten.").arg(line.positional.constFirst()));
    return kDone;
}

} // namespace

QList<Command> profileCommands()
{
    const QStringList key{QStringLiteral("KEY")};
    const Option name{QStringLiteral("name"), QStringLiteral("N"), QStringLiteral("where there are several")};
    return {
        {QStringLiteral("profiles set"),
         key,
         {{QStringLiteral("client-id"), QStringLiteral("X"), {}, false, true},
          {QStringLiteral("client-secret-stdin"), {}, QStringLiteral("reads the client secret from stdin")},
          {QStringLiteral("scopes"), QStringLiteral("\"a b\""), QStringLiteral("without it: the connector's defaults")},
          name},
         QStringLiteral("your own OAuth app for a connector"),
         &set},
        {QStringLiteral("profiles list"), {}, {}, QStringLiteral("all OAuth apps"), &list},
        {QStringLiteral("profiles show"),
         key,
         {name},
         QStringLiteral("one of them, and the redirect URI to register"),
         &show},
        {QStringLiteral("profiles delete"), key, {name}, QStringLiteral("forgets one"), &remove}};
}

} // namespace hub::ctl
