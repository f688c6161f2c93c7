// SQLite through Qt SQL, on the thread that made it.
#pragma once

#include "core/store/database.h"

namespace hub {

//! Opens FILE in WAL mode, every commit on disk before it returns. \errors InvalidRequest (not a database, damaged), StorageFull
Result<std::unique_ptr<SqlConnection>> openSqliteConnection(const std::string &file);

} // namespace hub
