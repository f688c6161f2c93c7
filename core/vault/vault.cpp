#include "core/vault/vault.h"

#include "core/base/encoding.h"

namespace hub {

std::string toString(const VaultKey &key)
{
    return percentEncode(key.owner) + '/' + percentEncode(key.item);
}

} // namespace hub
