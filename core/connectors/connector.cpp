#include "core/connectors/connector.h"

namespace hub {

bool AuthMethod::needsConsent() const
{
    if (type == "oauth1")
        return !oauth.authorizationUrl.empty();
    return type == "oauth2" && oauth.grant != "client_credentials";
}

bool AuthMethod::mintsTokens() const
{
    return type == "two_step" || type == "jwt_bearer" || (type == "oauth2" && oauth.grant == "client_credentials");
}

const AuthMethod *Connector::findAuth(std::string_view authKey) const
{
    for (const AuthMethod &method : auth) {
        if (method.key == authKey)
            return &method;
    }
    return nullptr;
}

const Action *Connector::findAction(std::string_view actionId) const
{
    for (const Action &action : actions) {
        if (action.id == actionId)
            return &action;
    }
    return nullptr;
}

} // namespace hub
