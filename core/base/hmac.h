// Keyed digests (RFC 2104). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hub {

enum class Hash { Sha1, Sha256, Sha384, Sha512 };
//! "sha1", "sha256", "sha384", "sha512".
std::optional<Hash> hashFrom(std::string_view name);

//! The bytes themselves.
std::string hmac(Hash hash, std::string_view key, std::string_view text);

} // namespace hub
