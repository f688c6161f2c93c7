// token …: what a client's headers helper prints.
#include "app/ctl/commands.h"
#include "app/ctl/held_key.h"

#include <QJsonDocument>

namespace hub::ctl {
namespace {

int token(const Line &line, Hub &hub)
{
    HeldKey key = HeldKey::ofAgent(line.value(QStringLiteral("client")));
    const ControlReply reply = key.fetch(hub);
    if (!reply.ok())
        return hub.fail(reply);
    const QJsonObject headers{{QStringLiteral("Authorization"), QString::fromLatin1(key.authorization())}};
    print(QString::fromUtf8(QJsonDocument(headers).toJson(QJsonDocument::Compact)));
    return kDone;
}

} // namespace

QList<Command> tokenCommands()
{
    return {
        {QStringLiteral("token"),
         {},
         {{QStringLiteral("client"), QStringLiteral("NAME"), QStringLiteral("as agents list names it"), false, true}},
         QStringLiteral("the headers for an agent's calls as JSON; agents ask for them themselves"),
         &token}};
}

} // namespace hub::ctl
