#include "core/base/error.h"

namespace hub {

std::string_view wireName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest: return "invalid_request";
    case ErrorCode::AccountAmbiguous: return "account_ambiguous";
    case ErrorCode::AccountMissing: return "account_missing";
    case ErrorCode::KeyMissing: return "key_missing";
    case ErrorCode::KeyInvalid: return "key_invalid";
    case ErrorCode::ScopeInsufficient: return "scope_insufficient";
    case ErrorCode::PolicyDenied: return "policy_denied";
    case ErrorCode::ApprovalDenied: return "approval_denied";
    case ErrorCode::OriginRefused: return "origin_refused";
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::UpstreamTimeout: return "upstream_timeout";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::LinkGone: return "link_gone";
    case ErrorCode::AccountSuspended: return "account_suspended";
    case ErrorCode::AccountExpired: return "account_expired";
    case ErrorCode::AccountInactive: return "account_inactive";
    case ErrorCode::TooLarge: return "too_large";
    case ErrorCode::UriTooLong: return "uri_too_long";
    case ErrorCode::UnsupportedMediaType: return "unsupported_media_type";
    case ErrorCode::HeadersTooLarge: return "headers_too_large";
    case ErrorCode::WrongHost: return "wrong_host";
    case ErrorCode::SchemaViolation: return "schema_violation";
    case ErrorCode::RateLimited: return "rate_limited";
    case ErrorCode::ProviderRateLimited: return "provider_rate_limited";
    case ErrorCode::Internal: return "internal";
    case ErrorCode::NotSupported: return "not_supported";
    case ErrorCode::UpstreamFailed: return "upstream_failed";
    case ErrorCode::VaultLocked: return "vault_locked";
    case ErrorCode::Starting: return "starting";
    case ErrorCode::Overloaded: return "overloaded";
    case ErrorCode::RefreshUnavailable: return "refresh_unavailable";
    case ErrorCode::ApprovalPending: return "approval_pending";
    case ErrorCode::StorageFull: return "storage_full";
    }
    return "internal";
}

int httpStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest:
    case ErrorCode::AccountAmbiguous:
    case ErrorCode::AccountMissing: return 400;
    case ErrorCode::KeyMissing:
    case ErrorCode::KeyInvalid: return 401;
    case ErrorCode::ScopeInsufficient:
    case ErrorCode::PolicyDenied:
    case ErrorCode::ApprovalDenied:
    case ErrorCode::OriginRefused: return 403;
    case ErrorCode::NotFound: return 404;
    case ErrorCode::UpstreamTimeout: return 408;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::LinkGone: return 410;
    case ErrorCode::AccountSuspended:
    case ErrorCode::AccountExpired:
    case ErrorCode::AccountInactive: return 412;
    case ErrorCode::TooLarge: return 413;
    case ErrorCode::UriTooLong: return 414;
    case ErrorCode::UnsupportedMediaType: return 415;
    case ErrorCode::WrongHost: return 421;
    case ErrorCode::SchemaViolation: return 422;
    case ErrorCode::RateLimited:
    case ErrorCode::ProviderRateLimited: return 429;
    case ErrorCode::HeadersTooLarge: return 431;
    case ErrorCode::Internal: return 500;
    case ErrorCode::NotSupported: return 501;
    case ErrorCode::UpstreamFailed: return 502;
    case ErrorCode::VaultLocked:
    case ErrorCode::Starting:
    case ErrorCode::Overloaded:
    case ErrorCode::RefreshUnavailable:
    case ErrorCode::ApprovalPending: return 503;
    case ErrorCode::StorageFull: return 507;
    }
    return 500;
}

} // namespace hub
