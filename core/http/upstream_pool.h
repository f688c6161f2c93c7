// Keep-alive connections to providers: per origin last-in first-out, a cap with a queue, TLS against the system's roots.
#pragma once

#include "core/base/clock.h"
#include "core/http/transport.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace hub {

struct PoolLimits {
    std::size_t perOrigin = 256;
    std::chrono::seconds idle{55};
    std::chrono::seconds connect{10}; //!< DNS, TCP and TLS together
    std::chrono::seconds betweenBytes{300}; //!< of a body; event streams have no limit
};

class UpstreamPool final : public Transport {
public:
    explicit UpstreamPool(boost::asio::any_io_executor executor, PoolLimits limits = {});
    ~UpstreamPool() override;

    //! Addresses that resolve to loopback, link-local, private or metadata ranges are refused unless origin.allowLocal;
    //! the port of the hub itself never is (see refuseLocalPort). The checked address is the one dialled.
    Task<Result<Exchange>> open(Origin origin, RequestHead head, BodyReader *body,
                                std::chrono::milliseconds deadline) override;
    //! The hub's own port, so that a call can't loop.
    void refuseLocalPort(std::uint16_t port);

    struct State;

private:
    std::shared_ptr<State> m_state;
};

} // namespace hub
