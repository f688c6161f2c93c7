// What is sent for a token that the hub gets by itself. Pure.
#pragma once

#include "core/oauth/jwt.h"
#include "core/oauth/requests.h"

namespace hub {

//! A JSON body: a name that starts with '/' is an RFC 6901 pointer, made of objects.
json::object nested(const std::vector<std::pair<std::string, std::string>> &parameters);
//! two_step, and jwt_bearer (RFC 7523 section 2.1).
Result<EndpointRequest> mintRequest(const Connector &connector, const AuthMethod &method, const Lookup &values,
                                    const Moment &moment);
//! two_step with the refresh token of an earlier answer.
Result<EndpointRequest> renewRequest(const Connector &connector, const AuthMethod &method, const Lookup &values);

} // namespace hub
