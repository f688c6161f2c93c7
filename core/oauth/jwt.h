// JSON Web Tokens that the hub signs (RFC 7515, 7519). Pure.
#pragma once

#include "core/base/private_key.h"
#include "core/connectors/connector.h"
#include "core/connectors/template.h"
#include "core/oauth/moment.h"

namespace hub {

//! `alg` is added to the header, and `kid` when the key has one and the header none.
//! \param algorithm RS256 or ES256
Result<std::string> signJwt(const PrivateKey &key, std::string_view algorithm, json::object header,
                            const json::object &claims);
//! The connector's own: with `iat`, `exp` and `jti`. \errors InvalidRequest (a value is missing, the key is of another kind)
Result<std::string> signJwt(const JwtTemplate &jwt, const Connector &connector, const AuthMethod &method,
                            const Lookup &values, const Moment &moment);
//! RFC 7523 section 2.2: who the client is. One audience, five minutes at most.
Result<std::string> clientAssertion(const std::string &clientId, const PrivateKey &key, const std::string &audience,
                                    const Moment &moment);

} // namespace hub
