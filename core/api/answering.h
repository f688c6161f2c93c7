// Handlers that return a JSON value or an error, turned into answers in one place.
#pragma once

#include "core/api/router.h"
#include "core/api/services.h"

namespace hub {

using JsonWork = Task<Result<json::value>> (*)(const ApiServices *, ApiContext *);

//! Runs the work and answers with `status`, or with its error.
RouteHandler answering(const ApiServices *services, JsonWork work, int status = 200);

} // namespace hub
