// How a provider says that a credential is dead: a 401, or what its file names under `expired_when`. Pure.
#pragma once

#include "core/connectors/connector.h"

namespace hub {

constexpr std::size_t kExpiredPeek = 64 * 1024; //!< bytes; no rule looks further into an answer

//! Whether it takes the answer's start to tell.
bool hasRuleFor(const Connector &connector, int status);
//! \param start of the answer's body
bool isDeadCredential(const Connector &connector, int status, const std::string &start);

} // namespace hub
