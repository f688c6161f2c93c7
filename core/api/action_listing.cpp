// GET /actions: what the caller may call, grouped by connector.
#include "core/api/answering.h"
#include "core/api/query_lists.h"
#include "core/api/shapes.h"

#include "core/base/encoding.h"

#include <set>

namespace hub {
namespace {

struct Wanted {
    std::set<std::string> connectors, actions; //!< empty = all
    std::optional<std::set<AccountId>> accounts;
    std::string search; //!< in lower case
    bool withActions = true, withDetails = false, withOperation = false, withGuides = false;
};

std::set<std::string> setOf(std::vector<std::string> list)
{
    return {std::make_move_iterator(list.begin()), std::make_move_iterator(list.end())};
}

Wanted wantedBy(const ApiServices &services, const ApiContext &context)
{
    Wanted wanted;
    wanted.connectors = setOf(listOf(context, "connectors"));
    wanted.actions = setOf(listOf(context, "action_key"));
    if (const std::vector<std::string> named = listOf(context, "account_ids"); !named.empty()) {
        wanted.accounts.emplace();
        for (const std::string &name : named) {
            const Result<Account> account = services.actions->resolve(*context.principal, name);
            if (account)
                wanted.accounts->insert(account->id);
        }
    }
    wanted.search = toLower(trim(context.queryValue("search")));
    wanted.withActions = !asksFor(context, "exclude", "actions");
    wanted.withDetails = asksFor(context, "include", "action_details");
    wanted.withOperation = asksFor(context, "include", "operation_details");
    wanted.withGuides = asksFor(context, "include", "authentication_guides");
    return wanted;
}

bool fits(const Wanted &wanted, const Connector &connector, const Action &action)
{
    if (!wanted.actions.empty() && !wanted.actions.contains(action.id))
        return false;
    const std::string text = action.id + '\n' + action.title + '\n' + action.description + '\n' + connector.name;
    return toLower(text).find(wanted.search) != std::string::npos;
}

//! Takes out what is not wanted. \return whether anything is left
bool narrow(const Wanted &wanted, CallableConnector &row)
{
    if (!wanted.connectors.empty() && !wanted.connectors.contains(row.connector->key))
        return false;
    if (wanted.accounts)
        std::erase_if(row.accounts, [&](const Account &account) { return !wanted.accounts->contains(account.id); });
    std::erase_if(row.actions, [&](const Action *action) { return !fits(wanted, *row.connector, *action); });
    return !row.accounts.empty() && !row.actions.empty();
}

json::array authenticationOf(const ApiServices &services, const Connector &connector, const Wanted &wanted)
{
    json::array out;
    for (const AuthMethod &method : connector.auth) {
        json::array scopes;
        for (const OauthScope &scope : method.oauth.scopes) {
            if (scope.isDefault)
                scopes.push_back(json::string(scope.name));
        }
        json::object support{{"link", connector.docsUrl}, {"description", connector.description}};
        if (wanted.withGuides) {
            json::value setup;
            if (method.type == "oauth2")
                setup = json::string("Make an OAuth app at the provider with the redirect URI "
                                     + services.connect->redirectUri(method.oauth)
                                     + " and give its client id to Connect Hub.");
            support["guides"] = {{"config", nullptr}, {"setup", std::move(setup)}};
        }
        out.push_back({{"key", method.key},
                       {"label", method.label.empty() ? method.key : method.label},
                       {"type", method.type == "oauth2" ? "oauth2" : "custom"},
                       {"required_scopes", std::move(scopes)},
                       {"support", std::move(support)}});
    }
    return out;
}

json::object actionJson(const Connector &connector, const Action &action, const Wanted &wanted)
{
    json::array authentication;
    for (const AuthMethod &method : connector.auth)
        authentication.push_back({{"key", method.key},
                                  {"label", method.label.empty() ? method.key : method.label},
                                  {"type", method.type == "oauth2" ? "oauth2" : "custom"}});
    json::object out{{"id", action.id},
                     {"label", action.title},
                     {"description", action.description},
                     {"tags", json::array{json::string(wireName(action.effect))}},
                     {"schema_type", "native"},
                     {"required_scopes", json::value_from(action.scopes)},
                     {"authentication", std::move(authentication)}};
    const json::object details{{"effect", json::string(wireName(action.effect))},
                               {"method", action.method},
                               {"path", action.path},
                               {"input_schema", inputSchema(action)}};
    if (wanted.withDetails)
        out["action_details"] = details;
    if (wanted.withOperation)
        out["operation_details"] = details;
    return out;
}

json::object connectorJson(const ApiServices &services, const CallableConnector &row, const Wanted &wanted)
{
    const Connector &connector = *row.connector;
    json::array definitions;
    for (const AuthMethod &method : connector.auth) {
        for (const OauthScope &scope : method.oauth.scopes)
            definitions.push_back({{"name", scope.name}, {"description", scope.label}, {"includes", json::array()}});
    }
    json::object out{{"key", connector.key},
                     {"name", connector.name},
                     {"version", "1"},
                     {"description", connector.description},
                     {"icon", logoOf(connector.key, connector.name)},
                     {"release_stage", nullptr},
                     {"account_id", nullptr},
                     {"integration_id", connector.key},
                     {"authentication", authenticationOf(services, connector, wanted)},
                     {"scope_definitions", std::move(definitions)}};
    if (row.accounts.size() == 1)
        out["account_id"] = row.accounts.front().id.str();
    if (wanted.withActions) {
        json::array actions;
        for (const Action *action : row.actions)
            actions.push_back(actionJson(connector, *action, wanted));
        out["actions"] = std::move(actions);
    }
    return out;
}

//! Pages go by the connector's key: what is connected in between moves none of the others.
Task<Result<json::value>> listActions(const ApiServices *services, ApiContext *context)
{
    const Wanted wanted = wantedBy(*services, *context);
    const std::string cursor = context->queryValue("next");
    const Result<std::string> after = decodeBase64(cursor);
    if (!after || !isUtf8(*after))
        co_return Error{ErrorCode::InvalidRequest, "next is not the `next` of an answer.", "next"};
    const std::size_t size = pageSizeOf(*context);
    json::array data;
    json::value next;
    std::string last;
    for (CallableConnector &row : services->actions->callable(*context->principal)) {
        if (row.connector->key <= *after || !narrow(wanted, row))
            continue;
        if (data.size() == size) {
            next = json::string(base64Url(last));
            break;
        }
        last = row.connector->key;
        data.push_back(connectorJson(*services, row, wanted));
    }
    co_return json::value{{"data", std::move(data)}, {"next", std::move(next)}};
}

} // namespace

void addActionListing(Router *router, const ApiServices *services)
{
    router->add({"GET", "/actions", Audience::Key, Need::Calls, "Actions the caller may call, by connector",
                 answering(services, &listActions)});
}

} // namespace hub
