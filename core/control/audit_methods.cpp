// audit.*
#include "core/control/methods.h"

#include <limits>

namespace hub::control {
namespace {

constexpr std::int64_t kDefaultCount = 50;
constexpr std::int64_t kMostRows = 1000;

Task<Result<json::object>> tail(Context *context, json::object raw)
{
    Params params(&raw);
    const auto count = static_cast<std::size_t>(params.number("count", kDefaultCount, 1, kMostRows));
    const std::int64_t before = params.number("before", 0, 0, std::numeric_limits<std::int64_t>::max());
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<void> flushed = co_await context->services.audit->flush();
    static_cast<void>(flushed); // rows that could not be written yet are told by the log itself
    const Result<std::vector<AuditRow>> rows = co_await context->services.audit->tail(count, before);
    if (!rows)
        co_return rows.error();
    json::array list;
    for (const AuditRow &row : *rows)
        list.push_back(toJson(row));
    json::object out;
    out["rows"] = std::move(list);
    co_return out;
}

Task<Result<json::object>> verify(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<void> flushed = co_await context->services.audit->flush();
    if (!flushed)
        co_return flushed.error();
    const Result<std::int64_t> rows = co_await context->services.audit->verify();
    if (!rows)
        co_return rows.error();
    json::object out;
    out["rows"] = *rows;
    co_return out;
}

} // namespace

void addAuditMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "audit.tail", &tail);
    addMethod(table, context, "audit.verify", &verify);
}

} // namespace hub::control
