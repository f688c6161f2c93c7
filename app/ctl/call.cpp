// call ACTION …
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

#include <QJsonDocument>

namespace hub::ctl {
namespace {

constexpr int kLimitMs = 150'000; // above the hub's own limit of a call, so that its answer is the one seen

//! JSON as it is; anything else is the text itself, so that --arg title=Hello needs no quotes inside quotes.
QJsonValue valueOf(const QString &text)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson('[' + text.toUtf8() + ']', &error);
    const QJsonArray list = document.array();
    return error.error == QJsonParseError::NoError && list.size() == 1 ? list.first() : QJsonValue(text);
}

int call(const Line &line, Hub &hub)
{
    QList<std::pair<QString, QString>> pairs;
    if (!readPairs(line.values(QStringLiteral("arg")), "arg", &pairs))
        return kUsage;
    QJsonObject arguments;
    for (const auto &[name, value] : std::as_const(pairs)) {
        if (arguments.contains(name))
            return usageProblem(QStringLiteral("--arg %1 stands twice").arg(name));
        arguments.insert(name, valueOf(value));
    }
    QJsonObject params{{QStringLiteral("action"), line.positional.constFirst()},
                       {QStringLiteral("arguments"), arguments}};
    if (line.has(QStringLiteral("account")))
        params.insert(QStringLiteral("account"), line.value(QStringLiteral("account")));
    const ControlReply reply = hub.call(QStringLiteral("actions.call"), params, kLimitMs);
    if (!reply.ok())
        return hub.fail(reply);
    const int status = reply.result.value(QLatin1String("status")).toInt();
    if (!hub.printedRaw(reply.result)) {
        printJson(reply.result.value(QLatin1String("data")));
        if (const QString next = text(reply.result, "next"); !next.isEmpty())
            note(QStringLiteral("connect-hubctl: there is more: --arg next=") + next);
    }
    if (status >= 400)
        note(QStringLiteral("connect-hubctl: the provider answered %1").arg(status));
    return status >= 400 ? kRefused : kDone;
}

} // namespace

QList<Command> callCommands()
{
    return {{QStringLiteral("call"),
             {QStringLiteral("ACTION")},
             {{QStringLiteral("account"), QStringLiteral("A"),
               QStringLiteral("id or alias; may be left out where only one fits")},
              {QStringLiteral("arg"), QStringLiteral("name=json"),
               QStringLiteral("an argument; what is no JSON is taken as text"), true}},
             QStringLiteral("runs one action and prints its result"),
             &call}};
}

} // namespace hub::ctl
