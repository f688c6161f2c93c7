#include "core/api/profile_check.h"

#include "core/base/encoding.h"

namespace hub {

Task<Result<void>> checkProfile(const ApiServices *services, const ApiContext *context, const Account *account)
{
    const std::string_view wanted = trim(context->request->head.headers.value("x-connector-profile-id"));
    if (wanted.empty() || wanted == account->connector)
        co_return Result<void>();
    if (refusal(*account))
        co_return Result<void>(); // the call itself says more
    Account copy = *account;
    const Result<LiveCredential> credential = co_await services->credentials->of(std::move(copy));
    if (!credential || (*credential)->profile == wanted)
        co_return Result<void>();
    co_return Error{ErrorCode::InvalidRequest,
                    "The account was not connected with the profile that "
                    "x-connector-profile-id names."};
}

} // namespace hub
