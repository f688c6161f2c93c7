// The schema, step by step; each step runs once, in a transaction of its own.
#pragma once

#include "core/store/database.h"

namespace hub {

//! \errors Conflict (the file is from a newer version: says so), StorageFull, Internal
Result<void> migrate(SqlConnection &connection);

} // namespace hub
