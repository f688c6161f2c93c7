// doctor: what is wrong here and what to do.
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

namespace hub::ctl {
namespace {

constexpr int kLimitMs = 300'000; // a keychain with many accounts is slow

int run(const Line &, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("doctor.run"), {}, kLimitMs);
    if (!reply.ok())
        return hub.fail(reply);
    const QJsonArray checks = reply.result.value(QLatin1String("checks")).toArray();
    bool broken = false;
    const bool raw = hub.printedRaw(reply.result);
    for (const QJsonValue &value : checks) {
        const QJsonObject check = value.toObject();
        const QString state = text(check, "state");
        broken = broken || state == QLatin1String("error");
        if (raw)
            continue;
        const QString mark = state == QLatin1String("ok") ? QStringLiteral("ok   ")
            : state == QLatin1String("warn")              ? QStringLiteral("warn ")
                                                          : QStringLiteral("ERROR");
        print(QStringLiteral("%1  %2: %3").arg(mark, text(check, "title"), text(check, "detail")));
        if (!text(check, "todo").isEmpty())
            print(QStringLiteral("       → ") + text(check, "todo"));
    }
    return broken ? kRefused : kDone;
}

} // namespace

QList<Command> doctorCommands()
{
    return {{QStringLiteral("doctor"), {}, {}, QStringLiteral("what is wrong here and what to do"), &run}};
}

} // namespace hub::ctl
