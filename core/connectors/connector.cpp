#include "core/connectors/connector.h"

namespace hub {

std::string_view wireName(Effect effect)
{
    switch (effect) {
    case Effect::Read: return "read";
    case Effect::Write: return "write";
    case Effect::Delete: return "delete";
    }
    return {};
}

std::optional<Effect> effectFrom(std::string_view name)
{
    for (const Effect effect : {Effect::Read, Effect::Write, Effect::Delete}) {
        if (wireName(effect) == name)
            return effect;
    }
    return std::nullopt;
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
