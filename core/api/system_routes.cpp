// Health, the OpenAPI document, and addresses that are answered but not served.
#include "core/api/answering.h"

namespace hub {
namespace {

Task<Result<json::value>> healthz(const ApiServices *services, ApiContext *)
{
    co_return json::value{{"status", "ok"}, {"version", services->version}};
}

Task<Result<json::value>> nothingHere(const ApiServices *, ApiContext *)
{
    co_return Error{ErrorCode::NotFound, "There is no such address here."};
}

Task<Result<json::value>> notSupported(const ApiServices *, ApiContext *)
{
    co_return Error{ErrorCode::NotSupported, "The hub has no unified models. Use /actions/rpc or /proxy."};
}

Task<void> openApi(const Router *router, const ApiServices *services, ApiContext *context)
{
    json::value document = openApiOf(*router, services->version, services->url);
    co_await answerJson(context, 200, std::move(document));
}

} // namespace

void addSystemRoutes(Router *router, const ApiServices *services)
{
    router->add({"GET", "/healthz", Audience::Public, Need::None, "Whether the hub serves",
                 answering(services, &healthz)});
    router->add({"GET", "/.well-known/{rest…}", Audience::Public, Need::None, "No discovery documents: keys only",
                 answering(services, &nothingHere)});
    router->add({"GET", "/openapi.json", Audience::Key, Need::None, "This document",
                 [router, services](ApiContext *context) { return openApi(router, services, context); }});
    router->add({"*", "/unified/{category}", Audience::Key, Need::Calls, "Unified models: not supported",
                 answering(services, &notSupported)});
    router->add({"*", "/unified/{category}/{rest…}", Audience::Key, Need::Calls, "Unified models: not supported",
                 answering(services, &notSupported)});
}

} // namespace hub
