// A vault whose records can move to another one while the hub runs, and that tells when it is found locked.
#pragma once

#include "core/vault/vault.h"

#include <functional>
#include <memory>
#include <vector>

namespace hub {

//! One thread's (the hub's).
class MovableVault final : public Vault {
public:
    explicit MovableVault(std::shared_ptr<Vault> home) : m_home(std::move(home)) {}

    Task<Result<std::optional<Secret>>> read(VaultKey key) override;
    //! Waits while records move.
    Task<Result<void>> write(VaultKey key, Secret line, std::uint64_t generation) override;
    Task<Result<void>> remove(VaultKey key) override;
    Task<Result<void>> check() override;
    bool isLocked() const override { return m_home->isLocked(); }
    std::string_view kind() const override { return m_home->kind(); }

    //! Copies the records, compares each copy, calls `decide` (which makes the choice durable), serves from the other
    //! one, and only then takes the originals away. What fails before the decision leaves all as it was.
    //! \param keys asked for when no write is under way any more
    //! \return how many there were \errors Conflict (one move at a time), those of both vaults and of `decide`
    Task<Result<std::size_t>> moveTo(std::shared_ptr<Vault> other, std::function<std::vector<VaultKey>()> keys,
                                     std::function<Task<Result<void>>()> decide);

    //! Told when an operation finds the vault locked, and when one finds it open again. \param problem none = open
    void onLock(std::function<void(const std::optional<Error> &problem)> listener) { m_listener = std::move(listener); }

private:
    template <typename T>
    Result<T> noticed(Result<T> outcome);
    Task<Result<std::size_t>> copyAll(Vault *other, const std::vector<VaultKey> *keys);
    Task<void> whileMoving();

    std::shared_ptr<Vault> m_home; //!< who waits inside it keeps it
    bool m_moving = false;
    int m_changing = 0; //!< writes and removals under way
    bool m_locked = false; //!< as the last operation found it
    std::function<void(const std::optional<Error> &problem)> m_listener = [](const std::optional<Error> &) {};
};

} // namespace hub
