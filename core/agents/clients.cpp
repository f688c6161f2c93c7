#include "core/agents/clients.h"

#include <QDir>
#include <QFileInfo>

namespace hub {
namespace {

constexpr std::string_view kAtNextStart = "It is there in sessions that begin from now on.";
constexpr std::string_view kRestart = "Quit it and start it again to see the hub's tools.";

constexpr std::array kClients{
    AgentClient{.name = "claude-code",
                .title = "Claude Code",
                .folders = {".claude"},
                .file = ".claude.json",
                .besideFolder = true,
                .homeVariable = "CLAUDE_CONFIG_DIR",
                .group = "mcpServers",
                .kind = EntryKind::HelperHeaders,
                .hint = kAtNextStart},
    AgentClient{.name = "claude-desktop",
                .title = "Claude Desktop",
                .inConfig = true,
                .folders = {"Claude", "claude"},
                .file = "claude_desktop_config.json",
                .group = "mcpServers",
                .kind = EntryKind::Bridge,
                .hint = kRestart},
    AgentClient{.name = "codex",
                .title = "Codex",
                .folders = {".codex"},
                .file = "config.toml",
                .homeVariable = "CODEX_HOME",
                .format = FileFormat::Toml,
                .group = "mcp_servers",
                .kind = EntryKind::TableHeaders,
                .hint = kAtNextStart},
    AgentClient{.name = "gemini",
                .title = "Gemini CLI",
                .folders = {".gemini"},
                .file = "settings.json",
                .group = "mcpServers",
                .kind = EntryKind::HttpUrl,
                .hint = kAtNextStart},
    AgentClient{.name = "cursor",
                .title = "Cursor",
                .folders = {".cursor"},
                .file = "mcp.json",
                .group = "mcpServers",
                .kind = EntryKind::PlainUrl,
                .hint = kRestart},
    AgentClient{.name = "vscode",
                .title = "VS Code",
                .inConfig = true,
                .folders = {"Code"},
                .file = "User/mcp.json",
                .group = "servers",
                .kind = EntryKind::TypedUrl,
                .hint = "Start the server \"connect-hub\" in its list of MCP servers."},
};

std::string configFolder(const Surroundings &where)
{
    switch (where.platform) {
    case Platform::Linux: {
        const std::string set = where.variable("XDG_CONFIG_HOME");
        return set.starts_with('/') ? set : where.home + "/.config";
    }
    case Platform::MacOs: return where.home + "/Library/Application Support";
    case Platform::Windows: {
        const std::string set = where.variable("APPDATA");
        return set.empty() ? where.home + "/AppData/Roaming"
                           : QDir::fromNativeSeparators(QString::fromStdString(set)).toStdString();
    }
    }
    return {};
}

//! One word of a command line, as the platform's shell reads it.
std::string word(const std::string &text, Platform platform)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    if (platform == Platform::Windows)
        return '"' + text + '"'; // a path holds no quote there
    std::string out = "'";
    for (const char sign : text)
        out += sign == '\'' ? std::string("'\\''") : std::string(1, sign);
    return out + '\'';
}

std::vector<std::string> helperWords(const AgentClient &client, const EntryParts &parts, const char *command)
{
    std::vector<std::string> words{command, "--client", std::string(client.name)};
    if (!parts.dataDirectory.empty())
        words.insert(words.end(), {"--data-dir", parts.dataDirectory});
    return words;
}

} // namespace

Surroundings realSurroundings()
{
    Surroundings out;
#if defined(Q_OS_MACOS)
    out.platform = Platform::MacOs;
#elif defined(Q_OS_WIN)
    out.platform = Platform::Windows;
#endif
    out.home = QDir::homePath().toStdString();
    out.variable = [](const char *name) { return qEnvironmentVariable(name).toStdString(); };
    out.exists = [](const std::string &path) { return QFileInfo::exists(QString::fromStdString(path)); };
    return out;
}

std::span<const AgentClient> agentClients()
{
    return kClients;
}

const AgentClient *agentClientNamed(std::string_view name)
{
    for (const AgentClient &client : agentClients()) {
        if (client.name == name)
            return &client;
    }
    return nullptr;
}

AgentPaths pathsOf(const AgentClient &client, const Surroundings &where)
{
    AgentPaths out;
    const std::string file(client.file);
    const std::string named = client.homeVariable.empty() ? "" : where.variable(client.homeVariable.data());
    if (!named.empty()) {
        out = {named, named + '/' + file, true}; // the person says where it is
        return out;
    }
    const std::string base = (client.inConfig ? configFolder(where) : where.home) + '/';
    for (const std::string_view folder : client.folders) {
        if (folder.empty())
            continue;
        AgentPaths found{base + std::string(folder), {}, false};
        found.file = (client.besideFolder ? base : found.folder + '/') + file;
        found.isThere = where.exists(found.folder) || (client.besideFolder && where.exists(found.file));
        if (out.file.empty() || (found.isThere && !out.isThere))
            out = std::move(found);
    }
    return out;
}

json::object entryFor(const AgentClient &client, const EntryParts &parts, Platform platform)
{
    json::object headers;
    headers["Authorization"] = parts.authorization;
    json::object out;
    switch (client.kind) {
    case EntryKind::HelperHeaders: {
        std::string command = word(parts.program, platform);
        for (const std::string &each : helperWords(client, parts, "token"))
            command += ' ' + word(each, platform);
        out["type"] = "http";
        out["url"] = parts.url;
        out["headersHelper"] = command;
        return out;
    }
    case EntryKind::Bridge:
        out["command"] = parts.program;
        out["args"] = json::value_from(helperWords(client, parts, "mcp"));
        return out;
    case EntryKind::TypedUrl:
        out["type"] = "http";
        out["url"] = parts.url;
        out["headers"] = std::move(headers);
        return out;
    case EntryKind::HttpUrl:
        out["httpUrl"] = parts.url;
        out["headers"] = std::move(headers);
        out["trust"] = false;
        return out;
    case EntryKind::PlainUrl:
        out["url"] = parts.url;
        out["headers"] = std::move(headers);
        return out;
    case EntryKind::TableHeaders:
        out["url"] = parts.url;
        out["http_headers"] = std::move(headers);
        return out;
    }
    return out;
}

} // namespace hub
