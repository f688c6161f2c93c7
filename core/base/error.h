// The one error type: a closed list of codes, those of the HTTP contract, and a detail for people.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

//! Each code has one HTTP status and one wire name; the list is closed.
enum class ErrorCode {
    InvalidRequest,
    AccountAmbiguous,
    AccountMissing,
    KeyMissing,
    KeyInvalid,
    ScopeInsufficient,
    PolicyDenied,
    ApprovalDenied,
    OriginRefused,
    NotFound,
    UpstreamTimeout,
    Conflict,
    LinkGone,
    AccountSuspended,
    AccountExpired,
    AccountInactive,
    TooLarge,
    UriTooLong,
    UnsupportedMediaType,
    HeadersTooLarge,
    WrongHost,
    SchemaViolation,
    RateLimited,
    ProviderRateLimited,
    Internal,
    NotSupported,
    UpstreamFailed,
    VaultLocked,
    Starting,
    Overloaded,
    RefreshUnavailable,
    ApprovalPending,
    StorageFull,
};

//! The name on the wire, e.g. "account_missing".
std::string_view wireName(ErrorCode code);
//! The HTTP status that belongs to it.
int httpStatus(ErrorCode code);

//! What went wrong and what to do. Never holds a secret, a path, SQL or a stack.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string field = {};                                //!< for SchemaViolation: a JSON pointer or a field's name
    std::optional<std::chrono::seconds> retryAfter = {};   //!< when it makes sense to ask again
    std::string authLinkUrl = {};                          //!< for 412: where the person signs in again
    std::vector<std::string> choices = {};                 //!< for AccountAmbiguous and unknown names: what would fit

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace hub
