// Who calls: an API key or a session token, and what it may do.
#pragma once

#include "core/base/clock.h"
#include "core/base/effect.h"
#include "core/base/id.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hub {

enum class Scope { Full, Read, Accounts, Actions };
std::string_view wireName(Scope scope);
std::optional<Scope> scopeFrom(std::string_view name);

struct Principal {
    enum class Kind { Key, Session };
    Kind kind = Kind::Key;
    std::string id;   //!< key id or session id
    std::string name; //!< for people: the key's name
    std::string madeBy; //!< of a session: the key that made it, without which it is let in no more; empty = the person
    std::optional<OwnerId> owner; //!< none = all owners
    std::set<Scope> scopes;
    std::vector<AccountId> accounts; //!< empty = all of the owner's
    std::vector<std::string> actions; //!< globs over action ids; empty = all
    std::set<Effect> effects; //!< allowed ones; empty = what the scopes say
    std::string toolMode; //!< of MCP: individual or search_execute; empty = as each request asks
    std::optional<WallTime> expires; //!< from then on it is let in no more

    bool has(Scope scope) const { return scopes.contains(Scope::Full) || scopes.contains(scope); }
};

//! Which effects the caller may use: Full and Actions: all (or `effects`); Read: read.
bool mayUse(const Principal &principal, Effect effect);
bool mayReach(const Principal &principal, const OwnerId &owner, const AccountId &account);
bool mayCall(const Principal &principal, std::string_view actionId);

} // namespace hub
