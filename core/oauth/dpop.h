// Tokens bound to a key of the account's own (RFC 9449).
#pragma once

#include "core/oauth/jwt.h"
#include "core/oauth/token_endpoint.h"
#include "core/vault/credential.h"

namespace hub {

//! The name of that key among a credential's values: an EC key on P-256, as a PEM.
inline constexpr const char *kDpopKey = "dpop_key";

struct DpopTarget {
    std::string method, url; //!< the query is left out of `htu`
    std::string accessToken; //!< for API calls: `ath`
    std::string nonce;       //!< what the server asked for; empty = none
};
//! The DPoP header's value (section 4.2). Pure.
Result<std::string> dpopProof(const Secret &key, const DpopTarget &target, const Moment &moment);

//! A method's key among a credential's values; empty when its tokens are bound to none.
Secret dpopKeyOf(const OauthMethod &method, const Credential &credential);
//! post() with a proof; sends once more when the server wants its nonce in it (section 8).
//! \param key empty = no proof
//! \errors as post()
Task<Result<EndpointAnswer>> postWithProof(Transport *transport, std::shared_ptr<const Connector> connector,
                                           EndpointRequest request, Secret key, Clock *clock, Random *random);

} // namespace hub
