// Patterns of connector files: RE2, so that none can hang.
#pragma once

#include <string>
#include <string_view>

namespace hub {

//! Whether the pattern is found in the value; an empty pattern fits everything.
bool fitsPattern(std::string_view value, const std::string &pattern);

} // namespace hub
