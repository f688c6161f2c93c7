#include "core/a2a/card.h"

#include "core/a2a/accounts.h"

namespace hub::a2a {
namespace {

constexpr const char *kDescription =
    "The person's own accounts at many services, for agents. One data part runs one action; credentials stay in the hub.";

json::object extension()
{
    const json::object text{{"type", "string"}}, object{{"type", "object"}};
    return {
        {"uri", json::string(kActionExtension)},
        {"description", "A data part of this form runs the action; its schema is that of the skill of the same id."},
        {"required", false},
        {"params",
         {{"type", "object"},
          {"properties",
           {{"action", text},
            {"account_id", text},
            {"path", object},
            {"query", object},
            {"headers", object},
            {"body", object},
            {"next", text}}},
          {"required", json::array{"action"}},
          {"additionalProperties", false}}}};
}

//! In the hybrid each says it twice: by member (1.0) and by type (0.3).
json::object scheme(const char *name, const char *description, CardForm form)
{
    json::object out;
    if (form == CardForm::Hybrid) {
        out["type"] = "http";
        out["scheme"] = name;
        out["description"] = description;
    }
    out["httpAuthSecurityScheme"] = {{"scheme", name}, {"description", description}};
    return out;
}

json::object interfaceOf(const std::string &url, const char *binding, const char *version)
{
    return {{"url", url}, {"protocolBinding", binding}, {"protocolVersion", version}};
}

void addOldForm(json::object &card, const std::string &url)
{
    card["protocolVersion"] = "0.3.0";
    card["url"] = url + "/a2a";
    card["preferredTransport"] = "JSONRPC";
    card["additionalInterfaces"] = json::array{{{"url", url + "/a2a"}, {"transport", "JSONRPC"}},
                                               {{"url", url + "/a2a"}, {"transport", "HTTP+JSON"}}};
    card["supportsAuthenticatedExtendedCard"] = true;
    card["security"] = json::array{json::object{{"basic", json::array()}}, json::object{{"bearer", json::array()}}};
}

json::value exampleOf(const json::value &schema)
{
    for (const char *pointer : {"/const", "/default", "/examples/0", "/example", "/enum/0"}) {
        if (const json::value *given = at(schema, pointer); given != nullptr)
            return *given;
    }
    const json::value *type = at(schema, "/type");
    const std::string name = type != nullptr ? textOf(*type) : std::string();
    if (name == "integer" || name == "number") {
        const json::value *least = at(schema, "/minimum");
        return least != nullptr ? *least : json::value(1);
    }
    if (name == "boolean")
        return true;
    if (name == "array")
        return json::array();
    if (name == "object")
        return json::object();
    return "…";
}

json::array textsOf(const std::vector<std::string> &texts)
{
    json::array out;
    for (const std::string &text : texts)
        out.push_back(json::string(text));
    return out;
}

json::object skillOf(const CallableConnector &row, const Action &action)
{
    std::vector<std::string> tags{row.connector->key, std::string(wireName(action.effect))};
    tags.insert(tags.end(), row.connector->categories.begin(), row.connector->categories.end());
    json::array examples;
    for (const Account &account : row.accounts) {
        tags.push_back("account:" + nameOf(account));
        const std::string named = row.accounts.size() > 1 ? nameOf(account) : std::string();
        examples.push_back(json::string(json::serialize(exampleOrder(action, named))));
    }
    return {{"id", action.id},
            {"name", action.title},
            {"description", action.description},
            {"tags", textsOf(tags)},
            {"examples", std::move(examples)},
            {"inputModes", json::array{"application/json"}},
            {"outputModes", json::array{"application/json"}}};
}

} // namespace

json::object agentCard(const std::string &version, const std::string &url, CardForm form, json::array skills)
{
    json::array interfaces{interfaceOf(url + "/a2a", "JSONRPC", "1.0"),
                           interfaceOf(url + "/a2a/v1", "HTTP+JSON", "1.0"),
                           interfaceOf(url + "/a2a", "JSONRPC", "0.3"), interfaceOf(url + "/a2a", "HTTP+JSON", "0.3")};
    json::object card{{"name", "Connect Hub"},
                      {"description", kDescription},
                      {"version", version},
                      {"supportedInterfaces", std::move(interfaces)},
                      {"capabilities",
                       {{"streaming", true},
                        {"pushNotifications", false},
                        {"extendedAgentCard", true},
                        {"extensions", json::array{extension()}}}},
                      {"securitySchemes",
                       {{"basic", scheme("Basic", "The key as user name, no password", form)},
                        {"bearer", scheme("Bearer", "The key, or a session token", form)}}},
                      {"securityRequirements",
                       json::array{{{"schemes", {{"basic", {{"list", json::array()}}}}}},
                                   {{"schemes", {{"bearer", {{"list", json::array()}}}}}}}},
                      {"defaultInputModes", json::array{"application/json", "text/plain"}},
                      {"defaultOutputModes", json::array{"application/json"}},
                      {"skills", std::move(skills)}};
    if (form == CardForm::Hybrid)
        addOldForm(card, url);
    return card;
}

json::array publicSkills(const std::vector<SummaryPointer> &connectors)
{
    json::array out;
    for (const SummaryPointer &connector : connectors) {
        const std::string count = std::to_string(connector->actions.total());
        const std::string text = connector->description.empty()
            ? count + (connector->actions.total() == 1 ? " action" : " actions") + " at " + connector->name
            : connector->description;
        json::array tags = textsOf(connector->categories);
        tags.insert(tags.begin(), json::string(connector->key));
        out.push_back(
            {{"id", connector->key}, {"name", connector->name}, {"description", text}, {"tags", std::move(tags)}});
    }
    return out;
}

json::array extendedSkills(const std::vector<CallableConnector> &callable)
{
    json::array out;
    for (const CallableConnector &row : callable) {
        for (const Action *action : row.actions)
            out.push_back(skillOf(row, *action));
    }
    return out;
}

json::object exampleOrder(const Action &action, const std::string &account)
{
    json::object order{{"action", action.id}};
    if (!account.empty())
        order["account_id"] = account;
    const std::pair<const char *, const json::object *> places[]{{"path", &action.pathParameters},
                                                                 {"query", &action.queryParameters},
                                                                 {"headers", &action.headerParameters},
                                                                 {"body", &action.bodyParameters}};
    for (const auto &[place, parameters] : places) {
        const auto required = action.required.find(place);
        json::object filled;
        for (const auto &parameter : *parameters) {
            const std::string name(parameter.key());
            const bool isFixed = at(parameter.value(), "/const") != nullptr; // the hub fills it in
            const bool isNeeded = std::string_view(place) == "path"
                || (required != action.required.end() && required->second.contains(name));
            if (!isFixed && isNeeded)
                filled[name] = exampleOf(parameter.value());
        }
        if (!filled.empty())
            order[place] = std::move(filled);
    }
    return order;
}

} // namespace hub::a2a
