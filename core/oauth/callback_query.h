// What comes back to the redirect URI (RFC 6749 section 4.1.2, RFC 9207). Pure.
#pragma once

#include "core/base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace hub {

struct CallbackQuery {
    std::string state, code, error, errorDescription, issuer;
    std::map<std::string, std::string> all; //!< every parameter, by name

    std::string value(const std::string &name) const; //!< empty when it is not there
};

//! Split first, then decoded. \errors InvalidRequest (a parameter twice, not well formed, no state)
Result<CallbackQuery> readCallback(std::string_view query);

} // namespace hub
