#include "core/connect/needs.h"

namespace hub {

std::string_view needsOf(const ConnectorSummary &connector, const ProfileStore &profiles)
{
    const bool consents = std::any_of(connector.auth.begin(), connector.auth.end(),
                                      [](const AuthSummary &method) { return method.consent; });
    if (connector.needs == Needs::Nothing || (consents && profiles.find(connector.key, {})))
        return "none";
    return connector.needs == Needs::Key ? "key" : "app";
}

} // namespace hub
