// Certificates made on the spot, for tests of what TLS refuses (OpenSSL 3).
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace hub {

struct Certificate {
    std::shared_ptr<EVP_PKEY> key;
    std::shared_ptr<X509> x509;

    std::string pem() const
    {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
        PEM_write_bio_X509(out.get(), x509.get());
        char *text = nullptr;
        const long size = BIO_get_mem_data(out.get(), &text);
        return std::string(text, static_cast<std::size_t>(size));
    }
};

struct CertificateWish {
    std::string names; //!< as OpenSSL writes them: "DNS:a.example,IP:127.0.0.1"
    long fromDays = -1;
    long untilDays = 30;
    bool authority = false;
};

//! \param issuer null = signs itself
inline Certificate makeCertificate(const CertificateWish &wish, const Certificate *issuer = nullptr)
{
    Certificate made{std::shared_ptr<EVP_PKEY>(EVP_EC_gen("P-256"), &EVP_PKEY_free), std::shared_ptr<X509>(X509_new(), &X509_free)};
    X509 *x509 = made.x509.get();
    constexpr long day = 24L * 3600;
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), issuer == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(x509), wish.fromDays * day);
    X509_gmtime_adj(X509_getm_notAfter(x509), wish.untilDays * day);
    const std::string subject = wish.authority ? "Test authority" : "Test provider";
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(subject.c_str()), -1, -1, 0);
    const Certificate &by = issuer == nullptr ? made : *issuer;
    X509_set_issuer_name(x509, X509_get_subject_name(by.x509.get()));
    X509_set_pubkey(x509, made.key.get());
    const auto extend = [x509](int kind, const char *value) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        X509_add_ext(x509, extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!wish.names.empty())
        extend(NID_subject_alt_name, wish.names.c_str());
    X509_sign(x509, by.key.get(), EVP_sha256());
    return made;
}

//! A server that shows the certificate, and that of its issuer where there is one between it and the root.
inline boost::asio::ssl::context serverTls(const Certificate &certificate, const Certificate *between = nullptr)
{
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
    SSL_CTX *native = context.native_handle();
    SSL_CTX_use_certificate(native, certificate.x509.get());
    SSL_CTX_use_PrivateKey(native, certificate.key.get());
    if (between != nullptr)
        SSL_CTX_add1_chain_cert(native, between->x509.get());
    return context;
}

} // namespace hub
