// Tokens that the hub gets by itself from what it keeps: client credentials, two_step, jwt_bearer.
#pragma once

#include "core/connectors/connector.h"
#include "core/http/transport.h"
#include "core/oauth/client_app.h"
#include "core/oauth/placement.h"
#include "core/oauth/token_endpoint.h"
#include "core/oauth/token_response.h"

namespace hub {

//! What there is now, or why there is nothing.
struct Minted {
    TokenAnswer answer;
    Headers headers;      //!< of the endpoint's answer
    bool renewed = false; //!< with a refresh token: the old one stays when none came
};

class Minter {
public:
    Minter(Transport *transport, ProfileStore *profiles, Clock *clock, Random *random)
        : m_transport(transport), m_profiles(profiles), m_clock(clock), m_random(random)
    {
    }

    //! Asks once; with a refresh token that first, and anew when that is refused. The pointers live until it returns.
    //! \errors InvalidRequest (a value is missing or no key), the vault's, UpstreamFailed, UpstreamTimeout
    Task<Result<Minted>> mint(std::shared_ptr<const Connector> connector, const Account *account,
                              const Credential *credential);

private:
    Task<Result<Minted>> ask(std::shared_ptr<const Connector> connector, const AuthMethod *method,
                             const Credential *credential, EndpointRequest request);
    Task<Result<EndpointRequest>> request(std::shared_ptr<const Connector> connector, const AuthMethod *method,
                                          const Account *account, const Credential *credential);

    Transport *m_transport;
    ProfileStore *m_profiles;
    Clock *m_clock;
    Random *m_random;
};

} // namespace hub
