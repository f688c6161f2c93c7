// AES-256-GCM, HKDF and scrypt as the sealed vault uses them (OpenSSL 3). Pure functions.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace hub {

//! 32 bytes each. \return nonce, tag and ciphertext in Base64
std::string seal(const Secret &key, std::string_view plain, std::string_view associated, Random &random);
//! \errors Internal (the text, the key or what is bound to it was changed)
Result<Secret> unseal(const Secret &key, std::string_view sealed, std::string_view associated);
//! RFC 5869 with SHA-256, 32 bytes.
Secret deriveKey(const Secret &from, std::string_view info);
//! RFC 7914, N = 2^15, r = 8, p = 1, 32 bytes: about 100 ms.
Result<Secret> keyFromPassphrase(const Secret &passphrase, std::string_view salt);

} // namespace hub
