// actions.*
#include "core/base/encoding.h"
#include "core/control/methods.h"

namespace hub::control {
namespace {

std::shared_ptr<const Principal> person()
{
    auto principal = std::make_shared<Principal>();
    principal->kind = Principal::Kind::Key;
    principal->id = "connect-hubctl";
    principal->name = "connect-hubctl";
    principal->scopes = {Scope::Full};
    return principal;
}

Task<Result<json::object>> call(Context *context, json::object raw)
{
    Params params(&raw);
    ActionCall wanted;
    wanted.actionId = params.text("action");
    wanted.account = params.optionalText("account");
    const json::object arguments = params.object("arguments");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    wanted.principal = person();
    wanted.protocol = "control";
    wanted.requestId = randomBase62(*context->services.random, 22);
    const auto found = context->services.catalogue->findAction(wanted.actionId);
    if (found.second != nullptr) {
        Result<ActionArguments> read = argumentsFrom(*found.second, arguments);
        if (!read)
            co_return read.error();
        wanted.arguments = std::move(*read);
    }
    Result<ActionOutcome> outcome = co_await context->services.actions->run(std::move(wanted));
    if (!outcome)
        co_return outcome.error();
    json::object out;
    out["status"] = outcome->status;
    out["data"] = std::move(outcome->data);
    if (outcome->binary)
        out["data"].get_object()["base64"] = base64(outcome->binary->bytes);
    out["next"] = outcome->next;
    out["account_id"] = outcome->accountId;
    co_return out;
}

} // namespace

void addActionMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "actions.call", &call);
}

} // namespace hub::control
