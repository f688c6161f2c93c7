// The only door to a provider.
#pragma once

#include "core/http/body.h"
#include "core/http/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace hub {

//! Where a request goes. Part of the pool's key, never the credential.
struct Origin {
    bool tls = true;
    std::string host; //!< name or literal, IPv6 without brackets
    std::uint16_t port = 443;
    //! This very host:port may resolve to a loopback or private address, and speak plain http.
    bool allowLocal = false;

    friend auto operator<=>(const Origin &, const Origin &) = default;
};

//! Splits an absolute http(s) URL into its origin and its target (path and query, "/" when empty).
//! User info, fragments, backslashes, control characters and other schemes are refused. allowLocal stays false.
//! \errors InvalidRequest
struct SplitUrl {
    Origin origin;
    std::string target;
};
Result<SplitUrl> splitUrl(std::string_view url);
//! "https://api.example.com" or with ":port" when it is not the scheme's own.
std::string toString(const Origin &origin);
//! The Host header's value.
std::string hostHeader(const Origin &origin);

//! A provider's answer. Dropping it before its body ended closes the connection.
struct Exchange {
    ResponseHead head;
    std::unique_ptr<BodyReader> body;
};

//! Real: UpstreamPool. In tests: support/scripted_transport.h.
class Transport {
public:
    virtual ~Transport() = default;
    //! Sends one request; follows no redirect, retries nothing but a stale pooled connection before any byte
    //! came back, and then only what may be done twice (no POST, no PATCH).
    //! Sets Host, Content-Length or Transfer-Encoding itself (head must not hold them).
    //! \param body      read as it is sent; must outlive the call; null = none
    //! \param deadline  until the answer's head, from the call on; more than 0
    //! \return the provider's head, whatever its status, and a reader of its body
    //! \errors UpstreamFailed (DNS, TLS, refused address, reset), UpstreamTimeout
    //! \thread the hub's; resumes there
    virtual Task<Result<Exchange>> open(Origin origin, RequestHead head, BodyReader *body,
                                        std::chrono::milliseconds deadline) = 0;
};

} // namespace hub
