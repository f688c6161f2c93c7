// hub.*
#include "core/control/methods.h"

#include <unistd.h>

namespace hub::control {
namespace {

Task<Result<json::object>> status(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const Result<void> vault = co_await checkVault(context);
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

} // namespace

void addHubMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "hub.status", &status);
}

} // namespace hub::control
