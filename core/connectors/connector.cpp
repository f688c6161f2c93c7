#include "core/connectors/connector.h"

namespace hub {

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
