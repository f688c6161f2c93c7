// vault …: where credentials rest.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

constexpr int kLimitMs = 600'000; // a keychain with many accounts is slow

int migrate(const Line &line, Hub &hub)
{
    const QString kind = line.positional.constFirst();
    if (kind != QLatin1String("sealed") && kind != QLatin1String("keychain"))
        return usageProblem(QStringLiteral("vault migrate takes sealed or keychain"));
    const ControlReply reply = hub.call(QStringLiteral("vault.migrate"), {{QStringLiteral("kind"), kind}}, kLimitMs);
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        note(QStringLiteral("%1 records are in the %2 vault now. The hub finds them there at its next start; "
                            "a start with another --vault is refused.")
                 .arg(reply.result.value(QLatin1String("moved")).toInteger())
                 .arg(kind));
    return kDone;
}

} // namespace

QList<Command> vaultCommands()
{
    return {{QStringLiteral("vault migrate"),
             {QStringLiteral("sealed|keychain")},
             {},
             QStringLiteral("moves all credentials to the other vault"),
             &migrate}};
}

} // namespace hub::ctl
