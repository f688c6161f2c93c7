#include "core/base/private_key.h"

#include "core/base/encoding.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <vector>

namespace hub {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ";
constexpr int kCoordinate = 32; // bytes of P-256

template <typename T, void (*release)(T *)>
struct Freed {
    void operator()(T *value) const { release(value); }
};
template <typename T, void (*release)(T *)>
using Owned = std::unique_ptr<T, Freed<T, release>>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using EcSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

Error noKey()
{
    return {ErrorCode::InvalidRequest, "This is no private key: a PEM without a passphrase, or a JWK."};
}

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

//! The DER inside a PEM. \errors InvalidRequest
Result<std::string> derOf(std::string_view pem)
{
    // other blocks, such as EC parameters, may stand before it
    for (std::size_t begin = pem.find(kBegin); begin != std::string_view::npos; begin = pem.find(kBegin, begin + 1)) {
        const std::size_t label = begin + kBegin.size();
        const std::size_t dashes = pem.find("-----", label);
        const std::size_t end = pem.find(kEnd, label);
        if (dashes == std::string_view::npos || end == std::string_view::npos || end < dashes)
            return noKey();
        const std::string_view kind = pem.substr(label, dashes - label);
        if (!kind.ends_with("PRIVATE KEY") || kind.starts_with("ENCRYPTED"))
            continue;
        const std::string_view inside = pem.substr(dashes + 5, end - dashes - 5);
        std::string text;
        for (std::size_t i = 0; i < inside.size(); ++i) {
            if (inside[i] == '\\')
                ++i; // "\n" of a key that was copied out of JSON
            else if (inside[i] > ' ')
                text += inside[i];
        }
        return decodeBase64(text);
    }
    return noKey();
}

EVP_PKEY *keyFrom(const char *type, OSSL_PARAM_BLD *builder)
{
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
        return nullptr;
    return key;
}

EVP_PKEY *keyOf(const json::object &jwk)
{
    const bool rsa = stringOf(jwk, "kty") == "RSA";
    if (!rsa && (stringOf(jwk, "kty") != "EC" || stringOf(jwk, "crv") != "P-256"))
        return nullptr;
    const Builder builder(OSSL_PARAM_BLD_new());
    std::vector<Number> numbers; // the builder keeps pointers to them
    const auto push = [&](const char *name, const char *member) {
        const Result<std::string> bytes = decodeBase64(stringOf(jwk, member));
        if (!bytes || bytes->empty())
            return false;
        numbers.emplace_back(BN_bin2bn(bytesOf(*bytes), static_cast<int>(bytes->size()), nullptr));
        return OSSL_PARAM_BLD_push_BN(builder.get(), name, numbers.back().get()) == 1;
    };
    if (rsa) {
        const bool whole = push(OSSL_PKEY_PARAM_RSA_N, "n") && push(OSSL_PKEY_PARAM_RSA_E, "e")
            && push(OSSL_PKEY_PARAM_RSA_D, "d");
        if (whole && jwk.contains("p")
            && !(push(OSSL_PKEY_PARAM_RSA_FACTOR1, "p") && push(OSSL_PKEY_PARAM_RSA_FACTOR2, "q")
                 && push(OSSL_PKEY_PARAM_RSA_EXPONENT1, "dp") && push(OSSL_PKEY_PARAM_RSA_EXPONENT2, "dq")
                 && push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, "qi")))
            return nullptr;
        return whole ? keyFrom("RSA", builder.get()) : nullptr;
    }
    const Result<std::string> x = decodeBase64(stringOf(jwk, "x"));
    const Result<std::string> y = decodeBase64(stringOf(jwk, "y"));
    if (!x || !y || x->size() != kCoordinate || y->size() != kCoordinate)
        return nullptr;
    const std::string point = '\x04' + *x + *y;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return push(OSSL_PKEY_PARAM_PRIV_KEY, "d") ? keyFrom("EC", builder.get()) : nullptr;
}

