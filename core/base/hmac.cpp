#include "core/base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace hub {
namespace {

const EVP_MD *digestOf(Hash hash)
{
    switch (hash) {
    case Hash::Sha1: return EVP_sha1();
    case Hash::Sha256: return EVP_sha256();
    case Hash::Sha384: return EVP_sha384();
    case Hash::Sha512: return EVP_sha512();
    }
    return EVP_sha256();
}

} // namespace

std::optional<Hash> hashFrom(std::string_view name)
{
    if (name == "sha1")
        return Hash::Sha1;
    if (name == "sha256")
        return Hash::Sha256;
    if (name == "sha384")
        return Hash::Sha384;
    if (name == "sha512")
        return Hash::Sha512;
    return std::nullopt;
}

std::string hmac(Hash hash, std::string_view key, std::string_view text)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(digestOf(hash), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(text.data()),
         text.size(), out, &size);
    return {reinterpret_cast<const char *>(out), size};
}

} // namespace hub
