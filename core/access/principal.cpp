#include "core/access/principal.h"

#include "core/base/encoding.h"

namespace hub {

std::string_view wireName(Scope scope)
{
    switch (scope) {
    case Scope::Full: return "full";
    case Scope::Read: return "read";
    case Scope::Accounts: return "accounts";
    case Scope::Actions: return "actions";
    }
    return {};
}

std::optional<Scope> scopeFrom(std::string_view name)
{
    for (const Scope scope : {Scope::Full, Scope::Read, Scope::Accounts, Scope::Actions}) {
        if (wireName(scope) == name)
            return scope;
    }
    return std::nullopt;
}

bool mayUse(const Principal &principal, Effect effect)
{
    const bool allowed = principal.effects.empty() || principal.effects.contains(effect);
    if (principal.has(Scope::Actions))
        return allowed;
    return principal.has(Scope::Read) && effect == Effect::Read && allowed;
}

bool mayReach(const Principal &principal, const OwnerId &owner, const AccountId &account)
{
    if (principal.owner && *principal.owner != owner)
        return false;
    return principal.accounts.empty()
        || std::find(principal.accounts.begin(), principal.accounts.end(), account) != principal.accounts.end();
}

bool mayCall(const Principal &principal, std::string_view actionId)
{
    return principal.actions.empty()
        || std::any_of(principal.actions.begin(), principal.actions.end(),
                       [&](const std::string &glob) { return globMatch(glob, actionId); });
}

} // namespace hub
