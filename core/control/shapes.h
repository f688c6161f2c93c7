// Accounts, connectors, keys, links and profiles as docs/control.md writes them. Never a secret.
#pragma once

#include "core/control/methods.h"

namespace hub::control {

//! \param keys all of them: read once for a list of accounts
json::object accountJson(const Context &context, const Account &account, const std::vector<ApiKey> &keys);
json::object accountJson(const Context &context, const Account &account);
//! \param connected number of accounts
//! For lists: `actions` only where there are accounts.
json::object connectorJson(const Context &context, const ConnectorSummary &connector, std::size_t connected);
//! All of it, with its accounts counted.
json::object connectorJson(const Context &context, const Connector &connector);
json::object keyJson(const ApiKey &key);
json::object linkJson(const AuthLink &link);
json::object profileJson(const Context &context, const Profile &profile);
json::object attemptJson(const Attempt &attempt);

//! An RFC 3339 text, or null.
json::value timeJson(const std::optional<WallTime> &time);

} // namespace hub::control
