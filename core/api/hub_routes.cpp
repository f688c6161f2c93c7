// /hub/*: what the Connect Hub page (and StackOne's own web component) speaks, with a session token.
#include "core/api/answering.h"
#include "core/api/shapes.h"

#include "core/base/encoding.h"
#include "core/connect/needs.h"
#include "core/http/transport.h"

namespace hub {
namespace {

constexpr std::string_view kRedacted = "__secretvalue:**redacted**";

json::array fieldsJson(const std::vector<Input> &fields)
{
    json::array out;
    for (const Input &field : fields) {
        json::object row{{"key", field.key},
                         {"label", field.label},
                         {"type", field.type},
                         {"required", field.required},
                         {"secret", field.secret || field.type == "password"},
                         {"readOnly", false},
                         {"display", true}};
        if (!field.example.empty())
            row["placeholder"] = field.example;
        if (!field.help.empty())
            row["description"] = field.help;
        if (!field.options.empty())
            row["options"] = json::value_from(field.options);
        if (!field.pattern.empty())
            row["validation"] = {{"type", "html-pattern"},
                                 {"pattern", field.pattern},
                                 {"error", field.help.empty() ? "This does not have the right form." : field.help}};
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<Input> fieldsOf(const Connector &connector, const AuthMethod &method)
{
    std::vector<Input> fields = connector.inputs;
    fields.insert(fields.end(), method.fields.begin(), method.fields.end());
    return fields;
}

bool isOffered(const ConnectWish &wish, const ConnectorSummary &connector)
{
    if (!wish.connector.empty())
        return wish.connector == connector.key;
    if (wish.categories.empty())
        return true;
    return std::any_of(connector.categories.begin(), connector.categories.end(), [&](const std::string &category) {
        return std::find(wish.categories.begin(), wish.categories.end(), category) != wish.categories.end();
    });
}

Task<Result<json::value>> settings(const ApiServices *services, ApiContext *context)
{
    const ConnectWish &wish = context->session->wish;
    json::object out{{"enabled_features", json::array()},
                     {"owner_name", wish.ownerName},
                     {"provider", wish.connector},
                     {"alias", wish.alias}};
    if (wish.account) {
        out["existing_account_id"] = wish.account->str();
        const Result<Account> account = services->accounts->find(wish.owner, wish.account->str());
        if (account)
            out["existing_account"] = accountJson(*account, *services->catalogue);
    }
    co_return json::value(std::move(out));
}

Task<Result<json::value>> listConnectors(const ApiServices *services, ApiContext *context)
{
    const ConnectWish &wish = context->session->wish;
    std::map<std::string, int> connected;
    AccountFilter filter;
    filter.owner = wish.owner;
    filter.statuses = {AccountStatus::Active};
    for (const Account &account : services->accounts->list(filter))
        ++connected[account.connector];
    const std::string only = context->queryValue("provider");
    json::array rows;
    for (const SummaryPointer &connector : services->catalogue->summaries()) {
        if (!isOffered(wish, *connector) || (!only.empty() && only != connector->key))
            continue;
        const std::string_view needs = needsOf(*connector, *services->profiles);
        rows.push_back(
            {{"active", true},
             {"name", connector->name},
             {"provider", connector->key},
             {"type", categoryOf(*connector)},
             {"categories", json::value_from(connector->categories)},
             {"version", "1"},
             {"authentication_config_key", connector->auth.empty() ? std::string() : connector->auth.front().key},
             {"environment", "production"},
             {"integration_id", connector->key},
             {"logo_url", logoOf(connector->key, connector->name)},
             {"aliases", json::value_from(connector->aliases)},
             {"description", connector->description},
             {"needs", json::string(needs)},
             {"ready", needs != "app"},
             {"connected", connected[connector->key]}});
    }
    co_return json::value{{"integrations", std::move(rows)}};
}

//! Ticked is what the account has that signs in again, else what the app's page says, else the connector's defaults.
json::array scopesJson(const AuthMethod &method, const Result<Profile> &profile, const std::optional<Account> &again)
{
    std::vector<std::string> ticked;
    if (again && again->authKey == method.key)
        ticked = again->scopes;
    if (ticked.empty() && profile)
        ticked = profile->scopes;
    json::array out;
    for (const OauthScope &scope : method.oauth.scopes) {
        const bool isTicked = ticked.empty() ? scope.isDefault
                                             : std::find(ticked.begin(), ticked.end(), scope.name) != ticked.end();
        out.push_back({{"name", scope.name},
                       {"label", scope.label},
                       {"default", isTicked},
                       {"effect", json::string(wireName(scope.effect))}});
    }
    return out;
}

//! What is particular to a way that leads to the provider's page, or to a code.
json::object consentJson(const ApiServices &services, const Connector &connector, const AuthMethod &method,
                         const std::optional<Account> &again)
{
    const Result<Profile> profile = services.profiles->find(connector.key, {});
    const bool page = !method.oauth.authorizationUrl.empty() && method.oauth.grant != "device_code";
    json::object out{{"grantType", method.oauth.grant},
                     {"scopes", scopesJson(method, profile, again)},
                     {"consent", method.oauth.embedded ? "embedded" : "browser"},
                     {"page", page},
                     {"device", !method.oauth.deviceAuthorizationUrl.empty()},
                     {"profile_ready", profile.ok()},
                     {"redirect_uri", services.connect->redirectUri(method.oauth)},
                     {"paste_back", page && !method.oauth.redirectHttpsUrl.empty()},
                     {"secret_needed", method.type == "oauth1" || method.oauth.clientAuth != "none"}};
    const std::string &address = page ? method.oauth.authorizationUrl : method.oauth.deviceAuthorizationUrl;
    if (const Result<SplitUrl> consent = splitUrl(address))
        out["consent_host"] = consent->origin.host;
    return out;
}

json::object methodJson(const ApiServices &services, const Connector &connector, const AuthMethod &method,
                        const std::optional<Account> &again)
{
    json::object out{{"key", method.key},
                     {"type", method.type},
                     {"label", method.label},
                     {"console_url", method.consoleUrl},
                     {"interactive", method.needsConsent()},
                     {"configFields", fieldsJson(fieldsOf(connector, method))}};
    if (method.needsConsent())
        out["consent"] = consentJson(services, connector, method, again);
    else if (!method.oauth.scopes.empty())
        out["scopes"] = scopesJson(method, services.profiles->find(connector.key, {}), again);
    return out;
}

json::object configOf(const ApiServices &services, const Connector &connector, const std::optional<Account> &again)
{
    const AuthMethod first = connector.auth.empty() ? AuthMethod{} : connector.auth.front();
    json::array methods;
    for (const AuthMethod &method : connector.auth)
        methods.push_back(methodJson(services, connector, method, again));
    json::array actions;
    for (const Action &action : connector.actions)
        actions.push_back(
            {{"id", action.id}, {"title", action.title}, {"effect", json::string(wireName(action.effect))}});
    json::object config{{"key", connector.key},
                        {"name", connector.name},
                        {"type", first.type == "oauth2" ? "oauth2" : "custom"},
                        {"configFields", fieldsJson(fieldsOf(connector, first))},
                        {"configNotices", json::array()},
                        {"support", {{"link", connector.docsUrl}, {"description", connector.description}}},
                        {"auth_methods", std::move(methods)},
                        {"actions", std::move(actions)},
                        {"description", connector.description}};
    if (connector.probe)
        config["probe"] = {{"method", connector.probe->method}, {"path", connector.probe->path}};
    // at the top what the first page's way is, for clients that know one way only
    for (const AuthMethod &method : connector.auth) {
        if (!method.needsConsent())
            continue;
        for (auto &member : consentJson(services, connector, method, again))
            config[member.key()] = member.value();
        break;
    }
    return config;
}

Task<Result<json::value>> showConnector(const ApiServices *services, ApiContext *context)
{
    const std::shared_ptr<const Connector> connector = services->catalogue->find(context->param("id"));
    if (!connector || !isOffered(context->session->wish, *services->catalogue->summary(connector->key)))
        co_return Error{ErrorCode::NotFound, "There is no such connector."};
    const ConnectSession &session = *context->session;
    std::optional<Account> again;
    if (const std::optional<AccountId> id = session.account ? session.account : session.wish.account) {
        if (const Result<Account> known = services->accounts->find(session.wish.owner, id->str()); known)
            again = *known;
    }
    json::object hubSettings{{"configured_webhook_events", json::array()}, {"project_settings", json::object()}};
    co_return json::value{{"config", configOf(*services, *connector, again)}, {"hub_settings", std::move(hubSettings)}};
}

//! The session's own account only.
Result<Account> accountOf(const ApiServices *services, const ApiContext *context)
{
    const std::optional<AccountId> own = context->session->account ? context->session->account
                                                                   : context->session->wish.account;
    Result<Account> account = services->accounts->find(context->session->wish.owner, context->param("id"));
    if (!own || !account || account->id != *own)
        return Error{ErrorCode::NotFound, "There is no such account."};
    return account;
}

Task<Result<json::value>> showAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> account = accountOf(services, context);
    if (!account)
        co_return account.error();
    json::object setup;
    for (const auto &[name, value] : account->setup)
        setup[name] = value;
    json::object secrets;
    const std::shared_ptr<const Connector> connector = services->catalogue->find(account->connector);
    const AuthMethod *method = connector ? connector->findAuth(account->authKey) : nullptr;
    if (method != nullptr) {
        for (const Input &field : method->fields)
            secrets[field.key] = json::string(kRedacted);
    }
    co_return json::value{{"secureId", account->id.str()},
                          {"provider", account->connector},
                          {"setupInformation", std::move(setup)},
                          {"secrets", std::move(secrets)},
                          {"version", "1"},
                          {"authConfigKey", account->authKey},
                          {"environment", "production"},
                          {"integrationId", account->connector},
                          {"alias", account->alias}};
}

std::map<std::string, Secret> credentialsIn(const json::object &body)
{
    std::map<std::string, Secret> fields;
    const json::value *given = body.if_contains("credentials");
    if (given == nullptr || !given->is_object())
        return fields;
    for (const auto &member : given->get_object()) {
        std::string value = textOf(member.value());
        if (!value.empty() && !std::string_view(value).starts_with(kRedacted))
            fields.emplace(std::string(member.key()), Secret(std::move(value)));
    }
    return fields;
}

Task<Result<json::value>> connectAccount(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    const std::string key = stringOf(*body, "integration_id");
    const std::shared_ptr<const Connector> connector = services->catalogue->find(key);
    if (!connector || !isOffered(context->session->wish, *services->catalogue->summary(connector->key)))
        co_return Error{ErrorCode::NotFound, "There is no such connector."};
    ConnectSession session = *context->session;
    std::string auth = stringOf(*body, "auth",
                                connector->auth.empty() ? std::string_view() : connector->auth.front().key);
    std::string alias = stringOf(*body, "alias");
    std::string connectorKey = connector->key;
    std::map<std::string, Secret> fields = credentialsIn(*body);
    std::optional<std::vector<std::string>> scopes = pickedScopes(*body);
    const Result<Account> account = co_await services->connect->connectWithFields(std::move(session),
                                                                                  std::move(connectorKey),
                                                                                  std::move(auth), std::move(fields),
                                                                                  std::move(alias), std::move(scopes));
    if (!account)
        co_return account.error();
    co_return json::value{{"id", account->id.str()}, {"provider", account->connector}, {"alias", account->alias}};
}

Task<Result<json::value>> changeAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> account = accountOf(services, context);
    if (!account)
        co_return account.error();
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    ConnectSession session = *context->session;
    AccountId id = account->id;
    std::map<std::string, Secret> fields = credentialsIn(*body);
    const Result<Account> changed = co_await services->connect->updateFields(std::move(session), std::move(id),
                                                                             std::move(fields));
    if (!changed)
        co_return changed.error();
    co_return json::value{{"id", changed->id.str()}, {"provider", changed->connector}};
}

} // namespace

void addHubRoutes(Router *router, const ApiServices *services)
{
    const auto add = [&](const char *method, const char *path, const char *summary, JsonWork work, int status = 200) {
        router->add({method, path, Audience::Session, Need::None, summary, answering(services, work, status)});
    };
    add("GET", "/hub/settings", "What this session is for", &settings);
    add("GET", "/hub/connectors", "Connectors this session offers", &listConnectors);
    add("GET", "/hub/connectors/{id}", "Form and grants of one connector", &showConnector);
    add("POST", "/hub/accounts", "Connects with a key or fields", &connectAccount, 201);
    add("GET", "/hub/accounts/{id}", "The session's account, secrets redacted", &showAccount);
    add("PATCH", "/hub/accounts/{id}", "Changes its fields", &changeAccount);
    addAttemptRoutes(router, services);
}

} // namespace hub
