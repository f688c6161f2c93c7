// The one action of connectors that have none of their own: any request below the base URL.
#pragma once

#include "core/gateway/gateway.h"

namespace hub {

//! Arguments: path {method, path}, query (any), body (any object).
//! \errors SchemaViolation (field), and those of checkProxiedPath
Result<ActionRequest> genericRequest(const ActionArguments &arguments);

} // namespace hub
