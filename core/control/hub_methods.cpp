// hub.*, vault.*
#include "core/control/methods.h"

#include <unistd.h>

namespace hub::control {
namespace {

Task<Result<json::object>> status(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<void> vault = co_await context->services.vault->check();
    json::object state;
    state["kind"] = context->services.vault->kind();
    state["state"] = vault ? "ok" : "locked";
    state["message"] = vault ? std::string() : vault.error().message;
    json::object out;
    out["version"] = context->info.version;
    out["url"] = context->info.url;
    out["port"] = context->info.port;
    out["pid"] = static_cast<std::int64_t>(::getpid());
    out["data_dir"] = context->info.dataDir;
    out["started_at"] = toRfc3339(context->info.startedAt);
    out["vault"] = std::move(state);
    out["redirect_uri"] = context->services.connect->redirectUri({});
    co_return out;
}

Task<Result<json::object>> migrate(Context *context, json::object raw)
{
    Params params(&raw);
    const std::string kind = params.text("kind");
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    if (kind != "sealed" && kind != "keychain")
        co_return Error{ErrorCode::SchemaViolation, "\"kind\" is sealed or keychain.", "kind"};
    AuditRow row = adminRow(context, "vault.migrated");
    row.detail = "to " + kind;
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded)
        co_return recorded.error();
    const Result<std::size_t> moved = co_await context->services.moveVault(kind);
    if (!moved)
        co_return moved.error();
    json::object out;
    out["kind"] = kind;
    out["moved"] = *moved;
    co_return out;
}

} // namespace

void addHubMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "hub.status", &status);
    addMethod(table, context, "vault.migrate", &migrate);
}

} // namespace hub::control
