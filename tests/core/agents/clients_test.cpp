#include "core/agents/clients.h"

#include <QFile>
#include <QTest>

#include <map>
#include <set>

using namespace hub;

Q_DECLARE_METATYPE(hub::Platform)

namespace {

Surroundings surroundings(Platform platform, std::map<std::string, std::string> variables, std::set<std::string> there)
{
    Surroundings out;
    out.platform = platform;
    out.home = platform == Platform::Windows ? "D:/people/ana" : "/h/ana";
    out.variable = [variables = std::move(variables)](const char *name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    };
    out.exists = [there = std::move(there)](const std::string &path) { return there.contains(path); };
    return out;
}

const EntryParts kParts{"http://127.0.0.1:7423/mcp", "/opt/hub/connect-hubctl", {}, "Basic Y2hfa2V5Og=="};

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(HUB_FIXTURES "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no such fixture");
}

} // namespace

class ClientsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesAreWhereTheClientLooks_data();
    void filesAreWhereTheClientLooks();
    void aClientIsThereWhenItsFolderIs_data();
    void aClientIsThereWhenItsFolderIs();
    void entriesStandInTheClientsFile_data();
    void entriesStandInTheClientsFile();
    void aKeyStandsOnlyWhereNobodyCanBeAsked();
    void helpersAreOneCommandLine_data();
    void helpersAreOneCommandLine();
};

void ClientsTest::filesAreWhereTheClientLooks_data()
{
    QTest::addColumn<Platform>("platform");
    QTest::addColumn<QByteArray>("client");
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char *client, const char *onLinux, const char *onMac, const char *onWindows) {
        QTest::addRow("%s on Linux", client) << Platform::Linux << QByteArray(client) << QByteArray(onLinux);
        QTest::addRow("%s on macOS", client) << Platform::MacOs << QByteArray(client) << QByteArray(onMac);
        QTest::addRow("%s on Windows", client) << Platform::Windows << QByteArray(client) << QByteArray(onWindows);
    };
    row("claude-code", "/h/ana/.claude.json", "/h/ana/.claude.json", "D:/people/ana/.claude.json");
    row("claude-desktop", "/h/ana/.config/Claude/claude_desktop_config.json", "/h/ana/Library/Application Support/Claude/claude_desktop_config.json",
        "D:/people/ana/AppData/Roaming/Claude/claude_desktop_config.json");
    row("codex", "/h/ana/.codex/config.toml", "/h/ana/.codex/config.toml", "D:/people/ana/.codex/config.toml");
    row("gemini", "/h/ana/.gemini/settings.json", "/h/ana/.gemini/settings.json", "D:/people/ana/.gemini/settings.json");
    row("cursor", "/h/ana/.cursor/mcp.json", "/h/ana/.cursor/mcp.json", "D:/people/ana/.cursor/mcp.json");
    row("vscode", "/h/ana/.config/Code/User/mcp.json", "/h/ana/Library/Application Support/Code/User/mcp.json", "D:/people/ana/AppData/Roaming/Code/User/mcp.json");
}

void ClientsTest::filesAreWhereTheClientLooks()
{
    QFETCH(Platform, platform);
    QFETCH(QByteArray, client);
    const AgentPaths paths = pathsOf(*agentClientNamed(client.toStdString()), surroundings(platform, {}, {}));
    QTEST(QByteArray::fromStdString(paths.file), "file");
    QVERIFY(!paths.isThere);
}

void ClientsTest::aClientIsThereWhenItsFolderIs_data()
{
    QTest::addColumn<QByteArray>("client");
    QTest::addColumn<QByteArrayList>("there");
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("file"); // empty = not there
    const auto row = [](const char *name, const char *client, const QByteArrayList &there, const char *variable, const char *file) {
        QTest::newRow(name) << QByteArray(client) << there << QByteArray(variable) << QByteArray(file);
    };
    row("its folder", "codex", {"/h/ana/.codex"}, "", "/h/ana/.codex/config.toml");
    row("another one's folder", "codex", {"/h/ana/.cursor"}, "", "");
    row("a folder that a variable names", "codex", {}, "CODEX_HOME=/srv/codex", "/srv/codex/config.toml");
    row("the file alone, beside the folder", "claude-code", {"/h/ana/.claude.json"}, "", "/h/ana/.claude.json");
    row("with a variable the file is in the folder", "claude-code", {}, "CLAUDE_CONFIG_DIR=/srv/c", "/srv/c/.claude.json");
    row("the second spelling of a folder", "claude-desktop", {"/h/ana/.config/claude"}, "", "/h/ana/.config/claude/claude_desktop_config.json");
    row("both spellings: the usual one", "claude-desktop", {"/h/ana/.config/claude", "/h/ana/.config/Claude"}, "", "/h/ana/.config/Claude/claude_desktop_config.json");
    row("settings elsewhere", "vscode", {"/x/Code"}, "XDG_CONFIG_HOME=/x", "/x/Code/User/mcp.json");
    row("a relative folder for settings does not count", "vscode", {"/h/ana/.config/Code"}, "XDG_CONFIG_HOME=x", "/h/ana/.config/Code/User/mcp.json");
}

