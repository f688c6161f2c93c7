// Whether a caller may do this with that account. Pure.
#pragma once

#include "core/access/principal.h"
#include "core/base/result.h"

namespace hub {

//! \param actionId empty for direct calls
//! \errors NotFound (not the caller's account: the same as unknown), ScopeInsufficient (effect), PolicyDenied (action)
Result<void> decide(const Principal &principal, const OwnerId &owner, const AccountId &account,
                    std::string_view actionId, Effect effect);

} // namespace hub
