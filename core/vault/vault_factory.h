// The vault that the command line asks for.
#pragma once

#include "core/base/random.h"
#include "core/store/database.h"
#include "core/vault/vault.h"

namespace hub {

//! Never falls back silently to another kind. \param kind "keychain" or "sealed" \param masterKey see master_key.h
//! \errors VaultLocked, InvalidRequest
Result<std::unique_ptr<Vault>> makeVault(const std::string &kind, const std::string &masterKey, Database *database,
                                         Random *random);

} // namespace hub
