// Prefer: heartbeat. An answer that takes long is announced by newlines, so that no client or proxy in between gives up.
#pragma once

#include "core/api/answering.h"

namespace hub {

//! As answering(), and for callers that ask for it: once `services->heartbeat` has passed, the head goes out as 200, then a
//! newline each time it passes again, then the JSON. An error that comes after that is told by the body alone.
RouteHandler answeringWithHeartbeat(const ApiServices *services, JsonWork work);

} // namespace hub
