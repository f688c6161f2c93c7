// Posts to an authorization server's endpoints. No redirect is followed, answers are bounded.
#pragma once

#include "core/connectors/connector.h"
#include "core/http/transport.h"
#include "core/oauth/requests.h"

#include <memory>

namespace hub {

struct EndpointAnswer {
    int status = 0;
    std::string contentType, body, host; //!< host and path, for a technician
    Headers headers;
};

//! Sends it. At most 30 s and 1 MiB. \errors UpstreamFailed, UpstreamTimeout, TooLarge, InvalidRequest (plain http where it is not allowed)
Task<Result<EndpointAnswer>> post(Transport *transport, std::shared_ptr<const Connector> connector,
                                  EndpointRequest request);

//! How long the server wants to be left alone, by its Retry-After or the connector's header for it.
std::optional<std::chrono::seconds> askedToWait(const EndpointAnswer &answer, const Connector &connector, WallTime now);

} // namespace hub
