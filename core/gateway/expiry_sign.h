// How a provider says that a token is dead: a 401, or what the connector names.
#pragma once

#include "core/gateway/gateway.h"

namespace hub {

//! Reads at most the first 64 KiB of the body where a rule needs it, and puts it back.
//! \errors those of the body
Task<Result<bool>> saysExpired(Answer *answer, std::shared_ptr<const Connector> connector);

} // namespace hub
