// Puts an account's credential into one request: what can only be made from that very request, too.
#pragma once

#include "core/http/transport.h"
#include "core/oauth/client_app.h"
#include "core/oauth/placement.h"

#include <map>

namespace hub {

//! A request before its credential is in it.
struct OutgoingRequest {
    std::string method;
    SplitUrl url;
    Headers headers;                 //!< the caller's
    std::optional<std::string> body; //!< held
    bool streams = false;            //!< it has a body that is not held
};

//! One thread's (the hub's).
class RequestSigner {
public:
    RequestSigner(ProfileStore *profiles, Clock *clock, Random *random)
        : m_profiles(profiles), m_clock(clock), m_random(random)
    {
    }

    //! Whether place() does all there is to do, the same for each request.
    static bool isPlain(const AuthMethod &method);
    //! Whether the body must be held for sign(). \param length of the body, when it is known
    static bool needsBody(const AuthMethod &method, const Headers &headers, std::optional<std::uint64_t> length);

    //! The pointers live until it returns.
    //! \errors AccountInactive (no such method), InvalidRequest (a value does not fit), UnsupportedMediaType, the vault's
    Task<Result<SignedParts>> sign(std::shared_ptr<const Connector> connector, const Account *account,
                                   const Credential *credential, OutgoingRequest request);

    //! Keeps the nonce that an answer brings for the next proof (RFC 9449 section 9).
    //! \return whether the request was refused for want of it: sign it again, once
    bool takeNonce(const Origin &origin, const ResponseHead &head);

private:
    Task<Result<SignedParts>> signOauth1(std::shared_ptr<const Connector> connector, std::string authKey,
                                         const Credential *credential, SignedParts parts, OutgoingRequest request,
                                         Moment moment);

    ProfileStore *m_profiles;
    Clock *m_clock;
    Random *m_random;
    std::map<std::string, std::string> m_nonces; //!< by origin
};

} // namespace hub
