#include "core/control/shapes.h"

#include "core/connect/needs.h"
#include "core/connectors/brand.h"

namespace hub::control {
namespace {

Principal principalOf(const ApiKey &key)
{
    Principal principal;
    principal.id = key.id.str();
    principal.name = key.name;
    principal.owner = key.owner;
    principal.scopes = key.scopes;
    principal.accounts = key.accounts;
    principal.actions = key.actions;
    principal.effects = key.effects;
    return principal;
}

json::array usedBy(const Context &context, const Account &account, const std::vector<ApiKey> &keys)
{
    json::array out;
    const WallTime now = context.services.clock->now();
    for (const ApiKey &key : keys) {
        const Principal principal = principalOf(key);
        const bool live = key.enabled && (!key.expires || *key.expires > now);
        if (!live || !mayUse(principal, Effect::Read) || !mayReach(principal, account.owner, account.id))
            continue;
        const bool writes = mayUse(principal, Effect::Write) || mayUse(principal, Effect::Delete);
        json::object row;
        row["key_id"] = key.id.str();
        row["name"] = key.name;
        row["may"] = writes ? "read + write" : "read only";
        out.push_back(std::move(row));
    }
    return out;
}

json::array reasonsJson(const std::vector<StatusReason> &reasons)
{
    json::array out;
    for (const StatusReason &reason : reasons)
        out.push_back(
            {{"code", reason.code}, {"description", reason.description}, {"timestamp", toRfc3339(reason.at)}});
    return out;
}

json::array fieldsJson(const std::vector<Input> &fields)
{
    json::array out;
    for (const Input &field : fields) {
        json::object row;
        row["key"] = field.key;
        row["label"] = field.label;
        row["type"] = field.type;
        row["required"] = field.required;
        row["secret"] = field.secret || field.type == "password";
        row["pattern"] = field.pattern;
        row["example"] = field.example;
        row["help"] = field.help;
        row["options"] = json::value_from(field.options);
        out.push_back(std::move(row));
    }
    return out;
}

json::array scopesJson(const std::vector<OauthScope> &scopes)
{
    json::array out;
    for (const OauthScope &scope : scopes)
        out.push_back({{"name", scope.name},
                       {"label", scope.label},
                       {"default", scope.isDefault},
                       {"effect", wireName(scope.effect)}});
    return out;
}

json::array authJson(const Connector &connector)
{
    json::array out;
    for (const AuthMethod &method : connector.auth) {
        json::object row;
        row["key"] = method.key;
        row["type"] = method.type;
        row["label"] = method.label;
        row["consent"] = method.needsConsent(); // the person goes to the provider's page, or types a code there
        row["fields"] = fieldsJson(method.fields);
        if (method.type == "oauth2") {
            row["grant"] = method.oauth.grant;
            row["device"] = !method.oauth.deviceAuthorizationUrl.empty();
            row["embedded"] = method.oauth.embedded;
            row["scopes"] = scopesJson(method.oauth.scopes);
        }
        out.push_back(std::move(row));
    }
    return out;
}

const char *stateName(AuthLink::State state)
{
    switch (state) {
    case AuthLink::State::Open: return "open";
    case AuthLink::State::Used: return "used";
    case AuthLink::State::Expired: return "expired";
    case AuthLink::State::Revoked: return "revoked";
    }
    return "open";
}

} // namespace

json::value timeJson(const std::optional<WallTime> &time)
{
    return time ? json::value(toRfc3339(*time)) : json::value(nullptr);
}

json::object accountJson(const Context &context, const Account &account, const std::vector<ApiKey> &keys)
{
    const std::shared_ptr<const Connector> connector = context.services.catalogue->find(account.connector);
    const std::optional<LastCall> last = context.usage.lastCall(account.id);
    json::object out;
    out["id"] = account.id.str();
    out["owner"] = account.owner.str();
    out["owner_name"] = account.ownerName;
    out["connector"] = account.connector;
    out["connector_name"] = connector ? connector->name : account.connector;
    out["alias"] = account.alias;
    out["label"] = account.label;
    out["identity"] = account.identityLabel.empty() ? account.identityId : account.identityLabel;
    out["auth"] = account.authKey;
    out["status"] = wireName(account.status);
    out["status_reasons"] = reasonsJson(account.reasons);
    out["created_at"] = toRfc3339(account.created);
    out["updated_at"] = toRfc3339(account.updated);
    out["used_by"] = usedBy(context, account, keys);
    out["last_call"] = last ? json::value{{"at", toRfc3339(last->at)}, {"name", last->name}} : json::value(nullptr);
    out["calls_today"] = context.usage.callsToday(account.id);
    return out;
}

json::object accountJson(const Context &context, const Account &account)
{
    return accountJson(context, account, context.services.keys->list());
}

json::object connectorJson(const Context &context, const Connector &connector, std::size_t connected)
{
    json::array actions;
    for (const Action &action : connector.actions)
        actions.push_back({{"id", action.id}, {"title", action.title}, {"effect", wireName(action.effect)}});
    json::object out;
    out["key"] = connector.key;
    out["name"] = connector.name;
    out["categories"] = json::value_from(connector.categories);
    out["description"] = connector.description;
    out["evidence"] = connector.evidence;
    out["needs"] = needsOf(connector, *context.services.profiles);
    const Brand brand = brandOf(connector.key, connector.name);
    out["color"] = brand.color;
    out["letters"] = brand.letters;
    out["connected"] = connected;
    out["shipped"] = connector.shipped;
    out["auth"] = authJson(connector);
    out["inputs"] = fieldsJson(connector.inputs);
    out["actions"] = std::move(actions);
    out["docs_url"] = connector.docsUrl;
    return out;
}

json::object connectorJson(const Context &context, const Connector &connector)
{
    AccountFilter filter;
    filter.connectors = {connector.key};
    filter.statuses = {AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Expired, AccountStatus::Error};
    return connectorJson(context, connector, context.services.accounts->list(filter).size());
}

json::object keyJson(const ApiKey &key)
{
    json::array scopes;
    json::array effects;
    json::array accounts;
    for (const Scope scope : key.scopes)
        scopes.emplace_back(wireName(scope));
    for (const Effect effect : key.effects)
        effects.emplace_back(wireName(effect));
    for (const AccountId &account : key.accounts)
        accounts.emplace_back(account.str());
    json::object out;
    out["id"] = key.id.str();
    out["name"] = key.name;
    out["scopes"] = std::move(scopes);
    out["effects"] = std::move(effects);
    out["owner"] = key.owner ? json::value(key.owner->str()) : json::value(nullptr);
    out["accounts"] = std::move(accounts);
    out["actions"] = json::value_from(key.actions);
    out["created_at"] = toRfc3339(key.created);
    out["last_used_at"] = timeJson(key.lastUsed);
    out["expires_at"] = timeJson(key.expires);
    out["enabled"] = key.enabled;
    out["tool_mode"] = key.toolMode.empty() ? json::value(nullptr) : json::value(json::string(key.toolMode));
    return out;
}

json::object linkJson(const AuthLink &link)
{
    json::object out;
    out["id"] = link.id.str();
    out["owner"] = link.wish.owner.str();
    out["connector"] = link.wish.connector;
    out["created_at"] = toRfc3339(link.created);
    out["expires_at"] = toRfc3339(link.expires);
    out["state"] = stateName(link.state);
    out["account_id"] = link.account ? json::value(link.account->str()) : json::value(nullptr);
    return out;
}

json::object profileJson(const Context &context, const Profile &profile)
{
    const std::shared_ptr<const Connector> connector = context.services.catalogue->find(profile.connector);
    std::string redirect;
    for (const AuthMethod &method : connector ? connector->auth : std::vector<AuthMethod>()) {
        if (method.needsConsent() && redirect.empty())
            redirect = context.services.connect->redirectUri(method.oauth);
    }
    json::object out;
    out["connector"] = profile.connector;
    out["name"] = profile.name;
    out["client_id"] = profile.clientId;
    out["has_secret"] = profile.hasSecret;
    out["scopes"] = json::value_from(profile.scopes);
    out["redirect_uri"] = redirect;
    out["updated_at"] = toRfc3339(profile.updated);
    return out;
}

json::object attemptJson(const Attempt &attempt)
{
    json::value error = nullptr;
    if (!attempt.errorCode.empty() || !attempt.errorText.empty())
        error = {{"code", attempt.errorCode}, {"message", attempt.errorText}, {"technical", attempt.technical}};
    json::object out;
    out["session_id"] = attempt.session.str();
    out["attempt_id"] = attempt.id.str();
    out["status"] = wireName(attempt.status);
    out["account_id"] = attempt.account ? json::value(attempt.account->str()) : json::value(nullptr);
    out["error"] = std::move(error);
    return out;
}

} // namespace hub::control
