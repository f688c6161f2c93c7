// What the hub sends to an authorization server (RFC 6749, 7009). Pure.
#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/template.h"
#include "core/http/message.h"
#include "core/oauth/client_app.h"

#include <string>
#include <vector>

namespace hub {

struct AuthorizeWish {
    std::string clientId, redirectUri, state, challenge; //!< challenge empty = no PKCE
    std::vector<std::string> scopes;
    std::string nonce; //!< for an ID token; empty = none
};
//! The authorize URL; response_type is code, always (RFC 6749 section 4.1.1). \errors InvalidRequest (a template without its value)
Result<std::string> authorizeUrl(const OauthMethod &method, const AuthorizeWish &wish, const Lookup &values);

//! A request to send; its URL is absolute.
struct EndpointRequest {
    std::string url;
    Headers headers;
    std::string body;
    std::string method = "POST";
};
//! The code for tokens (section 4.1.3).
Result<EndpointRequest> exchangeRequest(const OauthMethod &method, const ClientApp &app, const std::string &code,
                                        const std::string &redirectUri, const std::string &verifier,
                                        const Lookup &values);
//! New tokens for the refresh token (section 6); sends no scope, so that what was granted stays.
Result<EndpointRequest> refreshRequest(const OauthMethod &method, const ClientApp &app, const Secret &refreshToken,
                                       const Lookup &values);
//! The authorize request, sent ahead (RFC 9126 section 2.1).
Result<EndpointRequest> pushedRequest(const OauthMethod &method, const ClientApp &app, const AuthorizeWish &wish,
                                      const Lookup &values);
//! What the browser gets then (section 4): who asks, and where the request is.
Result<std::string> pushedUrl(const OauthMethod &method, const std::string &clientId, const std::string &requestUri,
                              const Lookup &values);
//! Where the person says yes to temporary credentials (RFC 5849 section 2.2).
Result<std::string> oauth1PageUrl(const OauthMethod &method, const std::string &token, const Lookup &values);
//! RFC 8628 section 3.1.
Result<EndpointRequest> deviceRequest(const OauthMethod &method, const ClientApp &app,
                                      const std::vector<std::string> &scopes, const Lookup &values);
//! RFC 8628 section 3.4.
Result<EndpointRequest> deviceTokenRequest(const OauthMethod &method, const ClientApp &app, const Secret &deviceCode,
                                           const Lookup &values);
//! The app's own rights (section 4.4.2).
Result<EndpointRequest> clientCredentialsRequest(const OauthMethod &method, const ClientApp &app,
                                                 const std::vector<std::string> &scopes, const Lookup &values);
//! RFC 7009 section 2.1.
Result<EndpointRequest> revokeRequest(const OauthMethod &method, const ClientApp &app, const Secret &token,
                                      const char *hint, const Lookup &values);

} // namespace hub
