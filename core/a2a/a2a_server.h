// A2A over HTTP: JSON-RPC at /a2a and HTTP+JSON below /a2a/v1, in the versions 1.0 and 0.3, and the agent card.
#pragma once

#include "core/a2a/operations.h"
#include "core/http/server.h"

namespace hub::a2a {

//! How one request came, and so how it is answered.
struct Binding {
    Dialect dialect = Dialect::V1;
    bool isRpc = false;
    json::value id;        //!< of JSON-RPC
    std::string extension; //!< the header that the caller asked for ours with; empty = not asked for
};

//! One thread's (the hub's).
class A2aServer {
public:
    //! \param keepAlive how often a stream without news says that it lives
    A2aServer(boost::asio::any_io_executor executor, AgentParts parts, Random *random, std::string version,
              std::chrono::milliseconds keepAlive = std::chrono::seconds(15));

    //! GET /.well-known/agent-card.json
    Task<void> publicCard(std::string requestId, const Request *request, Responder *responder);
    //! POST /a2a
    Task<void> rpc(Caller caller, const Request *request, Responder *responder);
    //! Below /a2a/v1. \param params from the path and the query; those of a message are its body
    Task<void> rest(Caller caller, Operation operation, json::object params, const Request *request,
                    Responder *responder);
    //! Ends all streams.
    void stop() { m_operations.stop(); }

private:
    struct Asked;
    static Task<std::variant<Asked, Failure>> readRpc(const Request *request, Binding *binding);
    static Task<Result<std::string>> readBody(const Request *request);
    Task<void> serve(const Caller *caller, Operation operation, json::object params, const Binding *binding,
                     Responder *responder);
    Task<void> stream(const Caller *caller, std::shared_ptr<EventQueue> queue, const Binding *binding,
                      Responder *responder);

    std::chrono::milliseconds m_keepAlive;
    Operations m_operations;
};

} // namespace hub::a2a
