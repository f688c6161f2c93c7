// A token that the hub gets by itself, once for all who wait.
#include "core/base/log.h"
#include "core/http/retry_after.h"
#include "core/oauth/minter.h"
#include "core/oauth/refresh_state.h"

namespace hub {

Task<Result<LiveCredential>> Credentials::State::mint(Account account)
{
    Account mine = account;
    Result<Stored> stored = co_await reread(std::move(mine));
    if (!stored)
        co_return stored.error();
    if (stored->newer)
        co_return stored->newer;
    const AuthMethod *method = stored->method;
    if (method == nullptr)
        co_return Error{ErrorCode::AccountInactive,
                        "The way this account was signed in with is no longer part of its connector. Sign in again."};
    const std::string issuer = issuerOf(account, method->oauth, stored->record);
    if (const std::optional<Error> rest = restOf(issuer))
        co_return *rest;
    Minter minter(transport, profiles, clock, random);
    Result<Minted> minted = co_await minter.mint(stored->connector, &account, &stored->record);
    if (!minted) {
        const ErrorCode code = minted.error().code;
        if (code == ErrorCode::UpstreamFailed || code == ErrorCode::UpstreamTimeout || code == ErrorCode::TooLarge)
            co_return leaveAlone(issuer, {}, "The token endpoint can't be reached.");
        co_return minted.error();
    }
    if (auto *set = std::get_if<TokenSet>(&minted->answer)) {
        backoffs.erase(issuer);
        Credential record = std::move(stored->record);
        if (!minted->renewed)
            record.values.erase("refresh_token"); // it was refused, or there is a new one
        TokenSet tokens = std::move(*set);
        co_return co_await take(account, std::move(record), std::move(tokens));
    }
    const TokenFailure failure = std::get<TokenFailure>(minted->answer);
    qCWarning(logOauth, "a token could not be had: status %d %s", failure.status, failure.code.c_str());
    if (!failure.deadGrant && !(method->type == "two_step" && failure.status == 401))
        co_return leaveAlone(issuer, retryAfter(minted->headers, {}, clock->now()),
                             "The token endpoint gave no token.");
    std::string code = failure.code.empty() ? "key_refused" : failure.code;
    std::string description = stored->connector->name + " does not accept this sign-in any more.";
    co_return co_await expire(account, std::move(code), std::move(description));
}

} // namespace hub
