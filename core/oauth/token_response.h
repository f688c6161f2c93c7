// What a token endpoint answers, as strictly as needed and as tolerantly as providers are odd (RFC 6749 section 5). Pure.
#pragma once

#include "core/connectors/connector.h"
#include "core/vault/credential.h"

#include <chrono>
#include <map>
#include <optional>
#include <variant>

namespace hub {

struct TokenSet {
    std::map<std::string, Secret> values; //!< access_token, refresh_token, learnt values
    std::optional<std::chrono::seconds> lifetime; //!< none = not said
    std::optional<WallTime> expiresAt; //!< said as a moment
    std::string scope;
    std::string idToken; //!< as it came; empty = none
};

//! Why there is none.
struct TokenFailure {
    bool deadGrant = false; //!< the sign-in is over: only a new one helps. Else transient: nothing is deleted
    std::string code; //!< "invalid_grant", "invalid_client", …; empty when it was no OAuth error
    int status = 0;
    bool refused = false; //!< the server judged the request and said no; a 200 may say so, too
};

using TokenAnswer = std::variant<TokenSet, TokenFailure>;

//! \param contentType form-encoded answers are told by it, and by not being JSON
TokenAnswer readTokenAnswer(const OauthMethod &method, int status, std::string_view contentType, std::string_view body);

//! Puts new tokens into a record; what the answer left out stays.
void apply(TokenSet set, WallTime now, Credential *credential);

} // namespace hub
