// The entry that a person pastes into an agent's own configuration.
#pragma once

#include "core/base/json.h"

#include <string>
#include <string_view>

namespace hub {

//! The value of an Authorization header for an API key (Basic, no password) or a session token (Bearer).
std::string keyAuthorization(std::string_view key);
std::string tokenAuthorization(std::string_view token);

//! {"mcpServers":{"connect-hub":{type,url,headers}}}: works as pasted. It holds the secret: shown once, never kept.
//! \param account id or alias for x-account-id; empty = none
json::object mcpConfig(std::string_view baseUrl, std::string_view authorization, std::string_view account);

} // namespace hub
