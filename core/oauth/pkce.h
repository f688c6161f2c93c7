// Proof Key for Code Exchange, S256 (RFC 7636). Pure.
#pragma once

#include "core/base/random.h"

#include <string>
#include <string_view>

namespace hub {

//! 43 characters of 256 random bits (section 4.1).
std::string makeVerifier(Random &random);
//! BASE64URL(SHA256(verifier)) (section 4.2).
std::string challengeOf(std::string_view verifier);

} // namespace hub
