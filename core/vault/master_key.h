// Where the sealed vault's master key comes from.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/store/database.h"

namespace hub {

//! \param source "keychain" (an item, made once), "file:PATH" (0600; 32 bytes or a passphrase), "credential:NAME" (systemd)
//! \errors InvalidRequest (missing, readable by others, empty), VaultLocked (keychain)
//! \thread the main thread, before any loop runs
Result<Secret> masterKeyFrom(const std::string &source, Database *database, Random *random);

} // namespace hub
