#include "core/mcp/meta_tools.h"

#include "core/connectors/json_schema.h"

#include <array>

namespace hub {
namespace {

struct MetaTool {
    const char *name, *title, *description;
    bool readOnly;
    const char *schema;
};

constexpr std::array<MetaTool, 5> kTools{
    {{"hub_find_tools", "Find tools",
      "Finds what can be done with the connected services. Returns up to 8 tools, the best first, each with the schema "
      "that hub_call_tool takes as arguments. Search with plain words, such as: list open issues.",
      true,
      R"({"type":"object","properties":{"query":{"type":"string","description":"What is to be done, in plain words, or a tool's name"},"provider":{"type":"string","description":"Only tools of this service"},"limit":{"type":"integer","minimum":1,"maximum":8,"description":"How many; 5 if left out"}},"required":["query"],"additionalProperties":false})"},
     {"hub_describe_tool", "Describe a tool", "What one tool does, and the schema of its arguments.", true,
      R"({"type":"object","properties":{"name":{"type":"string","description":"The tool's name, as hub_find_tools returned it"}},"required":["name"],"additionalProperties":false})"},
     {"hub_call_tool", "Call a tool", "Calls one tool that hub_find_tools returned.", false,
      R"({"type":"object","properties":{"name":{"type":"string","description":"The tool's name"},"arguments":{"type":"object","description":"As the tool's inputSchema says"},"account":{"type":"string","description":"Which account, where there are several"}},"required":["name"],"additionalProperties":false})"},
     {"hub_list_accounts", "List accounts", "The person's connected accounts: service, name, and whether it works.",
      true, R"({"type":"object","properties":{},"additionalProperties":false})"},
     {"hub_connect", "Connect an account",
      "Starts the connection of an account, or a new sign-in where one has ended. The person signs in on a page; no "
      "credential is ever asked for here.",
      false,
      R"({"type":"object","properties":{"provider":{"type":"string","description":"The service's key, such as the part of a tool's name before the first _"}},"required":["provider"],"additionalProperties":false})"}}};

const MetaTool *find(std::string_view name)
{
    const auto *found = std::find_if(kTools.begin(), kTools.end(),
                                     [name](const MetaTool &tool) { return name == tool.name; });
    return found == kTools.end() ? nullptr : found;
}

json::object schemaOf(const MetaTool &tool)
{
    return json::parse(tool.schema).get_object();
}

} // namespace

bool isMetaTool(std::string_view name)
{
    return find(name) != nullptr;
}

json::array metaTools(const std::vector<CallableConnector> &rows)
{
    std::string names;
    for (const CallableConnector &row : rows)
        names += (names.empty() ? "" : ", ") + row.connector->name;
    const std::string connected = names.empty() ? std::string(" No service is connected yet.")
                                                : " Connected: " + names + '.';
    json::array tools;
    for (const MetaTool &tool : kTools) {
        const bool calls = std::string_view(tool.name) == "hub_call_tool";
        tools.push_back({{"name", tool.name},
                         {"title", tool.title},
                         {"description", tool.description + connected},
                         {"inputSchema", schemaOf(tool)},
                         {"annotations",
                          {{"title", tool.title},
                           {"readOnlyHint", tool.readOnly},
                           {"destructiveHint", calls},
                           {"idempotentHint", !calls},
                           {"openWorldHint", calls}}}});
    }
    return tools;
}

json::object accountList(const std::vector<CallableConnector> &rows)
{
    json::array accounts;
    for (const CallableConnector &row : rows) {
        for (const Account &account : row.accounts)
            accounts.push_back({{"account", account.alias.empty() ? account.id.str() : account.alias},
                                {"provider", row.connector->key},
                                {"provider_name", row.connector->name},
                                {"identity", account.identityLabel},
                                {"status", json::string(wireName(account.status))}});
    }
    return {{"data", std::move(accounts)}};
}

Result<void> checkMetaArguments(std::string_view tool, const json::object &arguments)
{
    const MetaTool *known = find(tool);
    if (known == nullptr)
        return Error{ErrorCode::NotFound, "There is no such tool."};
    const Result<void> fits = checkSchema(schemaOf(*known), arguments, "arguments");
    if (!fits)
        return Error{ErrorCode::SchemaViolation, fits.error().field + ": " + fits.error().message, fits.error().field};
    return {};
}

} // namespace hub
