#include "core/connect/needs.h"

namespace hub {

std::string_view needsOf(const Connector &connector, const ProfileStore &profiles)
{
    const bool hasApp = profiles.find(connector.key, {}).ok();
    bool byKey = false;
    for (const AuthMethod &method : connector.auth) {
        const bool free = method.needsConsent() ? hasApp : method.type == "none";
        if (free)
            return "none";
        byKey = byKey || !method.needsConsent();
    }
    return byKey || connector.auth.empty() ? "key" : "app";
}

} // namespace hub
