// What comes back to the redirect URI (RFC 6749 section 4.1.2, RFC 9207). Pure.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace hub {

struct CallbackQuery {
    std::string state, code, error, errorDescription, issuer;
};

//! Split first, then decoded. \errors InvalidRequest (a parameter twice, not well formed, no state)
Result<CallbackQuery> readCallback(std::string_view query);

} // namespace hub
