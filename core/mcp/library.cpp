#include "core/mcp/library.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

constexpr std::string_view kPrompt = "connect_account";
constexpr std::size_t kMostValues = 100; // the protocol's

std::string nameOf(const Account &account)
{
    return account.alias.empty() ? account.id.str() : account.alias;
}

json::object accountJson(const Account &account)
{
    return {{"id", account.id.str()},
            {"account", nameOf(account)},
            {"provider", account.connector},
            {"identity", account.identityLabel},
            {"status", json::string(wireName(account.status))}};
}

json::object connectorJson(const ConnectorSummary &connector)
{
    return {{"key", connector.key},
            {"name", connector.name},
            {"description", connector.description},
            {"categories", json::value_from(connector.categories)},
            {"docs_url", connector.docsUrl}};
}

json::object connectorJson(const Connector &connector)
{
    json::array actions;
    for (const Action &action : connector.actions)
        actions.push_back(json::string(action.id));
    json::object out = connectorJson(summaryOf(connector));
    out["actions"] = std::move(actions);
    return out;
}

json::object contents(const std::string &uri, const json::value &value)
{
    return {
        {"contents", json::array{{{"uri", uri}, {"mimeType", "application/json"}, {"text", json::serialize(value)}}}}};
}

//! What follows the prefix, decoded; nothing when the URI is another one.
std::optional<std::string> below(const std::string &uri, std::string_view prefix)
{
    if (!uri.starts_with(std::string(prefix) + '/'))
        return std::nullopt;
    const Result<std::string> name = percentDecode(std::string_view(uri).substr(prefix.size() + 1));
    return name ? std::optional(*name) : std::nullopt;
}

json::object entry(std::string_view uri, const char *uriMember, const char *name, const char *title,
                   const char *description)
{
    return {{uriMember, json::string(uri)},
            {"name", name},
            {"title", title},
            {"description", description},
            {"mimeType", "application/json"}};
}

} // namespace

json::array Library::resources()
{
    json::array all;
    all.push_back(entry(kAccountsUri, "uri", "accounts", "Accounts",
                        "The accounts this key may use, and whether each works."));
    all.push_back(entry(kConnectorsUri, "uri", "connectors", "Connectors", "The services that can be connected."));
    return all;
}

json::array Library::templates()
{
    json::array all;
    all.push_back(entry("hub://accounts/{account}", "uriTemplate", "account", "Account",
                        "One account, by id or name."));
    all.push_back(entry("hub://connectors/{connector}", "uriTemplate", "connector", "Connector",
                        "One service and its actions."));
    return all;
}

json::array Library::prompts()
{
    json::array all;
    all.push_back(
        {{"name", json::string(kPrompt)},
         {"title", "Connect an account"},
         {"description", "How to bring the person to connect an account of a service."},
         {"arguments", json::array{{{"name", "provider"}, {"description", "The service's key"}, {"required", true}}}}});
    return all;
}

std::vector<Account> Library::accountsOf(const McpCall &call) const
{
    AccountFilter filter;
    filter.owner = call.principal->owner;
    std::vector<Account> all = m_services->accounts->list(filter);
    std::erase_if(all, [&](const Account &account) { return !mayReach(*call.principal, account.owner, account.id); });
    return all;
}

Reply Library::read(const McpCall &call) const
{
    const std::string uri = stringOf(call.params(), "uri");
    json::array list;
    if (uri == kAccountsUri) {
        for (const Account &account : accountsOf(call))
            list.push_back(accountJson(account));
        return contents(uri, list);
    }
    if (uri == kConnectorsUri) {
        for (const SummaryPointer &connector : m_services->catalogue->summaries())
            list.push_back(connectorJson(*connector));
        return contents(uri, list);
    }
    if (const auto name = below(uri, kAccountsUri)) {
        for (const Account &account : accountsOf(call)) {
            if (account.id.str() == *name || nameOf(account) == *name)
                return contents(uri, accountJson(account));
        }
    }
    if (const auto key = below(uri, kConnectorsUri)) {
        if (const std::shared_ptr<const Connector> connector = m_services->catalogue->find(*key))
            return contents(uri, connectorJson(*connector));
    }
    return RpcFailure{RpcCode::InvalidParams, "Resource not found", {{"uri", uri}}};
}

Reply Library::prompt(const McpCall &call) const
{
    const std::string name = stringOf(call.params(), "name");
    if (name != kPrompt)
        return RpcFailure{RpcCode::InvalidParams, "Unknown prompt: " + name.substr(0, 100)};
    const json::value *arguments = call.params().if_contains("arguments");
    const std::string key = arguments != nullptr && arguments->is_object()
        ? stringOf(arguments->get_object(), "provider")
        : std::string();
    const SummaryPointer connector = m_services->catalogue->summary(key);
    if (!connector)
        return RpcFailure{RpcCode::InvalidParams, "provider names no service of the hub: " + key.substr(0, 64)};
    const std::string text = "I want to connect my account at " + connector->name
        + ". Use the hub_connect tool with provider \"" + connector->key
        + "\" where you have it, and give me its link; else tell me to connect it in the Connect Hub application. Never "
          "ask me for a password or key.";
    const json::object message{{"role", "user"}, {"content", {{"type", "text"}, {"text", text}}}};
    json::array messages;
    messages.push_back(message);
    return json::object{{"description", "Connect " + connector->name}, {"messages", std::move(messages)}};
}

Reply Library::complete(const McpCall &call) const
{
    const json::value params(call.params());
    const json::value *ref = at(params, "/ref");
    const json::value *name = at(params, "/argument/name");
    const json::value *value = at(params, "/argument/value");
    if (ref == nullptr || !ref->is_object() || name == nullptr || value == nullptr)
        return RpcFailure{RpcCode::InvalidParams, "completion/complete takes ref and argument."};
    std::vector<std::string> known;
    const std::string wanted = textOf(*name);
    if (wanted == "account") {
        for (const Account &account : accountsOf(call))
            known.push_back(nameOf(account));
    } else if (wanted == "provider" || wanted == "connector") {
        for (const SummaryPointer &connector : m_services->catalogue->summaries())
            known.push_back(connector->key);
    }
    json::array values;
    std::size_t total = 0;
    for (const std::string &one : known) {
        if (one.starts_with(textOf(*value)) && total++ < kMostValues)
            values.push_back(json::string(one));
    }
    return json::object{
        {"completion", {{"values", std::move(values)}, {"total", total}, {"hasMore", total > kMostValues}}}};
}

} // namespace hub
