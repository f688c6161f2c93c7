#include "core/oauth/client_app.h"

namespace hub {

Task<Result<ClientApp>> clientApp(ProfileStore *profiles, Profile profile, Moment moment)
{
    std::string clientId = profile.clientId;
    Result<Secret> secret = co_await profiles->clientSecret(std::move(profile));
    if (!secret)
        co_return secret.error();
    co_return ClientApp{std::move(clientId), std::move(*secret), std::move(moment)};
}

Task<Result<ClientApp>> clientAppOf(ProfileStore *profiles, const Account *account, const Credential *credential,
                                    Moment moment)
{
    if (const Secret *id = credential->profile.empty() ? credential->find("client_id") : nullptr) {
        const Secret *secret = credential->find("client_secret");
        co_return ClientApp{std::string(id->reveal()), secret != nullptr ? secret->clone() : Secret(),
                            std::move(moment)};
    }
    const Result<Profile> profile = profiles->find(account->connector, credential->profile);
    if (!profile)
        co_return Error{ErrorCode::RefreshUnavailable,
                        "The app this account was signed in with is no longer set up.",
                        {},
                        std::chrono::seconds(60)};
    Profile app = *profile;
    co_return co_await clientApp(profiles, std::move(app), std::move(moment));
}

} // namespace hub
