#include "app/ctl/command_line.h"

namespace hub::ctl {
namespace {

const Option *findOption(const Command &command, const QString &name)
{
    for (const Option &option : command.options) {
        if (option.name == name)
            return &option;
    }
    return nullptr;
}

//! The command with the most words that begin the list; the words that are its own are taken away.
const Command *takeCommand(QStringList *words, const QList<Command> &commands)
{
    const Command *best = nullptr;
    qsizetype length = 0;
    for (const Command &command : commands) {
        const QStringList own = command.words.split(QLatin1Char(' '));
        if (own.size() > length && words->mid(0, own.size()) == own) {
            best = &command;
            length = own.size();
        }
    }
    words->remove(0, length);
    return best;
}

QString unknownCommand(const QStringList &words, const QList<Command> &commands)
{
    if (words.isEmpty())
        return QStringLiteral("a command is missing; connect-hubctl --help lists them");
    QStringList near;
    for (const Command &command : commands) {
        if (command.words.startsWith(words.constFirst() + QLatin1Char(' ')))
            near.append(command.words.section(QLatin1Char(' '), 1));
    }
    if (!near.isEmpty())
        return QStringLiteral("\"%1\" is followed by one of: %2")
            .arg(words.constFirst(), near.join(QStringLiteral(", ")));
    return QStringLiteral("there is no command \"%1\"; connect-hubctl --help lists them").arg(words.constFirst());
}

struct Given {
    QString name, value;
    bool hasValue = false;
};

QString takeGlobal(const Given &given, Line *line, bool *taken)
{
    *taken = true;
    if (given.name == QLatin1String("data-dir")) {
        line->dataDir = given.value;
        return given.hasValue && !given.value.isEmpty() ? QString() : QStringLiteral("--data-dir needs a value");
    }
    bool *flag = given.name == QLatin1String("json") ? &line->json
        : given.name == QLatin1String("help")        ? &line->help
        : given.name == QLatin1String("version")     ? &line->version
                                                     : nullptr;
    if (flag == nullptr) {
        *taken = false;
        return {};
    }
    *flag = true;
    return given.hasValue ? QStringLiteral("--%1 takes no value").arg(given.name) : QString();
}

QString takeOption(const Given &given, Line *line)
{
    const Option *option = findOption(*line->command, given.name);
    if (option == nullptr)
        return QStringLiteral("%1 has no option --%2").arg(line->command->words, given.name);
    if (option->value.isEmpty() && given.hasValue)
        return QStringLiteral("--%1 takes no value").arg(given.name);
    if (!option->value.isEmpty() && !given.hasValue)
        return QStringLiteral("--%1 needs a value: %2").arg(given.name, option->value);
    if (!option->repeated && line->has(given.name))
        return QStringLiteral("--%1 stands twice").arg(given.name);
    line->options[given.name].append(given.value);
    return {};
}

bool takesValue(const QString &name, const QList<Command> &commands)
{
    if (name == QLatin1String("data-dir"))
        return true;
    for (const Command &command : commands) {
        const Option *option = findOption(command, name);
        if (option != nullptr)
            return !option->value.isEmpty();
    }
    return false;
}

QString complete(const Line &line)
{
    const Command &command = *line.command;
    const QString next = command.names.value(line.positional.size());
    if (!next.isEmpty() && !next.startsWith(QLatin1Char('[')))
        return QStringLiteral("%1 needs %2").arg(command.words, next);
    const bool takesMore = !command.names.isEmpty() && command.names.last().endsWith(QChar(0x2026));
    if (line.positional.size() > command.names.size() && !takesMore)
        return QStringLiteral("unexpected argument \"%1\"").arg(line.positional.value(command.names.size()));
    for (const Option &option : command.options) {
        if (option.required && !line.has(option.name))
            return QStringLiteral("%1 needs --%2 %3").arg(command.words, option.name, option.value);
    }
    return {};
}

QString optionText(const Option &option)
{
    QString text = QStringLiteral("--") + option.name;
    if (!option.value.isEmpty())
        text += QLatin1Char(' ') + option.value;
    if (!option.required)
        text = QLatin1Char('[') + text + QLatin1Char(']');
    return option.repeated ? QString(text + QStringLiteral("…")) : text;
}

//! "--name=value" or "--name".
Given givenBy(const QString &argument)
{
    const qsizetype equals = argument.indexOf(QLatin1Char('='));
    if (equals < 0)
        return {argument.mid(2), {}, false};
    return {argument.mid(2, equals - 2), argument.mid(equals + 1), true};
}

//! A command line before its command is known.
struct Parts {
    QStringList words;
    QList<Given> given;
    QString problem;
};

Parts partsOf(const QStringList &arguments, const QList<Command> &commands, Line *line)
{
    Parts parts;
    bool onlyWords = false;
    for (qsizetype i = 0; i < arguments.size() && parts.problem.isEmpty(); ++i) {
        const QString &argument = arguments[i];
        if (onlyWords || !argument.startsWith(QLatin1String("--"))) {
            if (!onlyWords && argument.size() > 1 && argument.startsWith(QLatin1Char('-')))
                parts.problem = QStringLiteral("there is no option \"%1\"").arg(argument);
            parts.words.append(argument);
            continue;
        }
        if (argument == QLatin1String("--")) {
            onlyWords = true;
            continue;
        }
        Given one = givenBy(argument);
        const bool next = i + 1 < arguments.size() && !arguments[i + 1].startsWith(QLatin1String("--"));
        if (!one.hasValue && next && takesValue(one.name, commands)) {
            one.value = arguments[++i];
            one.hasValue = true;
        }
        bool taken = false;
        parts.problem = takeGlobal(one, line, &taken);
        if (!taken)
            parts.given.append(one);
    }
    return parts;
}

} // namespace

Read readCommandLine(const QStringList &arguments, const QList<Command> &commands)
{
    Read read;
    Parts parts = partsOf(arguments, commands, &read.line);
    if (!parts.problem.isEmpty())
        return {{}, parts.problem};
    const QStringList all = parts.words;
    read.line.command = takeCommand(&parts.words, commands);
    if (read.line.help || read.line.version)
        return read;
    if (read.line.command == nullptr)
        return {{}, unknownCommand(all, commands)};
    read.line.positional = parts.words;
    for (const Given &one : parts.given) {
        const QString problem = takeOption(one, &read.line);
        if (!problem.isEmpty())
            return {{}, problem};
    }
    read.problem = complete(read.line);
    return read;
}

QString usageOf(const Command &command)
{
    QString text = QStringLiteral("connect-hubctl ") + command.words;
    for (const QString &name : command.names)
        text += QLatin1Char(' ') + name;
    for (const Option &option : command.options)
        text += QLatin1Char(' ') + optionText(option);
    text += QStringLiteral("\n    ") + command.help + QLatin1Char('\n');
    for (const Option &option : command.options) {
        if (!option.help.isEmpty())
            text += QStringLiteral("    --%1  %2\n").arg(option.name, -20).arg(option.help);
    }
    return text;
}

QString usageOf(const QList<Command> &commands)
{
    QString text = QStringLiteral("connect-hubctl [--data-dir DIR] [--json] COMMAND\n"
                                  "Speaks to the running hub of the same user. --json prints the hub's own answer.\n"
                                  "Exit codes: 0 done, 1 refused by the hub, 2 usage, 69 hub not running.\n\n");
    for (const Command &command : commands)
        text += usageOf(command);
    return text;
}

} // namespace hub::ctl
