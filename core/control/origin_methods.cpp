// origins.*: web pages of other origins that may talk to /hub/*.
#include "core/access/origin_list.h"
#include "core/control/methods.h"

namespace hub::control {
namespace {

json::object listed(const Context *context)
{
    json::object out;
    out["origins"] = json::value_from(context->services.origins->all());
    return out;
}

//! Takes the one parameter and records what is about to happen.
Task<Result<std::string>> recorded(Context *context, const json::object *raw, std::string event)
{
    Params params(raw);
    const std::string origin = params.text("origin");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    AuditRow row = adminRow(context, std::move(event));
    row.detail = origin.substr(0, 300);
    const Result<void> kept = co_await context->services.audit->recordNow(std::move(row));
    if (!kept)
        co_return kept.error();
    co_return origin;
}

Task<Result<json::object>> list(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    co_return listed(context);
}

Task<Result<json::object>> allow(Context *context, json::object raw)
{
    std::string event = "origin.allowed";
    Result<std::string> origin = co_await recorded(context, &raw, std::move(event));
    if (!origin)
        co_return origin.error();
    std::string wanted = std::move(*origin);
    const Result<void> kept = co_await context->services.origins->allow(std::move(wanted));
    if (!kept)
        co_return kept.error();
    co_return listed(context);
}

Task<Result<json::object>> remove(Context *context, json::object raw)
{
    std::string event = "origin.removed";
    Result<std::string> origin = co_await recorded(context, &raw, std::move(event));
    if (!origin)
        co_return origin.error();
    std::string unwanted = std::move(*origin);
    const Result<void> removed = co_await context->services.origins->remove(std::move(unwanted));
    if (!removed)
        co_return removed.error();
    co_return listed(context);
}

} // namespace

void addOriginMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "origins.list", &list);
    addMethod(table, context, "origins.allow", &allow);
    addMethod(table, context, "origins.remove", &remove);
}

} // namespace hub::control
