// The session era: 2025-03-26 to 2025-11-25. Requests within sessions, streams that can be taken up again.
#pragma once

#include "core/mcp/endpoint.h"

namespace hub {

//! One thread's (the hub's).
class SessionEndpoint {
public:
    explicit SessionEndpoint(EndpointParts parts) : m_parts(std::move(parts)) {}

    Task<void> post(const McpRequest *request, json::value message);
    //! The stream for what belongs to no request, or a broken one taken up again.
    Task<void> listen(const McpRequest *request);
    //! DELETE: ends the session.
    Task<void> end(const McpRequest *request);

private:
    struct Refusal {
        int status = 0;
        std::string message;
    };
    Result<std::shared_ptr<Session>> sessionOf(const McpRequest *request, Refusal *why);
    Task<void> initialize(const McpRequest *request, RpcMessage message);
    Task<void> batch(const McpRequest *request, std::shared_ptr<Session> session, json::array messages);
    Task<void> one(const McpRequest *request, std::shared_ptr<Session> session, RpcMessage message);
    //! Makes it one of the session's, with a stream that can be taken up again.
    void enter(McpCall &call, const std::shared_ptr<Session> &session);
    //! Methods that are about the session itself; nothing for others.
    static std::optional<Reply> answerNow(Session &session, const RpcMessage &message);
    static void note(Session &session, const RpcMessage &message);

    EndpointParts m_parts;
};

} // namespace hub
