// What of a caller's headers goes up to the provider, and what they make of a call.
#pragma once

#include "core/access/principal.h"
#include "core/base/result.h"
#include "core/http/message.h"

namespace hub {

//! Without hop-by-hop fields, and without what is the hub's own or could speak for somebody else.
Headers headersUp(const Headers &given);

//! The strongest effect of a method and of those that a header names in its place (X-HTTP-Method-Override).
//! \errors PolicyDenied (a caller held to certain actions names another method)
Result<Effect> effectOf(const Principal &principal, std::string_view method, const Headers &headers);

} // namespace hub
