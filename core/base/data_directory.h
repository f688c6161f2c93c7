// Where the hub keeps its files.
#pragma once

#include <QString>

namespace hub {

//! The platform's place for a person's data: XDG_DATA_HOME/connect-hub on Linux.
QString defaultDataDirectory();

} // namespace hub
