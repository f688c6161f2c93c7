// Where credentials rest. Two implementations, one test suite: the platform keychain, and sealed rows in the store.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/task.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hub {

//! The item's place: `OWNER/ITEM`, both percent-encoded. Owner is empty for what belongs to the hub itself (profiles).
struct VaultKey {
    std::string owner;
    std::string item;
    friend auto operator<=>(const VaultKey &, const VaultKey &) = default;
};
//! "OWNER/ITEM", as it stands in the keychain.
std::string toString(const VaultKey &key);

//! Nothing is ever deleted or made anew because a read failed.
class Vault {
public:
    virtual ~Vault() = default;
    //! \return nothing when there is surely no such item
    //! \errors VaultLocked (locked, denied, gone, too slow: says what to do), Internal (a damaged or exchanged row)
    virtual Task<Result<std::optional<Secret>>> read(VaultKey key) = 0;
    //! Durable on return. \param generation counts up with each new record; a sealed row is bound to it
    //! \errors VaultLocked, StorageFull
    virtual Task<Result<void>> write(VaultKey key, Secret line, std::uint64_t generation) = 0;
    //! Removing what is not there is fine.
    virtual Task<Result<void>> remove(VaultKey key) = 0;
    //! Answers whether it can be used now: at start, and for doctor.
    virtual Task<Result<void>> check() = 0;
    //! What is known without asking: true from when the platform told that it was locked or is gone, until it is found
    //! open again. Who holds what was read before asks once more then.
    virtual bool isLocked() const { return false; }
    //! "keychain" or "sealed".
    virtual std::string_view kind() const = 0;
};

} // namespace hub
