// agents.*
#include "core/agents/agents.h"
#include "core/control/methods.h"

namespace hub::control {
namespace {

json::object agentJson(const Agent &agent)
{
    json::object out;
    out["name"] = agent.name;
    out["title"] = agent.title;
    out["file"] = agent.file;
    out["state"] = wireName(agent.state);
    out["detail"] = agent.detail;
    out["key_id"] = agent.key ? json::value(agent.key->str()) : json::value(nullptr);
    return out;
}

json::object agentAnswer(const Agent &agent)
{
    json::object out;
    out["agent"] = agentJson(agent);
    return out;
}

template <typename T>
Result<std::set<T>> setOf(const std::vector<std::string> &names, const char *field,
                          std::optional<T> (*read)(std::string_view))
{
    std::set<T> out;
    for (const std::string &name : names) {
        const std::optional<T> value = read(name);
        if (!value)
            return Error{ErrorCode::SchemaViolation, '"' + name.substr(0, 64) + "\" is none of the " + field + '.',
                         field};
        out.insert(*value);
    }
    return out;
}

struct Wish {
    std::string name;
    AgentWish agent;
};

//! Whoever says nothing gets a key that reads; whoever says something, what he says. Never more than this computer's own.
Result<Wish> wishOf(const Context *context, const json::object &raw)
{
    Params params(&raw);
    Wish out;
    out.name = params.text("name");
    const std::vector<std::string> scopes = params.texts("scopes");
    const std::vector<std::string> effects = params.texts("effects");
    const std::vector<std::string> accounts = params.texts("accounts");
    if (const Result<void> checked = params.check(); !checked)
        return checked.error();
    const Result<std::set<Scope>> scopeSet = setOf<Scope>(scopes, "scopes", &scopeFrom);
    if (!scopeSet)
        return scopeSet.error();
    const Result<std::set<Effect>> effectSet = setOf<Effect>(effects, "effects", &effectFrom);
    if (!effectSet)
        return effectSet.error();
    ApiKey key;
    key.owner = OwnerId(std::string(kLocalOwner));
    key.scopes = *scopeSet;
    key.effects = *effectSet;
    if (key.scopes.empty()) {
        key.scopes = {Scope::Actions};
        key.effects = effects.empty() ? std::set<Effect>{Effect::Read} : *effectSet;
    }
    for (const std::string &name : accounts) {
        const Result<Account> account = context->services.accounts->find(key.owner, name);
        if (!account)
            return account.error();
        key.accounts.push_back(account->id);
    }
    const Result<Agent> agent = context->services.agents->find(out.name);
    if (!agent)
        return agent.error();
    out.agent = {std::move(key), !scopes.empty() || !effects.empty() || !accounts.empty()};
    return out;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    json::array rows;
    for (const Agent &agent : context->services.agents->list())
        rows.push_back(agentJson(agent));
    json::object out;
    out["agents"] = std::move(rows);
    co_return out;
}

Task<Result<void>> recorded(Context *context, std::string event, std::string detail)
{
    AuditRow row = adminRow(context, std::move(event));
    row.detail = std::move(detail);
    co_return co_await context->services.audit->recordNow(std::move(row));
}

//! What ends a change: what could not be done is on record, too, and the news go out.
Result<json::object> ended(Context *context, const Result<Agent> &agent, const std::string &name)
{
    context->publish("key.changed", {});
    context->publish("agent.changed", {});
    if (agent)
        return agentAnswer(*agent);
    AuditRow row = adminRow(context, "agent.unchanged");
    row.detail = name + ": " + std::string(wireName(agent.error().code));
    context->services.audit->record(std::move(row));
    return agent.error();
}

Task<Result<json::object>> install(Context *context, json::object raw)
{
    Result<Wish> wish = wishOf(context, raw);
    if (!wish)
        co_return wish.error();
    std::string name = wish->name;
    std::string event = "agent.installed";
    std::string detail = name;
    const Result<void> onRecord = co_await recorded(context, std::move(event), std::move(detail));
    if (!onRecord)
        co_return onRecord.error();
    AgentWish key = std::move(wish->agent);
    const Result<Agent> agent = co_await context->services.agents->install(std::move(name), std::move(key));
    co_return ended(context, agent, wish->name);
}

Result<std::string> onlyName(const Context *context, const json::object &raw)
{
    Params params(&raw);
    std::string name = params.text("name");
    if (const Result<void> checked = params.check(); !checked)
        return checked.error();
    const Result<Agent> agent = context->services.agents->find(name);
    return agent ? Result<std::string>(std::move(name)) : Result<std::string>(agent.error());
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    const Result<std::string> name = onlyName(context, raw);
    if (!name)
        co_return name.error();
    std::string event = "agent.removed";
    std::string detail = *name;
    const Result<void> onRecord = co_await recorded(context, std::move(event), std::move(detail));
    if (!onRecord)
        co_return onRecord.error();
    std::string copy = *name;
    const Result<Agent> agent = co_await context->services.agents->remove(std::move(copy));
    co_return ended(context, agent, *name);
}

//! No key leaves without a row that says so.
Task<Result<json::object>> key(Context *context, json::object raw)
{
    const Result<std::string> name = onlyName(context, raw);
    if (!name)
        co_return name.error();
    std::string copy = *name;
    const Result<AgentKey> found = co_await context->services.agents->key(std::move(copy));
    if (!found)
        co_return found.error();
    std::string event = "agent.key";
    std::string detail = found->id.str() + ' ' + *name;
    const Result<void> onRecord = co_await recorded(context, std::move(event), std::move(detail));
    if (!onRecord)
        co_return onRecord.error();
    json::object out;
    out["key_id"] = found->id.str();
    out["secret"] = found->key.reveal();
    out["url"] = context->info.url;
    co_return out;
}

} // namespace

void addAgentMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "agents.list", &list);
    addMethod(table, context, "agents.install", &install);
    addMethod(table, context, "agents.remove", &remove);
    addMethod(table, context, "agents.key", &key);
}

} // namespace hub::control
