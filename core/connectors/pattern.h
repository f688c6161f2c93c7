// RE2 patterns from connector files, whose size is bounded: a file may come from anywhere.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace hub {

//! Null when it is no valid pattern, or one that would take too much memory.
std::shared_ptr<const re2::RE2> compilePattern(std::string_view pattern);
//! Whether the pattern is found in the value; an empty pattern fits everything, one that is no valid one nothing.
bool fitsPattern(std::string_view value, const std::string &pattern);

} // namespace hub
