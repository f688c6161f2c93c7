#include "core/vault/sealing.h"

#include "core/base/encoding.h"

#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <memory>
#include <stdexcept>

namespace hub {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::size_t kKey = 32;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
using Derivation = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytes(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

int sizeOf(std::string_view text)
{
    return static_cast<int>(text.size());
}

} // namespace

std::string seal(const Secret &key, std::string_view plain, std::string_view associated, Random &random)
{
    const std::string nonce = random.bytes(kNonce);
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string text(plain.size(), '\0');
    std::string tag(kTag, '\0');
    int written = 0;
    const bool done = key.size() == kKey
        && EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), bytes(key.reveal()), bytes(std::string_view(nonce)),
                               nullptr)
            == 1
        && EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes(associated), sizeOf(associated)) == 1
        && EVP_EncryptUpdate(cipher.get(), bytes(text), &written, bytes(plain), sizeOf(plain)) == 1
        && EVP_EncryptFinal_ex(cipher.get(), bytes(text) + written, &written) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTag, tag.data()) == 1;
    if (!done)
        throw std::runtime_error("AES-GCM failed");
    return base64(nonce + tag + text);
}

Result<Secret> unseal(const Secret &key, std::string_view sealed, std::string_view associated)
{
    const Error damaged{ErrorCode::Internal, "A record in the vault is damaged or was exchanged."};
    const Result<std::string> raw = decodeBase64(sealed);
    if (!raw || raw->size() < kNonce + kTag || key.size() != kKey)
        return damaged;
    const std::string_view nonce = std::string_view(*raw).substr(0, kNonce);
    std::string tag = raw->substr(kNonce, kTag);
    const std::string_view text = std::string_view(*raw).substr(kNonce + kTag);
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string plain(text.size(), '\0');
    int written = 0;
    const bool fits = EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), bytes(key.reveal()), bytes(nonce), nullptr)
            == 1
        && EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes(associated), sizeOf(associated)) == 1
        && EVP_DecryptUpdate(cipher.get(), bytes(plain), &written, bytes(text), sizeOf(text)) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1
        && EVP_DecryptFinal_ex(cipher.get(), bytes(plain) + written, &written) == 1;
    Secret out(std::move(plain));
    if (!fits)
        return damaged;
    return out;
}

Secret deriveKey(const Secret &from, std::string_view info)
{
    const Derivation derivation(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr), &EVP_PKEY_CTX_free);
    std::string key(kKey, '\0');
    std::size_t size = key.size();
    const bool done = EVP_PKEY_derive_init(derivation.get()) == 1
        && EVP_PKEY_CTX_set_hkdf_md(derivation.get(), EVP_sha256()) == 1
        && EVP_PKEY_CTX_set1_hkdf_key(derivation.get(), bytes(from.reveal()), sizeOf(from.reveal())) == 1
        && EVP_PKEY_CTX_add1_hkdf_info(derivation.get(), bytes(info), sizeOf(info)) == 1
        && EVP_PKEY_derive(derivation.get(), bytes(key), &size) == 1;
    if (!done)
        throw std::runtime_error("HKDF failed");
    return Secret(std::move(key));
}

Result<Secret> keyFromPassphrase(const Secret &passphrase, std::string_view salt)
{
    std::string key(kKey, '\0');
    constexpr std::uint64_t cost = 1U << 15;
    constexpr std::uint64_t memory = std::uint64_t{64} * 1024 * 1024;
    const std::string_view words = passphrase.reveal();
    const int done = EVP_PBE_scrypt(words.data(), words.size(), bytes(salt), salt.size(), cost, 8, 1, memory,
                                    bytes(key), key.size());
    Secret out(std::move(key));
    if (done != 1)
        return Error{ErrorCode::Internal, "The passphrase could not be turned into a key."};
    return out;
}

} // namespace hub
