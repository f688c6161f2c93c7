// x-connector-profile-id: the caller says which of a connector's OAuth apps it means.
#pragma once

#include "core/api/context.h"
#include "core/api/services.h"

namespace hub {

//! The header names the connector itself, or the profile the account was connected with.
//! \errors InvalidRequest: it names something else
Task<Result<void>> checkProfile(const ApiServices *services, const ApiContext *context, const Account *account);

} // namespace hub
