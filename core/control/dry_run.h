// What connecting and the first call would send, with names in braces where secrets and unknown values stand. Pure.
#pragma once

#include "core/base/json.h"
#include "core/connectors/connector.h"

#include <string>

namespace hub::control {

struct DryRunInput {
    std::string clientId;           //!< empty = there is no profile: {client_id}
    std::string redirectUri;
    std::vector<std::string> scopes; //!< of the profile; empty = the connector's defaults
};

//! {authorize_url, token_request, first_call}: null where the auth method has none.
json::object dryRun(const Connector &connector, const AuthMethod &method, const DryRunInput &input);

} // namespace hub::control
