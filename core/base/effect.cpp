#include "core/base/effect.h"

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

} // namespace hub
