// For a name that nobody knows: those that were probably meant. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hub {

//! At most so many of the names, the likest first; equally like ones in their order.
std::vector<std::string> nearNames(std::string_view wanted, const std::vector<std::string> &names, std::size_t most);

} // namespace hub
