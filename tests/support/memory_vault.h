// A vault in memory that can be locked, filled up, and asked what was done to it.
#pragma once

#include "core/vault/vault.h"

#include <functional>
#include <map>
#include <vector>

namespace hub {

class MemoryVault final : public Vault {
public:
    bool locked = false;    //!< nothing goes
    bool told = false;      //!< the platform said that it is
    int goodWrites = 1'000; //!< writes that still fit; the next ones find a full disk
    //! Called before each write that is kept, with the line to come.
    std::function<void(const VaultKey &, const std::string &)> onWrite = [](const VaultKey &, const std::string &) {};

    std::optional<std::string> line(const VaultKey &key) const
    {
        const auto found = m_items.find(key);
        return found == m_items.end() ? std::nullopt : std::optional(found->second);
    }
    void put(const VaultKey &key, std::string text) { m_items[key] = std::move(text); }
    std::size_t size() const { return m_items.size(); }

    Task<Result<std::optional<Secret>>> read(VaultKey key) override
    {
        if (locked)
            co_return lockedError();
        const std::optional<std::string> found = line(key);
        co_return found ? std::optional<Secret>(Secret(*found)) : std::optional<Secret>();
    }
    Task<Result<void>> write(VaultKey key, Secret text, std::uint64_t) override
    {
        if (locked)
            co_return lockedError();
        if (goodWrites == 0)
            co_return Error{ErrorCode::StorageFull, "The disk is full."};
        --goodWrites;
        onWrite(key, std::string(text.reveal()));
        m_items[key] = text.reveal();
        co_return Result<void>();
    }
    Task<Result<void>> remove(VaultKey key) override
    {
        if (locked)
            co_return lockedError();
        m_items.erase(key);
        co_return Result<void>();
    }
    Task<Result<void>> check() override { co_return locked ? Result<void>(lockedError()) : Result<void>(); }
    bool isLocked() const override { return told; }
    std::string_view kind() const override { return "memory"; }

private:
    static Error lockedError() { return {ErrorCode::VaultLocked, "The keychain is locked."}; }
    std::map<VaultKey, std::string> m_items;
};

} // namespace hub
