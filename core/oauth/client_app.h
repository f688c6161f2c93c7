// The OAuth app that the hub asks as.
#pragma once

#include "core/oauth/moment.h"
#include "core/oauth/profile_store.h"

namespace hub {

struct ClientApp {
    std::string clientId;
    Secret clientSecret; //!< empty for public clients; a private key for private_key_jwt
    Moment moment{};     //!< for what it signs
};

//! A profile's app, with its secret. \errors the vault's
Task<Result<ClientApp>> clientApp(ProfileStore *profiles, Profile profile, Moment moment);

} // namespace hub
