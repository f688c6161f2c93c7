#include "app/ctl/command_line.h"

#include <QTest>

using namespace hub::ctl;

namespace {

QList<Command> sample()
{
    const auto text = [](const char *word) { return QString::fromLatin1(word); };
    return {
        {text("keys create"), {}, {{text("name"), text("N"), {}, false, true}, {text("scope"), text("S"), {}, true}, {text("dry-run"), {}, text("does nothing")}}, text("makes a key"), {}},
        {text("keys list"), {}, {}, text("all keys"), {}},
        {text("keys"), {}, {}, text("about keys"), {}},
        {text("call"), {text("ACTION")}, {{text("arg"), text("name=json"), {}, true}}, text("one action"), {}},
        {text("run"), {QStringLiteral("CMD…")}, {}, text("a command"), {}}};
}

} // namespace

class CommandLineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goodLinesAreTakenApart_data();
    void goodLinesAreTakenApart();
    void wrongLinesSayWhy_data();
    void wrongLinesSayWhy();
    void hostileArgumentsStayArguments();
    void usageNamesAllThereIs();
};

void CommandLineTest::goodLinesAreTakenApart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("read"); // the command, its positional arguments and its options
    const auto row = [](const char *name, const QStringList &arguments, const char *read) { QTest::newRow(name) << arguments << QString::fromUtf8(read); };
    const auto words = [](const char *text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); };
    row("a command of two words", words("keys list"), "keys list||");
    row("a command of one", words("keys"), "keys||");
    row("options before the command", words("--json --data-dir /d keys list"), "keys list||json dir=/d");
    row("options after it", words("keys list --json --data-dir=/d"), "keys list||json dir=/d");
    row("a value after a blank", words("keys create --name a"), "keys create||name=a");
    row("a value after an equals sign", words("keys create --name=a=b"), "keys create||name=a=b");
    row("an empty value", words("keys create --name="), "keys create||name=");
    row("a repeated option", words("keys create --name a --scope x --scope y"), "keys create||name=a scope=x,y");
    row("a switch takes no word after it", words("keys create --dry-run --name a"), "keys create||dry-run= name=a");
    row("a value that begins with one dash", words("call X --arg -1"), "call|X|arg=-1");
    row("a positional argument", words("call github_list"), "call|github_list|");
    row("an option between command and argument", words("call --arg a=1 X"), "call|X|arg=a=1");
    row("words after two dashes", words("call -- --json"), "call|--json|");
    row("a last argument that may be several", words("run --json -- ls -la --json"), "run|ls,-la,--json|json");
    row("help without a command", words("--help"), "||help");
    row("help of a command that lacks its arguments", words("call --help"), "call||help");
    row("the version", words("--version"), "||version");
    row("a lone dash is a word", words("call -"), "call|-|");
}

void CommandLineTest::goodLinesAreTakenApart()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, read);
    const QList<Command> commands = sample();
    const Read got = readCommandLine(arguments, commands);
    QCOMPARE(got.problem, QString());
    QStringList options;
    for (auto option = got.line.options.cbegin(); option != got.line.options.cend(); ++option)
        options << option.key() + QLatin1Char('=') + option.value().join(QLatin1Char(','));
    options.sort();
    if (got.line.json)
        options << QStringLiteral("json");
    if (got.line.help)
        options << QStringLiteral("help");
    if (got.line.version)
        options << QStringLiteral("version");
    if (!got.line.dataDir.isEmpty())
        options << QStringLiteral("dir=") + got.line.dataDir;
    const QString command = got.line.command != nullptr ? got.line.command->words : QString();
    QCOMPARE(QStringList({command, got.line.positional.join(QLatin1Char(',')), options.join(QLatin1Char(' '))}).join(QLatin1Char('|')), read);
}

void CommandLineTest::wrongLinesSayWhy_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("problem"); // a part of it
    const auto row = [](const char *name, const char *line, const char *problem) { QTest::newRow(name) << QString::fromUtf8(line) << QString::fromUtf8(problem); };
    row("nothing", "", "a command is missing");
    row("an unknown command", "dance", "no command \"dance\"");
    row("a family without its verb", "call", "call needs ACTION");
    row("an unknown verb of a family", "keys dance", "unexpected argument \"dance\"");
    row("several need one at least", "run --", "run needs CMD…");
    row("one argument too many", "call A B", "unexpected argument \"B\"");
    row("an unknown option", "keys list --colour", "keys list has no option --colour");
    row("another command's option", "keys list --name a", "keys list has no option --name");
    row("an option in one dash", "keys list -x", "no option \"-x\"");
    row("a required option is missing", "keys create", "keys create needs --name N");
    row("an option without its value", "keys create --name", "--name needs a value: N");
    row("an option whose value looks like an option", "keys create --name --json", "--name needs a value: N");
    row("a value for a switch", "keys create --name a --dry-run=1", "--dry-run takes no value");
    row("a value for --json", "keys list --json=1", "--json takes no value");
    row("an option twice", "keys create --name a --name b", "--name stands twice");
    row("no data directory", "keys list --data-dir", "--data-dir needs a value");
    row("an empty data directory", "keys list --data-dir=", "--data-dir needs a value");
}

void CommandLineTest::wrongLinesSayWhy()
{
    QFETCH(QString, line);
    QFETCH(QString, problem);
    const QList<Command> commands = sample();
    const Read got = readCommandLine(line.split(QLatin1Char(' '), Qt::SkipEmptyParts), commands);
    QVERIFY2(got.problem.contains(problem), qPrintable(got.problem));
    QVERIFY(!got.problem.contains(QLatin1Char('\n')));
}

void CommandLineTest::hostileArgumentsStayArguments()
{
    const QList<Command> commands = sample();
    const QStringList hostile{QStringLiteral("; rm -rf /"), QStringLiteral("$(id)"), QString(64 * 1024, QLatin1Char('a')), QString::fromLatin1("a\0b", 3), QStringLiteral("a\nb")};
    for (const QString &word : hostile) {
        const Read got = readCommandLine({QStringLiteral("call"), word}, commands);
        QCOMPARE(got.problem, QString());
        QCOMPARE(got.line.positional, QStringList{word});
    }
}

void CommandLineTest::usageNamesAllThereIs()
{
    const QList<Command> commands = sample();
    const QString usage = usageOf(commands);
    for (const char *part : {"--data-dir DIR", "--json", "69 hub not running", "keys create --name N [--scope S]… [--dry-run]", "call ACTION [--arg name=json]…", "does nothing"})
        QVERIFY2(usage.contains(QString::fromUtf8(part)), part);
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
