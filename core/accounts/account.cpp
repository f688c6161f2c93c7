#include "core/accounts/account.h"

namespace hub {
namespace {

std::string nameOf(const Account &account)
{
    return account.alias.empty() ? account.id.str() : account.alias;
}

std::string lastReason(const Account &account)
{
    return account.reasons.empty() ? std::string() : ' ' + account.reasons.back().description;
}

} // namespace

std::string_view wireName(AccountStatus status)
{
    switch (status) {
    case AccountStatus::Active: return "active";
    case AccountStatus::Inactive: return "inactive";
    case AccountStatus::Suspended: return "suspended";
    case AccountStatus::Archived: return "archived";
    case AccountStatus::Expired: return "expired";
    case AccountStatus::Error: return "error";
    }
    return {};
}

std::optional<AccountStatus> accountStatusFrom(std::string_view name)
{
    for (const AccountStatus status : {AccountStatus::Active, AccountStatus::Inactive, AccountStatus::Suspended,
                                       AccountStatus::Archived, AccountStatus::Expired, AccountStatus::Error}) {
        if (wireName(status) == name)
            return status;
    }
    return std::nullopt;
}

std::optional<Error> refusal(const Account &account)
{
    const std::string name = "The account " + nameOf(account);
    switch (account.status) {
    case AccountStatus::Active: return std::nullopt;
    case AccountStatus::Suspended:
        return Error{ErrorCode::AccountSuspended, name + " is suspended. The person resumes it in Connect Hub."};
    case AccountStatus::Expired:
        return Error{ErrorCode::AccountExpired, name + " must be signed in to again." + lastReason(account)};
    case AccountStatus::Inactive: return Error{ErrorCode::AccountInactive, name + " is not signed in to yet."};
    case AccountStatus::Archived:
    case AccountStatus::Error: return Error{ErrorCode::AccountInactive, name + " can't be used." + lastReason(account)};
    }
    return Error{ErrorCode::Internal, "an account has an unknown status"};
}

} // namespace hub
