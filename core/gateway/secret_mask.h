// No answer carries a stored secret: values equal to one are masked by as many '*', also across pieces of a body.
#pragma once

#include "core/base/secret.h"
#include "core/http/body.h"
#include "core/http/message.h"
#include "core/vault/credential.h"

#include <memory>
#include <vector>

namespace hub {

//! The texts to look for. Secrets under 16 characters count only as a whole header value or a whole JSON string.
class SecretMask {
public:
    //! \param placed the filled-in header values, which may hold a secret in another form (Basic)
    SecretMask(const Credential &credential, const Headers &placed);

    void maskHeaders(Headers &headers) const;
    //! Masks whole occurrences in place.
    void mask(std::string &text) const;
    //! How many bytes at the end might be the start of a secret.
    std::size_t openEnd(std::string_view text) const;
    bool empty() const { return m_needles.empty(); }

private:
    struct Needle {
        Secret text;
        std::size_t skip = 0; //!< quotes around a short one stay
    };
    void add(std::string_view secret);
    std::vector<Needle> m_needles;
    std::vector<Secret> m_whole;
};

//! Masks a body while it streams; holds back only bytes that may be the start of a secret.
std::unique_ptr<BodyReader> maskBody(std::unique_ptr<BodyReader> source, std::shared_ptr<const SecretMask> mask);

} // namespace hub
