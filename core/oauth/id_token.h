// The ID token that comes with a sign-in (OpenID Connect Core 1.0, section 3.1.3.7). Pure.
#pragma once

#include "core/base/clock.h"

#include <string>
#include <string_view>

namespace hub {

//! What the hub knows about the sign-in that a token has to fit.
struct IdTokenTerms {
    std::string issuer, clientId;
    std::string nonce;       //!< that was sent; empty = none was
    std::string accessToken; //!< that came with it
    bool hasSecret = false;  //!< without one nobody but the provider's own keys can have signed it
    WallTime now{};
};

struct IdTokenIdentity {
    std::string issuer, subject;
    std::string label; //!< email, else a name; empty = not said
};

//! The signature is not checked: the token comes straight from the token endpoint over TLS (rule 6).
//! \errors InvalidRequest (says which rule it breaks, never what is in it)
Result<IdTokenIdentity> readIdToken(std::string_view token, const IdTokenTerms &terms);

//! Whom it names, as Credential::subject says it.
std::string subjectOf(const IdTokenIdentity &identity);
//! The same of a token that came with a refresh, of which nothing else is believed; empty = it can't be read.
std::string subjectIn(std::string_view token);

} // namespace hub
