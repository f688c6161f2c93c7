// The agents that the hub knows how to write itself into: where their files are, and what an entry looks like. A table.
#pragma once

#include "core/agents/entry_edit.h"

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace hub {

enum class Platform { Linux, MacOs, Windows };

//! The computer as the clients see it. In tests: any.
struct Surroundings {
    Platform platform = Platform::Linux;
    std::string home;
    std::function<std::string(const char *name)> variable; //!< of the environment; empty = not set
    std::function<bool(const std::string &path)> exists;
};
//! This one.
Surroundings realSurroundings();

//! How the entry speaks to the hub.
enum class EntryKind {
    HelperHeaders, //!< HTTP; the client asks a command for its headers
    Bridge, //!< a command that speaks over stdin and stdout
    TypedUrl, //!< HTTP with the header in the file, and a type
    HttpUrl, //!< the same, the address as httpUrl
    PlainUrl, //!< the same, only address and headers
    TableHeaders, //!< the same, headers as http_headers
};

struct AgentClient {
    std::string_view name, title;
    bool inConfig = false; //!< below the platform's folder for settings, else below the home folder
    std::array<std::string_view, 2> folders; //!< where one of them is, the client is; the first is the usual one
    std::string_view file; //!< in that folder; with `besideFolder` beside it
    bool besideFolder = false;
    std::string_view homeVariable; //!< names the folder when it is set
    FileFormat format = FileFormat::Jsonc;
    std::string_view group;
    EntryKind kind = EntryKind::PlainUrl;
    std::string_view hint; //!< what the person does to see it

    EntryPlace place() const { return {format, group, "connect-hub"}; }
    //! Whether the key itself has to stand in the file.
    bool holdsKey() const { return kind != EntryKind::HelperHeaders && kind != EntryKind::Bridge; }
};

std::span<const AgentClient> agentClients();
const AgentClient *agentClientNamed(std::string_view name);

struct AgentPaths {
    std::string folder, file;
    bool isThere = false; //!< the client was found
};
AgentPaths pathsOf(const AgentClient &client, const Surroundings &where);

//! What entries are made of.
struct EntryParts {
    std::string url; //!< of the MCP endpoint
    std::string program; //!< connect-hubctl
    std::string dataDirectory; //!< empty = the default one
    std::string authorization; //!< empty where the client asks for it
};
json::object entryFor(const AgentClient &client, const EntryParts &parts, Platform platform);

} // namespace hub
