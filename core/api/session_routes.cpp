// /connect_sessions: one call gives a token, a link, the account and a client configuration.
#include "core/api/answering.h"
#include "core/api/shapes.h"

#include "core/access/mcp_config.h"
#include "core/base/encoding.h"

namespace hub {
namespace {

bool isGiven(const json::object &body, std::string_view name)
{
    const json::value *value = body.if_contains(name);
    return value != nullptr && !value->is_null();
}

//! A list that can't be read is refused, not passed over: left out it would mean all. \errors SchemaViolation
Result<std::vector<std::string>> stringsOf(const json::object &body, const std::string &name)
{
    std::vector<std::string> out;
    if (!isGiven(body, name))
        return out;
    const Error odd{ErrorCode::SchemaViolation, name + " is a list of strings.", name};
    const json::array *list = body.at(name).if_array();
    if (list == nullptr)
        return odd;
    for (const json::value &item : *list) {
        if (!item.is_string())
            return odd;
        out.emplace_back(item.get_string());
    }
    return out;
}

//! What is passed over would mean something else than the caller said. \errors SchemaViolation
Result<void> checkTypes(const json::object &body)
{
    const Result<void> strings = checkStrings(body,
                                              {"origin_owner_id", "origin_owner_name", "origin_username", "provider",
                                               "connector_profile_id", "integration_id", "account_id", "label",
                                               "alias"});
    if (!strings)
        return strings;
    for (const char *name : {"multiple", "shared"}) {
        if (isGiven(body, name) && !body.at(name).is_bool())
            return Error{ErrorCode::SchemaViolation, std::string(name) + " is true or false.", name};
    }
    if (isGiven(body, "metadata") && !body.at("metadata").is_object())
        return Error{ErrorCode::SchemaViolation, "metadata is an object.", "metadata"};
    return {};
}

bool isTrue(const json::object &body, std::string_view name)
{
    const json::value *value = body.if_contains(name);
    return value != nullptr && *value == json::value(true);
}

//! TypeScript clients before 4.33.2 want a number for organization_id, newer ones a string.
bool wantsNumberedOrganization(std::string_view userAgent)
{
    constexpr std::string_view mark = "speakeasy-sdk/typescript ";
    if (!userAgent.starts_with(mark))
        return false;
    int parts[3] = {0, 0, 0};
    int part = 0;
    for (const char c : userAgent.substr(mark.size())) {
        if (c == '.' && part < 2)
            ++part;
        else if (c >= '0' && c <= '9' && parts[part] < 100'000)
            parts[part] = parts[part] * 10 + (c - '0');
        else
            break;
    }
    return std::tie(parts[0], parts[1], parts[2]) < std::tuple(4, 33, 2);
}

//! Whose account it will be, and what is said about it.
Result<void> readOwner(const json::object &body, const Principal &principal, ConnectWish *wish)
{
    const std::string owner = stringOf(body, "origin_owner_id");
    if (owner.empty())
        return Error{ErrorCode::SchemaViolation, "origin_owner_id is required.", "origin_owner_id"};
    if (owner.size() > 255)
        return Error{ErrorCode::SchemaViolation, "origin_owner_id has at most 255 bytes.", "origin_owner_id"};
    if (const Result<void> plain = checkPlainTexts(body); !plain)
        return plain;
    if (principal.owner && principal.owner->str() != owner)
        return Error{ErrorCode::NotFound, "There is no such owner."};
    wish->owner = OwnerId(owner);
    wish->ownerName = stringOf(body, "origin_owner_name");
    if (wish->ownerName.empty())
        return Error{ErrorCode::SchemaViolation, "origin_owner_name is required.", "origin_owner_name"};
    wish->ownerUsername = stringOf(body, "origin_username");
    return {};
}

//! The connector and the app profile. Clients know both as integration_id: /hub/connectors lists connectors by it.
void readProvider(const json::object &body, const ApiServices &services, ConnectWish *wish)
{
    wish->connector = stringOf(body, "provider");
    wish->profile = stringOf(body, "connector_profile_id");
    const std::string integration = stringOf(body, "integration_id");
    if (wish->connector.empty() && services.catalogue->find(integration))
        wish->connector = integration;
    if (wish->profile.empty() && !integration.empty() && services.profiles->find(wish->connector, integration))
        wish->profile = integration;
}

Result<void> readAccounts(const json::object &body, const Principal &principal, const ActionRunner &actions,
                          ConnectWish *wish)
{
    const Result<std::vector<std::string>> names = stringsOf(body, "account_ids");
    if (!names)
        return names.error();
    for (const std::string &name : *names) {
        const Result<Account> account = actions.resolve(principal, name);
        if (!account)
            return account.error();
        if (account->owner != wish->owner)
            return Error{ErrorCode::NotFound, "There is no such account."};
        wish->accounts.push_back(account->id);
    }
    return {};
}

Result<void> readEffects(const json::object &body, const Principal &principal, ConnectWish *wish)
{
    const Result<std::vector<std::string>> names = stringsOf(body, "effects");
    if (!names)
        return names.error();
    for (const std::string &name : *names) {
        const std::optional<Effect> effect = effectFrom(name);
        if (!effect)
            return Error{ErrorCode::SchemaViolation, "An effect is read, write or delete.", "effects"};
        wish->effects.insert(*effect);
    }
    // a session never may more than the key that made it
    if (wish->callsAllowed && !fulfils(principal, Need::Calls))
        return Error{ErrorCode::ScopeInsufficient,
                     "The scopes of this key do not allow calls, so its sessions can't either."};
    for (const Effect effect : {Effect::Read, Effect::Write, Effect::Delete}) {
        if (!mayUse(principal, effect))
            wish->effects.erase(effect);
        else if (!isGiven(body, "effects"))
            wish->effects.insert(effect);
    }
    if (wish->callsAllowed && wish->effects.empty())
        return Error{ErrorCode::ScopeInsufficient, "The scopes of this key do not allow these effects."};
    return {};
}

Result<void> readLimits(const json::object &body, const Principal &principal, const ActionRunner &actions,
                        ConnectWish *wish)
{
    if (const Result<void> read = readAccounts(body, principal, actions, wish); !read)
        return read;
    wish->callsAllowed = isGiven(body, "account_ids") || isGiven(body, "actions") || isGiven(body, "effects");
    if (const Result<void> read = readEffects(body, principal, wish); !read)
        return read;
    Result<std::vector<std::string>> globs = stringsOf(body, "actions");
    if (!globs)
        return globs.error();
    wish->actions = std::move(*globs);
    if (wish->actions.empty())
        wish->actions = principal.actions;
    for (const std::string &glob : wish->actions) {
        if (!principal.actions.empty() && !mayCall(principal, glob))
            return Error{ErrorCode::PolicyDenied, "This key may not call \"" + glob + "\"."};
    }
    // a key that is held to accounts signs those in again; no session takes it to another, old or new
    const bool reachesOut = !wish->connector.empty() || (wish->callsAllowed && wish->accounts.empty());
    if (!principal.accounts.empty() && !wish->account && reachesOut)
        return Error{ErrorCode::PolicyDenied,
                     "This key is held to certain accounts. Name the one to sign in to with account_id."};
    return {};
}

Result<ConnectWish> wishOf(const json::object &body, const Principal &principal, const ApiServices &services)
{
    const ActionRunner &actions = *services.actions;
    ConnectWish wish;
    wish.madeBy = principal.id;
    if (const Result<void> plain = checkTypes(body); !plain)
        return plain.error();
    if (const Result<void> read = readOwner(body, principal, &wish); !read)
        return read.error();
    if (isTrue(body, "shared"))
        return Error{ErrorCode::InvalidRequest, "Accounts are never shared between owners."};
    readProvider(body, services, &wish);
    wish.label = stringOf(body, "label");
    wish.alias = stringOf(body, "alias");
    Result<std::vector<std::string>> categories = stringsOf(body, "categories");
    if (!categories)
        return categories.error();
    wish.categories = std::move(*categories);
    for (const std::string &category : wish.categories) {
        if (!isCategory(category, *services.catalogue))
            return Error{ErrorCode::SchemaViolation, "There is no category \"" + category.substr(0, 64) + "\".",
                         "categories"};
    }
    wish.multiple = isTrue(body, "multiple");
    Result<std::string> type = accountTypeIn(body);
    if (!type)
        return type.error();
    wish.type = std::move(*type);
    if (const json::value *metadata = body.if_contains("metadata"); metadata != nullptr && metadata->is_object())
        wish.metadata = metadata->get_object();
    if (const json::value *life = body.if_contains("expires_in"); life != nullptr && !life->is_null()) {
        if (!life->is_number() || life->to_number<double>() < 1 || life->to_number<double>() > 30 * 86'400)
            return Error{ErrorCode::SchemaViolation, "expires_in is a number of seconds from 1 to 2592000.",
                         "expires_in"};
        wish.expiresIn = std::chrono::seconds(static_cast<std::int64_t>(life->to_number<double>()));
    }
    if (const std::string account = stringOf(body, "account_id"); !account.empty()) {
        const Result<Account> found = actions.resolve(principal, account);
        if (!found || found->owner != wish.owner)
            return Error{ErrorCode::NotFound, "There is no such account."};
        wish.account = found->id;
    }
    const Result<void> limits = readLimits(body, principal, actions, &wish);
    if (!limits)
        return limits.error();
    return wish;
}

json::object sessionJson(const ConnectSession &session, std::string_view userAgent)
{
    const auto orNull = [](const std::string &text) {
        return text.empty() ? json::value(nullptr) : json::value(json::string(text));
    };
    const ConnectWish &wish = session.wish;
    return {{"id", session.number},
            {"session_id", session.id.str()},
            {"organization_id", wantsNumberedOrganization(userAgent) ? json::value(1) : json::value("1")},
            {"project_id", "local"},
            {"categories", wish.categories.empty() ? json::value(nullptr) : json::value_from(wish.categories)},
            {"provider", orNull(wish.connector)},
            {"account_id", session.account ? json::value(json::string(session.account->str())) : json::value(nullptr)},
            {"origin_owner_id", wish.owner.str()},
            {"origin_owner_name", wish.ownerName},
            {"origin_username", orNull(wish.ownerUsername)},
            {"label", orNull(wish.label)},
            {"integration_id", orNull(wish.profile.empty() ? wish.connector : wish.profile)},
            {"external_trigger_token", nullptr},
            {"metadata", wish.metadata},
            {"type", wish.type},
            {"created_at", toRfc3339(session.created)},
            {"expires_at", toRfc3339(session.expires)}};
}

AuditRow adminRow(const ApiServices *services, const ApiContext *context, std::string event, const ConnectWish &wish)
{
    AuditRow row = adminRow(services, context, std::move(event));
    row.owner = wish.owner.str();
    row.connector = wish.connector;
    row.account = wish.account ? wish.account->str() : std::string();
    return row;
}

Task<Result<json::value>> create(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    Result<ConnectWish> wish = wishOf(*body, *context->principal, *services);
    if (!wish)
        co_return wish.error();
    AuditRow row = adminRow(services, context, "session.created", *wish);
    const Result<void> recorded = co_await services->audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    const bool calls = wish->callsAllowed;
    const std::vector<AccountId> accounts = wish->accounts;
    ConnectWish plain = std::move(*wish);
    const Result<NewSession> made = co_await services->connect->createSession(std::move(plain));
    if (!made)
        co_return made.error();
    const Headers &headers = context->request->head.headers;
    json::object answer = sessionJson(made->session, headers.value("user-agent"));
    answer["token"] = json::string(made->token.reveal());
    answer["auth_link_url"] = services->url + "/connect/" + std::string(made->link.reveal());
    answer["account"] = made->accountRecord ? json::value(accountJson(*made->accountRecord, *services->catalogue))
                                            : json::value(nullptr);
    const std::string only = made->session.account ? made->session.account->str()
        : accounts.size() == 1                     ? accounts.front().str()
                                                   : std::string();
    // a session that may call brings its own token; else the caller's own key is the one that works
    const std::string authorization = calls ? "Bearer " + std::string(made->token.reveal())
                                            : std::string(headers.value("authorization"));
    answer["mcp_config"] = mcpConfig(services->url, authorization, only);
    co_return json::value(std::move(answer));
}

Task<Result<json::value>> authenticate(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    const Result<ConnectSession> session = services->connect->authenticate(stringOf(*body, "token"));
    const std::optional<OwnerId> &owner = context->principal->owner;
    if (!session || (owner && *owner != session->wish.owner))
        co_return Error{ErrorCode::NotFound, "There is no such session, or it has ended."};
    co_return json::value(sessionJson(*session, context->request->head.headers.value("user-agent")));
}

Task<Result<json::value>> remove(const ApiServices *services, ApiContext *context)
{
    SessionId id(context->param("id"));
    std::optional<OwnerId> owner = context->principal->owner;
    const Result<ConnectSession> session = services->connect->session(id, owner);
    if (!session)
        co_return session.error();
    AuditRow row = adminRow(services, context, "session.deleted", session->wish);
    const Result<void> recorded = co_await services->audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    const Result<void> removed = co_await services->connect->deleteSession(std::move(id), std::move(owner));
    if (!removed)
        co_return removed.error();
    co_return json::value{{"deleted", true}};
}

} // namespace

void addSessionRoutes(Router *router, const ApiServices *services)
{
    router->add({"POST", "/connect_sessions", Audience::Key, Need::AccountsWrite, "Starts connecting an account",
                 answering(services, &create, 201)});
    router->add({"POST", "/connect_sessions/authenticate", Audience::Key, Need::AccountsRead,
                 "The session behind a token", answering(services, &authenticate, 201)});
    router->add({"DELETE", "/connect_sessions/{id}", Audience::Key, Need::AccountsWrite, "Ends a session and its link",
                 answering(services, &remove)});
}

} // namespace hub
