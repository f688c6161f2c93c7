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

//! The kind that was kept; at the first start, and while there is nothing in it, the wished one, else keychain.
//! \errors InvalidRequest (another one is wished than the records are in)
Result<std::string> vaultKind(Database *database, const std::optional<std::string> &wished);
//! Makes it lasting: later starts need not be told where the records are. \thread blocks; before the loops run
Result<void> keepVaultKindNow(Database *database, const std::string &kind);
//! The same while loops run, for a move.
Task<Result<void>> keepVaultKind(Database *database, std::string kind);

} // namespace hub
