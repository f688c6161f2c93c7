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

} // namespace hub
