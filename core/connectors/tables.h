// Tables that are part of the program.
#pragma once

#include <QString>

#include <string>

namespace hub {

//! ":/connector.schema.json" or ":/brands.json" as text. Resources of a static library are not there until they are asked for.
std::string tableText(const QString &path);

} // namespace hub
