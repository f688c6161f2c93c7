// JSON Schema checks, with messages a person or a model can act on.
#pragma once

#include "core/base/json.h"

namespace hub {

//! \param field a name put before the pointer of what does not fit
//! \errors SchemaViolation (field = the pointer, message = what was expected), Internal (the schema itself is wrong)
Result<void> checkSchema(const json::value &schema, const json::value &value, const std::string &field = {});

} // namespace hub
