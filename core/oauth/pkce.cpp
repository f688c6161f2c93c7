#include "core/oauth/pkce.h"

#include "core/base/encoding.h"

namespace hub {

std::string makeVerifier(Random &random)
{
    return base64Url(random.bytes(32));
}

std::string challengeOf(std::string_view verifier)
{
    return base64Url(sha256(verifier));
}

} // namespace hub
