#include "core/access/decide.h"

namespace hub {

Result<void> decide(const Principal &principal, const OwnerId &owner, const AccountId &account,
                    std::string_view actionId, Effect effect)
{
    if (!mayReach(principal, owner, account))
        return Error{ErrorCode::NotFound, "There is no such account."};
    if (!mayUse(principal, effect))
        return Error{ErrorCode::ScopeInsufficient,
                     "This key does not allow the effect \"" + std::string(wireName(effect)) + "\"."};
    if (!actionId.empty() && !mayCall(principal, actionId))
        return Error{ErrorCode::PolicyDenied, "This key does not allow the action \"" + std::string(actionId) + "\"."};
    return {};
}

} // namespace hub
