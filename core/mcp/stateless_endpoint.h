// The stateless era: 2026-07-28. Each request says all about itself.
#pragma once

#include "core/mcp/endpoint.h"

namespace hub {

//! One thread's (the hub's).
class StatelessEndpoint {
public:
    explicit StatelessEndpoint(EndpointParts parts) : m_parts(std::move(parts)) {}

    Task<void> post(const McpRequest *request, json::value message);
    //! What ends a listener's request.
    std::string lastMessage(const Listener &listener) const;

private:
    Task<void> answer(const McpRequest *request, std::shared_ptr<McpCall> call);
    //! subscriptions/listen: as long as the client stays.
    Task<void> listen(const McpRequest *request, std::shared_ptr<McpCall> call);
    std::optional<RpcFailure> judgeTool(const McpRequest &request, const RpcMessage &message) const;
    //! What every result of this era carries.
    void dress(const std::string &method, Reply &reply) const;

    EndpointParts m_parts;
};

} // namespace hub
