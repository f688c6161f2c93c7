// links.*: auth links.
#include "core/control/shapes.h"

namespace hub::control {
namespace {

constexpr std::int64_t kDefaultDays = 30;
constexpr std::int64_t kMostDays = 365;

Task<Result<json::object>> create(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string owner = params.optionalText("owner");
    const std::string name = params.optionalText("account");
    ConnectWish wish;
    wish.connector = params.optionalText("connector");
    const std::chrono::days life(params.number("days", kDefaultDays, 1, kMostDays));
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    wish.owner = OwnerId(owner.empty() ? std::string(kLocalOwner) : owner);
    if (!name.empty()) {
        const Result<Account> account = accountOf(context, name, owner);
        if (!account)
            co_return account.error();
        wish.owner = account->owner;
        wish.ownerName = account->ownerName;
        wish.connector = account->connector;
        wish.account = account->id;
    }
    if (!wish.connector.empty() && !context->services.catalogue->find(wish.connector))
        co_return Error{ErrorCode::NotFound, "There is no connector \"" + wish.connector.substr(0, 64) + "\"."};
    Result<std::pair<AuthLink, Secret>> made = co_await context->services.connect->createLink(std::move(wish), life);
    if (!made)
        co_return made.error();
    AuditRow row = adminRow(context, "link.created");
    row.owner = made->first.wish.owner.str();
    row.connector = made->first.wish.connector;
    row.detail = made->first.id.str();
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded) {
        LinkId id = made->first.id;
        const Result<void> undone = co_await context->services.connect->revokeLink(std::move(id));
        static_cast<void>(undone);
        co_return recorded.error();
    }
    context->publish("link.changed", {});
    json::object out;
    out["link"] = linkJson(made->first);
    out["url"] = context->info.base() + "/connect/" + std::string(made->second.reveal());
    co_return out;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    json::array rows;
    for (const AuthLink &link : context->services.connect->links())
        rows.push_back(linkJson(link));
    json::object out;
    out["links"] = std::move(rows);
    co_return out;
}

Task<Result<json::object>> revoke(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string wanted = params.text("link");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    LinkId id(wanted);
    const Result<void> revoked = co_await context->services.connect->revokeLink(std::move(id));
    if (!revoked)
        co_return revoked.error();
    AuditRow row = adminRow(context, "link.revoked");
    row.detail = wanted;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    context->publish("link.changed", {});
    if (!recorded)
        co_return recorded.error();
    co_return json::object();
}

} // namespace

void addLinkMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "links.create", &create);
    addMethod(table, context, "links.list", &list);
    addMethod(table, context, "links.revoke", &revoke);
}

} // namespace hub::control
