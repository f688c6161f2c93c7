// connectors …
#include "app/ctl/commands.h"
#include "app/ctl/connector_skeleton.h"
#include "app/ctl/terminal.h"
#include "core/base/encoding.h"
#include "core/connectors/loader.h"

#include <QFile>
#include <QFileInfo>

namespace hub::ctl {
namespace {

constexpr qint64 kMostFileBytes = 4 * 1024 * 1024;

QString needs(const QJsonObject &connector)
{
    const QString name = text(connector, "needs");
    return name == QLatin1String("app") ? QStringLiteral("own OAuth app")
        : name == QLatin1String("key")  ? QStringLiteral("key")
                                        : QStringLiteral("nothing");
}

int actionCount(const QJsonObject &connector)
{
    int sum = 0;
    const QJsonObject counts = connector.value(QLatin1String("action_counts")).toObject();
    for (const QJsonValue &count : counts)
        sum += count.toInt();
    return sum;
}

int list(const Line &line, Hub &hub)
{
    // `connectors list mail` and `connectors list --query mail` are the same
    const QString query = line.positional.isEmpty() ? line.value(QStringLiteral("query"))
                                                    : line.positional.join(QLatin1Char(' '));
    const ControlReply reply = hub.call(QStringLiteral("connectors.list"), {{QStringLiteral("query"), query}});
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    QList<QStringList> rows;
    const QJsonArray connectors = reply.result.value(QLatin1String("connectors")).toArray();
    for (const QJsonValue &value : connectors) {
        const QJsonObject connector = value.toObject();
        rows.append({text(connector, "key"), text(connector, "name"),
                     joined(connector.value(QLatin1String("categories"))), needs(connector),
                     QString::number(connector.value(QLatin1String("connected")).toInt()),
                     QString::number(actionCount(connector))});
    }
    printTable({QStringLiteral("KEY"), QStringLiteral("NAME"), QStringLiteral("CATEGORIES"), QStringLiteral("NEEDS"),
                QStringLiteral("ACCOUNTS"), QStringLiteral("ACTIONS")},
               rows, QStringLiteral("No connector fits."));
    const QJsonArray problems = reply.result.value(QLatin1String("problems")).toArray();
    for (const QJsonValue &problem : problems)
        note(QStringLiteral("Left out: ") + text(problem.toObject(), "message"));
    return kDone;
}

void printFields(const QJsonArray &fields)
{
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        print(QStringLiteral("    %1: %2%3%4")
                  .arg(text(field, "key"), text(field, "label"),
                       field.value(QLatin1String("required")).toBool() ? QString() : QStringLiteral(" (optional)"),
                       field.value(QLatin1String("secret")).toBool() ? QStringLiteral(" (secret)") : QString()));
    }
}

int dryRun(const Line &line, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("connectors.dry_run"),
                                        {{QStringLiteral("connector"), line.positional.constFirst()}});
    if (!reply.ok())
        return hub.fail(reply);
    printJson(reply.result);
    return kDone;
}

int show(const Line &line, Hub &hub)
{
    if (line.has(QStringLiteral("dry-run")))
        return dryRun(line, hub);
    const ControlReply reply = hub.call(QStringLiteral("connectors.show"),
                                        {{QStringLiteral("connector"), line.positional.constFirst()}});
    if (!reply.ok())
        return hub.fail(reply);
    if (hub.printedRaw(reply.result))
        return kDone;
    const QJsonObject connector = reply.result.value(QLatin1String("connector")).toObject();
    print(QStringLiteral("%1 (%2)").arg(text(connector, "name"), text(connector, "key")));
    print(text(connector, "docs_url"));
    const QString redirect = text(reply.result, "redirect_uri");
    if (!redirect.isEmpty())
        print(QStringLiteral("Redirect URI: ") + redirect);
    printFields(connector.value(QLatin1String("inputs")).toArray());
    const QJsonArray methods = connector.value(QLatin1String("auth")).toArray();
    for (const QJsonValue &method : methods) {
        print(QStringLiteral("Auth %1 (%2)").arg(text(method.toObject(), "key"), text(method.toObject(), "type")));
        printFields(method.toObject().value(QLatin1String("fields")).toArray());
    }
    const QJsonArray actions = connector.value(QLatin1String("actions")).toArray();
    for (const QJsonValue &action : actions)
        print(QStringLiteral("Action %1 [%2] %3")
                  .arg(text(action.toObject(), "id"), text(action.toObject(), "effect"),
                       text(action.toObject(), "title")));
    return kDone;
}

