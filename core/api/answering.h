// Handlers that return a JSON value or an error, turned into answers in one place.
#pragma once

#include "core/api/router.h"
#include "core/api/services.h"

namespace hub {

using JsonWork = Task<Result<json::value>> (*)(const ApiServices *, ApiContext *);

//! A row of administration by this request's caller. To be durable before the change is made.
AuditRow adminRow(const ApiServices *services, const ApiContext *context, std::string event);

//! Runs the work and answers with `status`, or with its error.
RouteHandler answering(const ApiServices *services, JsonWork work, int status = 200);

//! The scopes that the person picked; none = nobody was asked.
std::optional<std::vector<std::string>> pickedScopes(const json::object &body);

} // namespace hub
