// The vault that the command line asks for.
#pragma once

#include "core/base/random.h"
#include "core/store/database.h"
#include "core/vault/vault.h"

namespace hub {

//! Never falls back silently to another kind. \param kind "keychain" or "sealed" \param masterKey see master_key.h
//! \errors VaultLocked, InvalidRequest
//! \thread the main thread
Result<std::unique_ptr<Vault>> makeVault(const std::string &kind, const std::string &masterKey, Database *database,
                                         Random *random);
//! The same while loops run. \thread the hub's; the keychain is asked on the main thread
Task<Result<std::unique_ptr<Vault>>> openVault(std::string kind, std::string masterKey, Database *database,
                                               Random *random);

//! The kind that the records were moved to, else the wished one, else keychain.
//! \errors InvalidRequest (another one is wished than they are in)
Result<std::string> vaultKind(Database *database, const std::optional<std::string> &wished);
//! Makes the move lasting.
Task<Result<void>> keepVaultKind(Database *database, std::string kind);

} // namespace hub
