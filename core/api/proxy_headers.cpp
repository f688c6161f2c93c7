#include "core/api/proxy_headers.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

//! Headers of the agent that the provider never sees.
bool isKept(std::string_view name)
{
    const std::string lower = toLower(name);
    for (const std::string_view prefix : {"x-hub-", "x-connect-hub-", "x-forwarded-", "proxy-"}) {
        if (std::string_view(lower).starts_with(prefix))
            return true;
    }
    for (const std::string_view own :
         {"authorization", "cookie", "host", "x-account-id", "x_account_id", "forwarded", "accept-encoding",
          "content-length", "expect", "x-http-method-override", "x-http-method", "x-method-override", "x-request-id",
          "x-base-url", "te", "origin", "referer"}) {
        if (lower == own)
            return true;
    }
    return false;
}

} // namespace

Headers headersUp(const Headers &given)
{
    Headers clean = given;
    removeHopByHop(clean);
    Headers up;
    for (const Header &header : clean) {
        if (!isKept(header.name))
            up.add(header.name, header.value);
    }
    return up;
}

} // namespace hub