bool isP256(const EVP_PKEY *key)
{
    char group[64] = {};
    return EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1
        && (std::string_view(group) == "prime256v1" || std::string_view(group) == "P-256");
}

//! From OpenSSL's DER to r and s, each as long as the curve's coordinate.
Result<std::string> rawSignature(const std::string &der)
{
    const unsigned char *at = bytesOf(der);
    const EcSignature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    unsigned char raw[2 * kCoordinate];
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw, kCoordinate) < 0
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw + kCoordinate, kCoordinate) < 0)
        return Error{ErrorCode::Internal, "a signature could not be made"};
    return std::string(reinterpret_cast<const char *>(raw), sizeof raw);
}

std::string coordinate(const EVP_PKEY *key, const char *name)
{
    BIGNUM *number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    const Number owned(number);
    unsigned char bytes[kCoordinate] = {};
    if (owned)
        BN_bn2binpad(owned.get(), bytes, kCoordinate);
    return base64Url({reinterpret_cast<const char *>(bytes), sizeof bytes});
}

} // namespace

PrivateKey::PrivateKey(evp_pkey_st *key) : m_key(key, EVP_PKEY_free)
{
}

Result<PrivateKey> PrivateKey::from(std::string_view text)
{
    if (trim(text).starts_with('{')) {
        const Result<json::object> jwk = parseObject(text);
        EVP_PKEY *key = jwk ? keyOf(*jwk) : nullptr;
        if (key == nullptr)
            return noKey();
        PrivateKey out(key);
        out.m_keyId = stringOf(*jwk, "kid");
        return out;
    }
    const Result<std::string> der = derOf(text);
    if (!der)
        return noKey();
    const unsigned char *at = bytesOf(*der);
    EVP_PKEY *key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der->size()));
    if (key == nullptr)
        return noKey();
    return PrivateKey(key);
}

PrivateKey PrivateKey::makeP256()
{
    return PrivateKey(EVP_EC_gen("P-256"));
}

bool PrivateKey::isRsa() const
{
    return EVP_PKEY_is_a(m_key.get(), "RSA") == 1;
}

Result<std::string> PrivateKey::sign(std::string_view algorithm, std::string_view text) const
{
    const bool ec = algorithm == "ES256";
    if (ec ? !isP256(m_key.get()) : !isRsa())
        return Error{ErrorCode::InvalidRequest,
                     "The private key does not fit " + std::string(algorithm)
                         + (ec ? ": it has to be EC on P-256." : ": it has to be RSA.")};
    const EVP_MD *digest = algorithm == "RSA-SHA1" ? EVP_sha1() : EVP_sha256();
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, m_key.get()) != 1
        || EVP_DigestSign(context.get(), nullptr, &size, bytesOf(text), text.size()) != 1)
        return Error{ErrorCode::Internal, "a signature could not be made"};
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(out.data()), &size, bytesOf(text), text.size())
        != 1)
        return Error{ErrorCode::Internal, "a signature could not be made"};
    out.resize(size);
    return ec ? rawSignature(out) : Result<std::string>(std::move(out));
}

std::string PrivateKey::publicDer() const
{
    std::string out(static_cast<std::size_t>(std::max(0, i2d_PUBKEY(m_key.get(), nullptr))), '\0');
    auto *at = reinterpret_cast<unsigned char *>(out.data());
    i2d_PUBKEY(m_key.get(), &at);
    return out;
}

json::object PrivateKey::publicJwk() const
{
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"x", coordinate(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_X)},
            {"y", coordinate(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_Y)}};
}

Secret PrivateKey::toPem() const
{
    const Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(m_key.get()));
    std::string der(static_cast<std::size_t>(std::max(0, i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr))), '\0');
    auto *at = reinterpret_cast<unsigned char *>(der.data());
    i2d_PKCS8_PRIV_KEY_INFO(info.get(), &at);
    const Secret bytes(std::move(der));
    return Secret(std::string(kBegin) + "PRIVATE KEY-----" + base64(bytes.reveal()) + std::string(kEnd)
                  + "PRIVATE KEY-----");
}

} // namespace hub
