// keys.*
#include "core/control/shapes.h"

#include "core/access/mcp_config.h"

namespace hub::control {
namespace {

constexpr std::int64_t kLongestLife = 3650;

template <typename T, typename Read>
Result<std::set<T>> namesTo(const std::vector<std::string> &names, const char *field, Read read,
                            std::vector<std::string> choices)
{
    std::set<T> out;
    for (const std::string &name : names) {
        const std::optional<T> value = read(name);
        if (!value)
            return Error{ErrorCode::SchemaViolation,
                         '"' + name.substr(0, 64) + "\" is none of the " + field + '.',
                         field,
                         {},
                         {},
                         std::move(choices)};
        out.insert(*value);
    }
    return out;
}

struct Wish {
    ApiKey record;
    std::string onlyAccount; //!< the alias, when it may reach exactly one
};

Result<Wish> wishOf(const Context *context, const json::object &raw)
{
    Params params(&raw);
    Wish wish;
    wish.record.name = params.text("name");
    const std::vector<std::string> scopes = params.texts("scopes");
    const std::vector<std::string> effects = params.texts("effects");
    const std::string owner = params.optionalText("owner");
    const std::vector<std::string> accounts = params.texts("accounts");
    wish.record.actions = params.texts("actions");
    const std::int64_t days = params.number("expires_days", 0, 1, kLongestLife);
    wish.record.toolMode = params.optionalText("tool_mode");
    if (const Result<void> checked = params.check(); !checked)
        return checked.error();

    if (const std::string &mode = wish.record.toolMode;
        !mode.empty() && mode != "individual" && mode != "search_execute")
        return Error{ErrorCode::SchemaViolation, "A tool mode is individual or search_execute.", "tool_mode"};
    Result<std::set<Scope>> scopeSet = namesTo<Scope>(scopes, "scopes", scopeFrom,
                                                      {"full", "read", "accounts", "actions"});
    if (!scopeSet)
        return scopeSet.error();
    Result<std::set<Effect>> effectSet = namesTo<Effect>(effects, "effects", effectFrom, {"read", "write", "delete"});
    if (!effectSet)
        return effectSet.error();
    wish.record.scopes = std::move(*scopeSet);
    wish.record.effects = std::move(*effectSet);
    if (!owner.empty())
        wish.record.owner = OwnerId(owner);
    for (const std::string &name : accounts) {
        const Result<Account> account = context->services.accounts->find(wish.record.owner, name);
        if (!account)
            return account.error();
        wish.record.accounts.push_back(account->id);
        wish.onlyAccount = accounts.size() == 1 ? (account->alias.empty() ? account->id.str() : account->alias)
                                                : std::string();
    }
    if (days > 0)
        wish.record.expires = context->services.clock->now() + std::chrono::days(days);
    return wish;
}

Task<Result<json::object>> create(Context *context, json::object raw)
{
    Result<Wish> wish = wishOf(context, raw);
    if (!wish)
        co_return wish.error();
    ApiKey record = std::move(wish->record);
    Result<NewKey> made = co_await context->services.keys->create(std::move(record));
    if (!made)
        co_return made.error();
    AuditRow row = adminRow(context, "key.created");
    row.owner = made->record.owner ? made->record.owner->str() : std::string();
    row.detail = made->record.id.str() + ' ' + made->record.name;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded) {
        // nobody has seen it yet: a key without a record of its making must not stay
        KeyId id = made->record.id;
        const Result<void> undone = co_await context->services.keys->remove(std::move(id));
        static_cast<void>(undone);
        co_return recorded.error();
    }
    context->publish("key.changed", {});
    json::object out;
    out["key"] = keyJson(made->record);
    out["secret"] = made->key.reveal();
    out["mcp_config"] = mcpConfig(context->info.base(), keyAuthorization(made->key.reveal()), wish->onlyAccount);
    co_return out;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    json::array rows;
    for (const ApiKey &key : context->services.keys->list())
        rows.push_back(keyJson(key));
    json::object out;
    out["keys"] = std::move(rows);
    co_return out;
}

Result<ApiKey> keyOf(const Context *context, const std::string &id)
{
    for (ApiKey &key : context->services.keys->list()) {
        if (key.id.str() == id)
            return std::move(key);
    }
    return Error{ErrorCode::NotFound,
                 "There is no key with the id \"" + id.substr(0, 64) + "\". The list shows the ids."};
}

Result<ApiKey> onlyKey(const Context *context, const json::object &raw)
{
    Params params(&raw);
    const std::string id = params.text("key");
    if (const Result<void> checked = params.check(); !checked)
        return checked.error();
    return keyOf(context, id);
}

//! What ends each change of a key: its row of the record, and the news.
Task<Result<json::object>> changed(Context *context, ApiKey key, std::string event)
{
    AuditRow row = adminRow(context, std::move(event));
    row.detail = key.id.str() + ' ' + key.name;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    context->publish("key.changed", {});
    if (!recorded)
        co_return recorded.error();
    co_return json::object();
}

Task<Result<json::object>> setEnabled(Context *context, json::object raw, bool enabled)
{
    const Result<ApiKey> key = onlyKey(context, raw);
    if (!key)
        co_return key.error();
    KeyId id = key->id;
    const Result<void> done = co_await context->services.keys->setEnabled(std::move(id), enabled);
    if (!done)
        co_return done.error();
    ApiKey copy = *key;
    std::string event = enabled ? "key.enabled" : "key.disabled";
    Result<json::object> out = co_await changed(context, std::move(copy), std::move(event));
    co_return out;
}

Task<Result<json::object>> disable(Context *context, json::object raw)
{
    return setEnabled(context, std::move(raw), false);
}

Task<Result<json::object>> enable(Context *context, json::object raw)
{
    return setEnabled(context, std::move(raw), true);
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    const Result<ApiKey> key = onlyKey(context, raw);
    if (!key)
        co_return key.error();
    KeyId id = key->id;
    const Result<void> done = co_await context->services.keys->remove(std::move(id));
    if (!done)
        co_return done.error();
    ApiKey copy = *key;
    std::string event = "key.deleted";
    Result<json::object> out = co_await changed(context, std::move(copy), std::move(event));
    co_return out;
}

Task<Result<json::object>> allow(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string wanted = params.text("key");
    const std::string name = params.text("account");
    const bool allowed = params.requiredFlag("allow");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<ApiKey> key = keyOf(context, wanted);
    if (!key)
        co_return key.error();
    const Result<Account> account = context->services.accounts->find(key->owner, name);
    if (!account)
        co_return account.error();
    if (!allowed && key->accounts.empty())
        co_return Error{ErrorCode::Conflict,
                        "This key reaches every account. Make one that is bound to the accounts you want."};
    KeyId id = key->id;
    AccountId reached = account->id;
    const Result<void> done = co_await context->services.keys->allowAccount(std::move(id), std::move(reached), allowed);
    if (!done)
        co_return done.error();
    AuditRow row = adminRow(context, allowed ? "key.allowed" : "key.disallowed", *account);
    row.detail = key->id.str() + ' ' + key->name;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    context->publish("key.changed", {});
    json::object event;
    event["account"] = accountJson(*context, *account);
    context->publish("account.changed", std::move(event));
    if (!recorded)
        co_return recorded.error();
    co_return json::object();
}

} // namespace

void addKeyMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "keys.create", &create);
    addMethod(table, context, "keys.list", &list);
    addMethod(table, context, "keys.disable", &disable);
    addMethod(table, context, "keys.enable", &enable);
    addMethod(table, context, "keys.delete", &remove);
    addMethod(table, context, "keys.allow", &allow);
}

} // namespace hub::control
