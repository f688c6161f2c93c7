#include "core/vault/vault_factory.h"

#include "core/vault/keychain_vault.h"
#include "core/vault/master_key.h"
#include "core/vault/sealed_vault.h"

namespace hub {

Result<std::unique_ptr<Vault>> makeVault(const std::string &kind, const std::string &masterKey, Database *database,
                                         Random *random)
{
    if (kind == "keychain") {
        if (const Result<void> there = KeychainVault::available(); !there)
            return there.error();
        return std::unique_ptr<Vault>(std::make_unique<KeychainVault>());
    }
    Result<Secret> key = masterKeyFrom(masterKey, database, random);
    if (!key)
        return key.error();
    Result<std::unique_ptr<SealedVault>> vault = SealedVault::open(database, std::move(*key), random);
    if (!vault)
        return vault.error();
    return std::unique_ptr<Vault>(std::move(*vault));
}

} // namespace hub
