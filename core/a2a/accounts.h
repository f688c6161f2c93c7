// Which account a call is for. A2A alone takes a list of them, of several connectors: one dead account stops no other.
#pragma once

#include "core/base/query.h"
#include "core/gateway/action_runner.h"
#include "core/http/message.h"

namespace hub::a2a {

//! What x-account-id names, as header or in the query: a comma list. Repeated, it has to say the same.
//! \errors InvalidRequest
Result<std::vector<std::string>> accountsNamed(const Headers &headers, const QueryPairs &query);

//! \param named  what the request names; one of them wins over the order's own
//! \param wanted what the order names; may be empty
//! \return what ActionCall::account takes; empty = the only one there is
//! \errors AccountAmbiguous (choices), AccountMissing: with a list, none of it is one of the connector
Result<std::string> accountFor(const ActionRunner &actions, const Principal &principal,
                               const std::vector<std::string> &named, const std::string &wanted,
                               const Connector &connector);

//! How people call it.
std::string nameOf(const Account &account);

} // namespace hub::a2a
