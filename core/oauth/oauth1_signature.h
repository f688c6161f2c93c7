// OAuth 1.0a: the signature of one request (RFC 5849). Pure.
#pragma once

#include "core/base/secret.h"
#include "core/oauth/jwt.h"

#include <map>

namespace hub {

struct Oauth1Keys {
    std::string consumerKey;
    Secret consumerSecret; //!< for RSA-SHA1 the private key
    std::string token;     //!< empty while there is none
    Secret tokenSecret;
};

struct Oauth1Request {
    std::string signature = "HMAC-SHA1"; //!< HMAC-SHA1, HMAC-SHA256, RSA-SHA1, PLAINTEXT
    std::string realm;                   //!< empty = none
    std::string method, url;             //!< absolute, as it is sent
    std::string form;                    //!< the body, when it is form-encoded
    std::map<std::string, std::string> more; //!< oauth_callback, oauth_verifier
};

//! Section 3.4.1: what is signed. \param oauth the protocol's own parameters, with values not encoded yet
//! \errors InvalidRequest (an escape that is none)
Result<std::string> oauth1BaseString(const Oauth1Request &request, const std::map<std::string, std::string> &oauth);
//! Section 3.4. \errors InvalidRequest (an escape that is none, no key)
Result<std::string> oauth1Signature(const Oauth1Request &request, const Oauth1Keys &keys,
                                    const std::map<std::string, std::string> &oauth);
//! The Authorization header's value (section 3.5.1). \errors InvalidRequest
Result<std::string> oauth1Header(const Oauth1Request &request, const Oauth1Keys &keys, const Moment &moment);

} // namespace hub
