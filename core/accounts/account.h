// An account: a person's sign-in at one provider. Holds no credential.
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/json.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

enum class AccountStatus { Active, Inactive, Suspended, Archived, Expired, Error };
std::string_view wireName(AccountStatus status);
std::optional<AccountStatus> accountStatusFrom(std::string_view name);

struct StatusReason {
    std::string code, description;
    WallTime at{};
    friend bool operator==(const StatusReason &, const StatusReason &) = default;
};

struct Account {
    AccountId id;
    OwnerId owner;
    std::string ownerName, ownerUsername; //!< origin_owner_name, origin_username
    std::string connector;                //!< its key ("provider")
    std::string authKey;                  //!< which of its auth methods
    std::string alias;                    //!< the person's own name for it; unique for the owner
    std::string label;                    //!< free text of the caller
    std::string identityId, identityLabel; //!< who the provider says it is (probe)
    AccountStatus status = AccountStatus::Inactive; //!< Inactive = pending: nobody has signed in yet
    std::vector<StatusReason> reasons;
    std::map<std::string, std::string> setup; //!< inputs that are not secret, values learnt while connecting
    json::object metadata;
    std::string type = "production";
    std::vector<std::string> scopes;          //!< asked for
    WallTime created{}, updated{};
};

//! 412 for every account that may not serve; none when it may.
std::optional<Error> refusal(const Account &account);

} // namespace hub
