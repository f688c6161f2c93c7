#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"

#include "tests/support/caught.h"
#include "tests/support/fake_hub.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace hub;
using namespace hub::ctl;

namespace {

QStringList wordsOf(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

//! The real commands, without a hub.
class CommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCommandIsThere_data();
    void everyCommandIsThere();
    void commandsAreToldApart();
    void secretsHaveNoOption();
    void wrongValuesAreUsageBeforeAnyCall_data();
    void wrongValuesAreUsageBeforeAnyCall();
    void withoutAHubTheCodeSaysSo_data();
    void withoutAHubTheCodeSaysSo();
    void aRelativeFolderIsFound();
    void callSaysThatThereIsMore_data();
    void callSaysThatThereIsMore();

private:
    int run(const QStringList &words);
};

int CommandsTest::run(const QStringList &words)
{
    const QTemporaryDir nowhere;
    const QList<Command> commands = allCommands();
    const Read read = readCommandLine(words, commands);
    if (!read.problem.isEmpty())
        return kUsage;
    ctl::Hub hub(nowhere.path(), read.line.json);
    return read.line.command->run(read.line, hub);
}

void CommandsTest::everyCommandIsThere_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"keys create --name N --scope full --scope read --owner O --account A --account B --action x_* --expires 30d",
                             "keys list",
                             "origins list",
                             "origins allow https://app.example",
                             "origins remove https://app.example",
                             "keys disable ID",
                             "keys enable ID",
                             "keys delete ID",
                             "connectors list",
                             "connectors list google mail",
                             "connectors new KEY --type bearer",
                             "connectors show KEY",
                             "connectors show KEY --dry-run",
                             "connectors validate FILE",
                             "connectors add FILE --allow-local",
                             "connectors remove KEY",
                             "profiles set KEY --client-id X --client-secret-stdin --scopes a --name N",
                             "profiles list",
                             "profiles show KEY",
                             "profiles delete KEY",
                             "links create --owner O --connector KEY --days 30",
                             "links list",
                             "links revoke ID",
                             "connect KEY --owner O --alias N --field a=b --field c=d --secret-stdin",
                             "accounts list",
                             "accounts show ID",
                             "accounts alias ID NAME",
                             "accounts suspend ID",
                             "accounts resume ID",
                             "accounts refresh ID",
                             "accounts delete ID",
                             "call ACTION --account A --arg a=1 --arg b=2",
                             "agents list",
                             "agents install NAME --scope actions --effect read --effect write --account A",
                             "agents remove NAME",
                             "token --client NAME",
                             "mcp --client NAME",
                             "run --client NAME --scope read -- CMD --its-own",
                             "audit tail",
                             "audit export",
                             "audit verify",
                             "doctor"})
        QTest::newRow(line) << QString::fromUtf8(line);
}

void CommandsTest::everyCommandIsThere()
{
    QFETCH(QString, line);
    const QList<Command> commands = allCommands();
    const Read read = readCommandLine(line.split(QLatin1Char(' ')), commands);
    QCOMPARE(read.problem, QString());
    QVERIFY(read.line.command->run != nullptr);
    QVERIFY(!read.line.command->help.isEmpty());
}

void CommandsTest::commandsAreToldApart()
{
    QStringList names;
    QHash<QString, bool> takesValue; // an option's name means the same everywhere, as the reader needs it
    for (const Command &command : allCommands()) {
        QVERIFY2(!names.contains(command.words), qPrintable(command.words));
        names << command.words;
        for (const Option &option : command.options) {
            const bool takes = !option.value.isEmpty();
            QVERIFY2(takesValue.value(option.name, takes) == takes, qPrintable(option.name));
            takesValue[option.name] = takes;
        }
    }
}

//! C37: what stands on a command line can be read by others.
void CommandsTest::secretsHaveNoOption()
{
    for (const Command &command : allCommands()) {
        for (const Option &option : command.options) {
            const bool secret = option.name.contains(QLatin1String("secret")) || option.name.contains(QLatin1String("password")) || option.name.contains(QLatin1String("token"));
            QVERIFY2(!secret || option.value.isEmpty(), qPrintable(option.name));
        }
    }
}

void CommandsTest::wrongValuesAreUsageBeforeAnyCall_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"keys create --name N --expires 0d", "keys create --name N --expires 30", "keys create --name N --expires soon", "keys create --name N --expires 9999d",
                             "keys create --name N --owner=", "links create --days 0", "links create --days many", "call ACTION --account A --arg a", "audit tail --count none"})
        QTest::newRow(line) << QString::fromUtf8(line);
}

void CommandsTest::wrongValuesAreUsageBeforeAnyCall()
{
    QFETCH(QString, line);
    QCOMPARE(run(wordsOf(line.toUtf8().constData())), kUsage);
}

void CommandsTest::withoutAHubTheCodeSaysSo_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"keys list", "keys list --json", "accounts show a", "connectors list", "doctor", "audit verify", "connect bolt", "links list", "profiles list"})
        QTest::newRow(line) << QString::fromUtf8(line);
}

void CommandsTest::withoutAHubTheCodeSaysSo()
{
    QFETCH(QString, line);
    QCOMPARE(run(wordsOf(line.toUtf8().constData())), kNotRunning);
}

void CommandsTest::aRelativeFolderIsFound()
{
    FakeHub fake;
    fake.answers[QStringLiteral("keys.list")] = {{QStringLiteral("keys"), QJsonArray()}};
    const QList<Command> commands = allCommands();
    const Read read = readCommandLine({QStringLiteral("keys"), QStringLiteral("list")}, commands);
    ctl::Hub hub(QDir::current().relativeFilePath(QFileInfo(fake.path()).path()), false);
    caught(stdout, [&] { QCOMPARE(read.line.command->run(read.line, hub), kDone); });
}

void CommandsTest::callSaysThatThereIsMore_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("next");
    QTest::addColumn<QString>("said");
    const QStringList call{QStringLiteral("call"), QStringLiteral("acme_list_items")};
    QTest::newRow("a part of a list") << call << QStringLiteral("abc") << QStringLiteral("connect-hubctl: there is more: --arg next=abc\n");
    QTest::newRow("all of it") << call << QString() << QString();
    QTest::newRow("the raw answer holds it itself") << QStringList(call + QStringList{QStringLiteral("--json")}) << QStringLiteral("abc") << QString();
}

void CommandsTest::callSaysThatThereIsMore()
{
    QFETCH(QStringList, words);
    QFETCH(QString, next);
    QFETCH(QString, said);
    FakeHub fake;
    fake.answers[QStringLiteral("actions.call")] = {{QStringLiteral("status"), 200}, {QStringLiteral("data"), QJsonArray{1}}, {QStringLiteral("next"), next}};
    const QList<Command> commands = allCommands();
    const Read read = readCommandLine(words, commands);
    ctl::Hub hub(QFileInfo(fake.path()).path(), read.line.json);
    QString notes;
    const QString out = caught(stdout, [&] { notes = caught(stderr, [&] { QCOMPARE(read.line.command->run(read.line, hub), kDone); }); });
    QCOMPARE(notes, said);
    QCOMPARE(out.contains(QLatin1String("abc")), read.line.json);
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "commands_test.moc"
