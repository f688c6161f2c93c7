// The OAuth app that the hub asks as.
#pragma once

#include "core/accounts/account.h"
#include "core/oauth/moment.h"
#include "core/oauth/profile_store.h"
#include "core/vault/credential.h"

namespace hub {

struct ClientApp {
    std::string clientId;
    Secret clientSecret; //!< empty for public clients; a private key for private_key_jwt
    Moment moment{};     //!< for what it signs
};

//! A profile's app, with its secret. \errors the vault's
Task<Result<ClientApp>> clientApp(ProfileStore *profiles, Profile profile, Moment moment);

//! An account's: what the person pasted for it, else the profile it was connected with. The pointers live until it returns.
//! \errors RefreshUnavailable (the profile is gone), the vault's
Task<Result<ClientApp>> clientAppOf(ProfileStore *profiles, const Account *account, const Credential *credential,
                                    Moment moment);

} // namespace hub
