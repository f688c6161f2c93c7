// What a call does at the provider. Connectors declare it, access decides by it.
#pragma once

#include <optional>
#include <string_view>

namespace hub {

enum class Effect { Read, Write, Delete };
std::string_view wireName(Effect effect); //!< read, write, delete
std::optional<Effect> effectFrom(std::string_view name);

} // namespace hub
