// A private key and the signatures made with it: RSA, and EC on P-256.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace hub {

class PrivateKey {
public:
    //! A PEM without a passphrase (PKCS#8, PKCS#1, SEC 1; its line breaks may be gone or stand as "\n"), or a JWK (RFC 7517).
    //! \errors InvalidRequest (no such key)
    static Result<PrivateKey> from(std::string_view text);
    static PrivateKey makeP256();

    //! \param algorithm RS256, ES256 (r and s as RFC 7518 section 3.4 has them), RSA-SHA1
    //! \errors InvalidRequest (the key is of another kind)
    Result<std::string> sign(std::string_view algorithm, std::string_view text) const;

    bool isRsa() const;
    const std::string &keyId() const { return m_keyId; } //!< a JWK's `kid`
    std::string publicDer() const; //!< SubjectPublicKeyInfo
    json::object publicJwk() const; //!< of an EC key
    Secret toPem() const; //!< PKCS#8, on one line

private:
    explicit PrivateKey(evp_pkey_st *key);

    std::shared_ptr<evp_pkey_st> m_key;
    std::string m_keyId;
};

} // namespace hub
