#include "core/base/secret.h"

#include <openssl/crypto.h>

namespace hub {

Secret::Secret(std::string value) : m_value(std::move(value))
{
}

// std::string may keep short texts inside itself, so a moved-from Secret is wiped by hand.
Secret::Secret(Secret &&other) noexcept : m_value(other.m_value) // NOLINT(performance-move-constructor-init)
{
    other.wipe();
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_value = other.m_value;
        other.wipe();
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

Secret Secret::clone() const
{
    return Secret(m_value);
}

void Secret::wipe() noexcept
{
    OPENSSL_cleanse(m_value.data(), m_value.size());
    m_value.clear();
}

bool operator==(const Secret &a, const Secret &b)
{
    return a.m_value.size() == b.m_value.size()
        && CRYPTO_memcmp(a.m_value.data(), b.m_value.data(), a.m_value.size()) == 0;
}

} // namespace hub