void ClientsTest::aClientIsThereWhenItsFolderIs()
{
    QFETCH(QByteArray, client);
    QFETCH(QByteArrayList, there);
    QFETCH(QByteArray, variable);
    QFETCH(QByteArray, file);
    std::set<std::string> paths;
    for (const QByteArray &each : there)
        paths.insert(each.toStdString());
    const QByteArrayList set = variable.split('=');
    const AgentPaths found = pathsOf(*agentClientNamed(client.toStdString()), surroundings(Platform::Linux, {{set.value(0).toStdString(), set.value(1).toStdString()}}, paths));
    QCOMPARE(found.isThere, !file.isEmpty());
    if (!file.isEmpty())
        QCOMPARE(QByteArray::fromStdString(found.file), file);
}

void ClientsTest::entriesStandInTheClientsFile_data()
{
    QTest::addColumn<QByteArray>("client");
    for (const AgentClient &client : agentClients())
        QTest::newRow(client.name.data()) << QByteArray(client.name.data());
}

void ClientsTest::entriesStandInTheClientsFile()
{
    QFETCH(QByteArray, client);
    const AgentClient &who = *agentClientNamed(client.toStdString());
    const QString ending = who.format == FileFormat::Toml ? QStringLiteral(".toml") : QStringLiteral(".json");
    const QByteArray before = fixture(QString::fromUtf8(client) + QStringLiteral(".before") + ending);
    const QByteArray after = fixture(QString::fromUtf8(client) + QStringLiteral(".after") + ending);
    const Result<Edited> out = withEntry(who.place(), before.toStdString(), entryFor(who, kParts, Platform::Linux));
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(out->text), after);
    QCOMPARE(QByteArray::fromStdString(withoutEntry(who.place(), out->text, out->undo).value()), before);
}

void ClientsTest::aKeyStandsOnlyWhereNobodyCanBeAsked()
{
    for (const AgentClient &client : agentClients()) {
        const std::string text = json::serialize(entryFor(client, kParts, Platform::Linux));
        QCOMPARE(text.find(kParts.authorization) != std::string::npos, client.holdsKey());
        QVERIFY2(!client.hint.empty() && (text.find("7423") != std::string::npos || text.find(kParts.program) != std::string::npos), client.name.data());
    }
    QVERIFY(agentClientNamed("nobody") == nullptr);
}

void ClientsTest::helpersAreOneCommandLine_data()
{
    QTest::addColumn<Platform>("platform");
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("the usual data") << Platform::Linux << QByteArray("/opt/connect-hubctl") << QByteArray() << QByteArray("/opt/connect-hubctl token --client claude-code");
    QTest::newRow("other data") << Platform::Linux << QByteArray("/opt/connect-hubctl") << QByteArray("/srv/hub")
                                << QByteArray("/opt/connect-hubctl token --client claude-code --data-dir /srv/hub");
    QTest::newRow("blanks and quotes") << Platform::MacOs << QByteArray("/Applications/Connect Hub/connect-hubctl") << QByteArray("/it's")
                                       << QByteArray("'/Applications/Connect Hub/connect-hubctl' token --client claude-code --data-dir '/it'\\''s'");
    QTest::newRow("Windows") << Platform::Windows << QByteArray("C:/Program Files/hub/connect-hubctl.exe") << QByteArray()
                             << QByteArray("\"C:/Program Files/hub/connect-hubctl.exe\" token --client claude-code");
}

void ClientsTest::helpersAreOneCommandLine()
{
    QFETCH(Platform, platform);
    QFETCH(QByteArray, program);
    QFETCH(QByteArray, data);
    EntryParts parts = kParts;
    parts.program = program.toStdString();
    parts.dataDirectory = data.toStdString();
    const json::object entry = entryFor(*agentClientNamed("claude-code"), parts, platform);
    QTEST(QByteArray::fromStdString(stringOf(entry, "headersHelper")), "line");
    const json::object bridge = entryFor(*agentClientNamed("claude-desktop"), parts, platform);
    QCOMPARE(stringOf(bridge, "command"), parts.program); // words, no shell
    QCOMPARE(bridge.at("args").as_array().size(), std::size_t(data.isEmpty() ? 3 : 5));
}

QTEST_GUILESS_MAIN(ClientsTest)
#include "clients_test.moc"
