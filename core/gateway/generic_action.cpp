#include "core/gateway/generic_action.h"

#include "core/connectors/json_schema.h"
#include "core/gateway/path_guard.h"

namespace hub {

Result<ActionRequest> genericRequest(const ActionArguments &arguments)
{
    const json::object schema = inputSchema(Action{.isGeneric = true});
    const json::value &rules = schema.at("properties").at("path");
    const Result<void> fits = checkSchema(rules, arguments.path, "path");
    if (!fits)
        return fits.error();
    const std::string path = stringOf(arguments.path, "path");
    const Result<void> below = checkProxiedPath(path.substr(0, path.find('?')));
    if (!below)
        return Error{ErrorCode::SchemaViolation, below.error().message, "path/path"};
    ActionRequest out{stringOf(arguments.path, "method", "GET"), path, {}, {}};
    addQuery(out.target, arguments.query);
    if (!arguments.body.empty()) {
        out.body = json::serialize(arguments.body);
        out.headers.set("content-type", "application/json");
    }
    return out;
}

} // namespace hub
