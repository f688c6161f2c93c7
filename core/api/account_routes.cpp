// /accounts and /connectors/meta.
#include "core/api/answering.h"
#include "core/api/query_lists.h"
#include "core/api/shapes.h"

namespace hub {
namespace {

Result<AccountFilter> filterOf(const ApiServices &services, const ApiContext &context)
{
    AccountFilter filter;
    filter.owner = context.principal->owner;
    for (const std::string &name : listOf(context, "account_ids")) {
        const Result<Account> account = services.accounts->find(filter.owner, name);
        filter.ids.push_back(account ? account->id.str() : name);
    }
    filter.connectors = listOf(context, "providers");
    for (std::string &one : listOf(context, "provider"))
        filter.connectors.push_back(std::move(one));
    filter.owners = listOf(context, "origin_owner_ids");
    for (std::string &one : listOf(context, "origin_owner_id"))
        filter.owners.push_back(std::move(one));
    for (const std::string &name : listOf(context, "status")) {
        const std::optional<AccountStatus> status = accountStatusFrom(name);
        if (!status)
            return Error{ErrorCode::InvalidRequest, "\"" + name + "\" is no status of an account."};
        filter.statuses.push_back(*status);
    }
    return filter;
}

Task<Result<json::value>> listAccounts(const ApiServices *services, ApiContext *context)
{
    const Result<AccountFilter> filter = filterOf(*services, *context);
    if (!filter)
        co_return filter.error();
    std::vector<Account> visible;
    for (Account &account : services->accounts->list(*filter)) {
        if (mayReach(*context->principal, account.owner, account.id))
            visible.push_back(std::move(account));
    }
    const std::size_t size = pageSizeOf(*context);
    // nowhere is it said whether pages count from 0 or 1: both start at the first
    const std::size_t page = std::max<std::size_t>(1, numberOr(context->queryValue("page"), 1, 999'999));
    json::array rows;
    for (std::size_t i = (page - 1) * size; i < visible.size() && i < page * size; ++i)
        rows.push_back(accountJson(visible[i], *services->catalogue));
    co_return json::value(std::move(rows));
}

Result<Account> accountOf(const ApiServices *services, const ApiContext *context)
{
    return services->actions->resolve(*context->principal, context->param("id"));
}

AuditRow adminRow(const ApiServices *services, const ApiContext *context, std::string event, const Account &account)
{
    AuditRow row = adminRow(services, context, std::move(event));
    row.owner = account.owner.str();
    row.account = account.id.str();
    row.connector = account.connector;
    return row;
}

Task<Result<json::value>> showAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> account = accountOf(services, context);
    if (!account)
        co_return account.error();
    co_return json::value(accountJson(*account, *services->catalogue));
}

Task<Result<json::value>> metaOfAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> account = accountOf(services, context);
    if (!account)
        co_return account.error();
    const SummaryPointer connector = services->catalogue->summary(account->connector);
    co_return json::value{{"provider", account->connector},
                          {"category", connector ? categoryOf(*connector) : "stackone"},
                          {"models", json::object()}};
}

bool says(const json::object &body, std::string_view name)
{
    const json::value *value = body.if_contains(name);
    const json::object *object = value != nullptr ? value->if_object() : nullptr;
    return value != nullptr && !value->is_null() && (object == nullptr || !object->empty());
}

//! What is not the caller's to change is refused rather than passed over. \errors InvalidRequest
Result<void> checkFixed(const json::object &body, const Account &account)
{
    if (const json::value *shared = body.if_contains("shared"); shared != nullptr && *shared == json::value(true))
        return Error{ErrorCode::InvalidRequest, "Accounts are never shared between owners."};
    if (stringOf(body, "origin_owner_id", account.owner.str()) != account.owner.str())
        return Error{ErrorCode::InvalidRequest, "An account stays with its owner. Connect one for the other owner.",
                     "origin_owner_id"};
    if (stringOf(body, "provider", account.connector) != account.connector)
        return Error{ErrorCode::InvalidRequest, "An account stays with its provider.", "provider"};
    for (const char *name : {"credentials", "secrets", "setup_information"}) {
        if (says(body, name))
            return Error{ErrorCode::InvalidRequest,
                         "Credentials are given on the connect page only: start a session with this account_id.", name};
    }
    return {};
}

//! The fields a caller may change. Empty objects are ignored: a client sends them for what it can't express.
Task<Result<json::value>> patchAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> found = accountOf(services, context);
    if (!found)
        co_return found.error();
    Account account = *found;
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    if (const Result<void> fits = checkFixed(*body, account); !fits)
        co_return fits.error();
    if (const Result<void> plain = checkPlainTexts(*body); !plain)
        co_return plain.error();
    if (says(*body, "type")) {
        const Result<std::string> type = accountTypeIn(*body);
        if (!type)
            co_return type.error();
        account.type = *type;
    }
    account.label = stringOf(*body, "label", account.label);
    account.ownerName = stringOf(*body, "origin_owner_name", account.ownerName);
    account.ownerUsername = stringOf(*body, "origin_username", account.ownerUsername);
    account.alias = stringOf(*body, "alias", account.alias);
    if (const json::value *metadata = body->if_contains("metadata");
        metadata != nullptr && metadata->is_object() && !metadata->get_object().empty())
        account.metadata = metadata->get_object();
    AuditRow row = adminRow(services, context, "account.changed", account);
    const Result<void> recorded = co_await services->audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    const Result<Account> kept = co_await services->accounts->update(std::move(account));
    if (!kept)
        co_return kept.error();
    co_return json::value(accountJson(*kept, *services->catalogue));
}

Task<Result<json::value>> deleteAccount(const ApiServices *services, ApiContext *context)
{
    const Result<Account> found = accountOf(services, context);
    if (!found)
        co_return found.error();
    const Account &account = *found;
    AuditRow row = adminRow(services, context, "account.deleted", account);
    const Result<void> recorded = co_await services->audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    json::value last = accountJson(account, *services->catalogue);
    Account copy = account;
    const Result<void> forgotten = co_await services->credentials->forget(std::move(copy));
    if (!forgotten)
        co_return forgotten.error();
    const Result<void> removed = co_await services->accounts->remove(account.owner, account.id);
    if (!removed)
        co_return removed.error();
    co_return last;
}

Task<Result<json::value>> listMeta(const ApiServices *services, ApiContext *context)
{
    const bool pictures = asksFor(*context, "include", "resources");
    json::array rows;
    for (const SummaryPointer &connector : services->catalogue->summaries())
        rows.push_back(connectorMetaJson(*connector, pictures));
    co_return json::value(std::move(rows));
}

Task<Result<json::value>> oneMeta(const ApiServices *services, ApiContext *context)
{
    const SummaryPointer connector = services->catalogue->summary(context->param("key"));
    if (!connector)
        co_return Error{ErrorCode::NotFound, "There is no such connector."};
    co_return json::value(connectorMetaJson(*connector, asksFor(*context, "include", "resources")));
}

} // namespace

void addAccountRoutes(Router *router, const ApiServices *services)
{
    router->add({"GET", "/accounts", Audience::Key, Need::AccountsRead, "Accounts of the caller's owner",
                 answering(services, &listAccounts)});
    router->add({"GET", "/accounts/{id}", Audience::Key, Need::AccountsRead, "One account, by id or alias",
                 answering(services, &showAccount)});
    router->add({"PATCH", "/accounts/{id}", Audience::Key, Need::AccountsWrite, "Changes label, alias, names, metadata",
                 answering(services, &patchAccount)});
    router->add({"DELETE", "/accounts/{id}", Audience::Key, Need::AccountsWrite,
                 "Signs out at the provider and deletes", answering(services, &deleteAccount)});
    router->add({"GET", "/accounts/{id}/meta", Audience::Key, Need::AccountsRead, "The account's provider",
                 answering(services, &metaOfAccount)});
    router->add({"GET", "/connectors/meta", Audience::Key, Need::None, "All connectors",
                 answering(services, &listMeta)});
    router->add({"GET", "/connectors/meta/{key}", Audience::Key, Need::None, "One connector",
                 answering(services, &oneMeta)});
}

} // namespace hub
