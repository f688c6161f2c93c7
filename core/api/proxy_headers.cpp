#include "core/api/proxy_headers.h"

#include "core/base/encoding.h"
#include "core/gateway/path_guard.h"

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
    for (const std::string_view own : {"authorization", "cookie", "host", "x-account-id", "x_account_id", "forwarded",
                                       "accept-encoding", "content-length", "expect", "x-base-url", "te", "origin"}) {
        if (lower == own)
            return true;
    }
    return false;
}

} // namespace

Result<Effect> effectOf(const Principal &principal, std::string_view method, const Headers &headers)
{
    Effect effect = effectOf(method);
    for (const std::string_view name : {"x-http-method-override", "x-http-method", "x-method-override"}) {
        for (const std::string_view value : headers.all(name)) {
            if (iequals(trim(value), method))
                continue;
            if (!principal.actions.empty())
                return Error{ErrorCode::PolicyDenied,
                             "This key is held to certain actions; it can't ask for another method in a header."};
            effect = std::max(effect, iequals(trim(value), "DELETE") ? Effect::Delete : Effect::Write);
        }
    }
    return effect;
}

Headers headersUp(const Headers &given)
{
    Headers clean = given;
    removeHopByHop(clean);
    clean.removeIf([](const Header &header) { return isKept(header.name); });
    return clean;
}

} // namespace hub