//! The params of validate and add; false after saying what is wrong with the file.
bool readFile(const Line &line, QJsonObject *params)
{
    QFile file(line.positional.constFirst());
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMostFileBytes) {
        usageProblem(QStringLiteral("%1 can't be read: %2")
                         .arg(file.fileName(), file.isOpen() ? QStringLiteral("it is too large") : file.errorString()));
        return false;
    }
    const QByteArray content = file.readAll();
    if (!isUtf8(content.toStdString())) {
        usageProblem(QStringLiteral("%1 is no UTF-8 text").arg(file.fileName()));
        return false;
    }
    *params = {{QStringLiteral("text"), QString::fromUtf8(content)},
               {QStringLiteral("source"), QFileInfo(file).fileName()},
               {QStringLiteral("allow_local"), line.has(QStringLiteral("allow-local"))}};
    return true;
}

//! Needs no hub: the rules are the program's own.
int validate(const Line &line, Hub &hub)
{
    QJsonObject params;
    if (!readFile(line, &params))
        return kUsage;
    const std::vector<Error> found = connectorProblems(text(params, "text").toStdString(),
                                                       text(params, "source").toStdString(),
                                                       line.has(QStringLiteral("allow-local")));
    QJsonArray problems;
    for (const Error &problem : found)
        problems.append(QJsonObject{{QStringLiteral("field"), QString::fromStdString(problem.field)},
                                    {QStringLiteral("message"), QString::fromStdString(problem.message)}});
    const int code = found.empty() ? kDone : kRefused;
    if (hub.printedRaw({{QStringLiteral("ok"), found.empty()}, {QStringLiteral("problems"), problems}}))
        return code;
    for (const Error &problem : found)
        note(QString::fromStdString(problem.message));
    if (found.empty())
        note(QStringLiteral("The file is fine."));
    return code;
}

int skeleton(const Line &line, Hub &)
{
    const QString key = line.positional.constFirst();
    const QString type = line.has(QStringLiteral("type")) ? line.value(QStringLiteral("type"))
                                                          : QStringLiteral("oauth2");
    const std::optional<QString> file = connectorSkeleton(key, type);
    if (!file)
        return usageProblem(
            QStringLiteral("%1 is no type; there are: %2").arg(type, skeletonTypes().join(QLatin1String(", "))));
    const std::vector<Error> problems = connectorProblems(file->toStdString(), key.toStdString(), false);
    if (!problems.empty())
        return usageProblem(QString::fromStdString(problems.front().message));
    print(*file);
    return kDone;
}

int add(const Line &line, Hub &hub)
{
    QJsonObject params;
    if (!readFile(line, &params))
        return kUsage;
    const ControlReply reply = hub.call(QStringLiteral("connectors.add"), params);
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        print(text(reply.result.value(QLatin1String("connector")).toObject(), "key"));
    return kDone;
}

int remove(const Line &line, Hub &hub)
{
    const ControlReply reply = hub.call(QStringLiteral("connectors.remove"),
                                        {{QStringLiteral("connector"), line.positional.constFirst()}});
    if (!reply.ok())
        return hub.fail(reply);
    if (!hub.printedRaw(reply.result))
        note(QStringLiteral("Connector %1 is removed.").arg(line.positional.constFirst()));
    return kDone;
}

} // namespace

QList<Command> connectorCommands()
{
    const QStringList key{QStringLiteral("KEY")};
    const QStringList file{QStringLiteral("FILE")};
    const Option local{
        QStringLiteral("allow-local"), {}, QStringLiteral("the hosts in the file may be on this machine or network")};
    return {
        {QStringLiteral("connectors list"),
         {QStringLiteral("[QUERY]…")},
         {{QStringLiteral("query"), QStringLiteral("TEXT"), QStringLiteral("only those that fit")}},
         QStringLiteral("all connectors"),
         &list},
        {QStringLiteral("connectors show"),
         key,
         {{QStringLiteral("dry-run"), {}, QStringLiteral("what connecting would send")}},
         QStringLiteral("one connector"),
         &show},
        {QStringLiteral("connectors new"),
         key,
         {{QStringLiteral("type"), QStringLiteral("TYPE"),
           QStringLiteral("how people sign in: ") + skeletonTypes().join(QLatin1String(", "))}},
         QStringLiteral("a connector file to start from, on stdout"),
         &skeleton},
        {QStringLiteral("connectors validate"), file, {local}, QStringLiteral("checks a connector file"), &validate},
        {QStringLiteral("connectors add"), file, {local}, QStringLiteral("adds a connector file of your own"), &add},
        {QStringLiteral("connectors remove"), key, {}, QStringLiteral("removes one that was added"), &remove}};
}

} // namespace hub::ctl
