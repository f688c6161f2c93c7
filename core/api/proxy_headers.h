// What of a caller's headers goes up to the provider.
#pragma once

#include "core/http/message.h"

namespace hub {

//! Without hop-by-hop fields, and without what is the hub's own or could speak for somebody else.
Headers headersUp(const Headers &given);

} // namespace hub
