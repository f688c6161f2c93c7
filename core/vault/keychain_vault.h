// The platform keychain: service "Connect Hub", one item a record. The only place that knows QtKeychain.
#pragma once

#include "core/vault/vault.h"

#include <atomic>
#include <memory>

namespace hub {

class KeychainWatch;

//! Needs a QCoreApplication whose loop runs; jobs run there, one after the other, each with a time limit.
class KeychainVault final : public Vault {
public:
    //! At start, before any loop runs: is there a keychain at all? \errors VaultLocked (says what to do)
    static Result<void> available();

    //! \thread the main one
    KeychainVault();
    ~KeychainVault() override;
    KeychainVault(const KeychainVault &) = delete;
    KeychainVault &operator=(const KeychainVault &) = delete;

    Task<Result<std::optional<Secret>>> read(VaultKey key) override;
    Task<Result<void>> write(VaultKey key, Secret line, std::uint64_t generation) override;
    Task<Result<void>> remove(VaultKey key) override;
    Task<Result<void>> check() override;
    bool isLocked() const override { return m_locked->load(); }
    std::string_view kind() const override { return "keychain"; }

private:
    std::shared_ptr<std::atomic<bool>> m_locked = std::make_shared<std::atomic<bool>>(false);
    KeychainWatch *m_watch; //!< the main thread's
};

//! One item, waiting in place: for the master key at start.
//! \errors VaultLocked
Result<std::optional<Secret>> readKeychainNow(const VaultKey &key);
Result<void> writeKeychainNow(const VaultKey &key, const Secret &line);

} // namespace hub
