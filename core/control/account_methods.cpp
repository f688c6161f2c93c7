// accounts.*
#include "core/control/shapes.h"

namespace hub::control {
namespace {

constexpr const char *kSuspendedByPerson = "suspended_by_person";

json::object answer(const Context *context, const Account &account)
{
    json::object out;
    out["account"] = accountJson(*context, account);
    return out;
}

//! The account of a method that takes `account` and `owner?` and nothing else.
Result<Account> onlyAccount(const Context *context, const json::object &raw)
{
    Params params(&raw);
    const std::string name = params.text("account");
    const std::string owner = params.optionalText("owner");
    if (const Result<void> checked = params.check(); !checked)
        return checked.error();
    return accountOf(context, name, owner);
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string owner = params.optionalText("owner");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    AccountFilter filter;
    if (!owner.empty())
        filter.owner = OwnerId(owner);
    const std::vector<ApiKey> keys = context->services.keys->list();
    json::array rows;
    for (const Account &account : context->services.accounts->list(filter))
        rows.push_back(accountJson(*context, account, keys));
    json::object out;
    out["accounts"] = std::move(rows);
    co_return out;
}

Task<Result<json::object>> show(Context *context, json::object raw)
{
    const Result<Account> account = onlyAccount(context, raw);
    if (!account)
        co_return account.error();
    co_return answer(context, *account);
}

//! Writes the changed account and its row of the record.
Task<Result<json::object>> keep(Context *context, Account account, std::string event)
{
    const Result<Account> kept = co_await context->services.accounts->update(std::move(account));
    if (!kept)
        co_return kept.error();
    AuditRow row = adminRow(context, std::move(event), *kept);
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    co_return answer(context, *kept);
}

Task<Result<json::object>> suspend(Context *context, json::object raw)
{
    const Result<Account> found = onlyAccount(context, raw);
    if (!found)
        co_return found.error();
    // one that does not serve has its own reason, which a pause must not hide
    if (found->status != AccountStatus::Active)
        co_return Error{ErrorCode::Conflict,
                        "Only an active account can be paused; this one is " + std::string(wireName(found->status))
                            + '.'};
    Account account = *found;
    account.status = AccountStatus::Suspended;
    account.reasons = {{kSuspendedByPerson, "Paused by you.", context->services.clock->now()}};
    std::string event = "account.suspended";
    Result<json::object> kept = co_await keep(context, std::move(account), std::move(event));
    co_return kept;
}

Task<Result<json::object>> resume(Context *context, json::object raw)
{
    const Result<Account> found = onlyAccount(context, raw);
    if (!found)
        co_return found.error();
    if (found->status != AccountStatus::Suspended)
        co_return Error{ErrorCode::Conflict,
                        "Only a paused account can go on; this one is " + std::string(wireName(found->status)) + '.'};
    Account account = *found;
    account.status = AccountStatus::Active;
    account.reasons.clear();
    std::string event = "account.resumed";
    Result<json::object> kept = co_await keep(context, std::move(account), std::move(event));
    co_return kept;
}

Task<Result<json::object>> alias(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string name = params.text("account");
    const std::string owner = params.optionalText("owner");
    const std::string wanted = params.text("alias");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<Account> found = accountOf(context, name, owner);
    if (!found)
        co_return found.error();
    Account account = *found;
    account.alias = wanted;
    std::string event = "account.renamed";
    Result<json::object> kept = co_await keep(context, std::move(account), std::move(event));
    co_return kept;
}

Task<Result<json::object>> refresh(Context *context, json::object raw)
{
    const Result<Account> found = onlyAccount(context, raw);
    if (!found)
        co_return found.error();
    if (const std::optional<Error> refused = refusal(*found); refused) // only active ones refresh
        co_return *refused;
    Account account = *found;
    const Result<void> refreshed = co_await context->services.credentials->refreshNow(std::move(account));
    AuditRow row = adminRow(context, "account.refreshed", *found);
    row.status = refreshed ? 200 : httpStatus(refreshed.error().code);
    row.detail = refreshed ? std::string() : std::string(wireName(refreshed.error().code));
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!refreshed)
        co_return refreshed.error();
    if (!recorded)
        co_return recorded.error();
    const Result<Account> now = context->services.accounts->find(found->owner, found->id.str());
    co_return answer(context, now ? *now : *found);
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    const Result<Account> found = onlyAccount(context, raw);
    if (!found)
        co_return found.error();
    json::object last = answer(context, *found);
    // the record comes first: a deletion without a trace is worse than a trace of one that failed
    AuditRow row = adminRow(context, "account.deleted", *found);
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    Account account = *found;
    const Result<void> forgotten = co_await context->services.credentials->forget(std::move(account));
    if (!forgotten)
        co_return forgotten.error();
    OwnerId owner = found->owner;
    AccountId id = found->id;
    const Result<void> removed = co_await context->services.accounts->remove(std::move(owner), std::move(id));
    if (!removed)
        co_return removed.error();
    co_return last;
}

} // namespace

void addAccountMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "accounts.list", &list);
    addMethod(table, context, "accounts.show", &show);
    addMethod(table, context, "accounts.suspend", &suspend);
    addMethod(table, context, "accounts.resume", &resume);
    addMethod(table, context, "accounts.alias", &alias);
    addMethod(table, context, "accounts.refresh", &refresh);
    addMethod(table, context, "accounts.delete", &remove);
}

} // namespace hub::control
