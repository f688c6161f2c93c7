// Sealed rows in the store: AES-256-GCM, one key per owner, wrapped by a master key.
#pragma once

#include "core/base/random.h"
#include "core/store/database.h"
#include "core/vault/vault.h"

#include <map>

namespace hub {

//! One thread's (the hub's). Deleting an owner's key makes all copies of his rows unreadable.
class SealedVault final : public Vault {
public:
    //! \errors InvalidRequest (the master key is not the one this store was sealed with)
    static Result<std::unique_ptr<SealedVault>> open(Database *database, Secret masterKey, Random *random);

    Task<Result<std::optional<Secret>>> read(VaultKey key) override;
    Task<Result<void>> write(VaultKey key, Secret line, std::uint64_t generation) override;
    Task<Result<void>> remove(VaultKey key) override;
    Task<Result<void>> check() override;
    std::string_view kind() const override { return "sealed"; }

private:
    SealedVault(Database *database, Secret masterKey, Random *random);
    Task<Result<const Secret *>> ownerKey(std::string owner, bool make);

    Database *m_database;
    Secret m_masterKey;
    Random *m_random;
    std::map<std::string, Secret> m_ownerKeys;
    std::map<VaultKey, std::uint64_t> m_newest; //!< the highest generation seen: an older row is a roll-back
};

} // namespace hub
