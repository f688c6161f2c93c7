// The routes of A2A: what the table's handlers hand over.
#pragma once

#include "core/a2a/a2a_server.h"
#include "core/access/key_store.h"
#include "core/api/router.h"

namespace hub {

void addA2aRoutes(Router *router, a2a::A2aServer *server, const Clock *clock);
//! Whether the caller of a while ago would still be let in.
bool isStillGood(const Principal &principal, const KeyStore &keys, const ConnectService &connect, const Clock &clock);

} // namespace hub
