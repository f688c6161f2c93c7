// Model Context Protocol over Streamable HTTP at /mcp: both eras of the protocol on one path.
#pragma once

#include "core/mcp/session_endpoint.h"
#include "core/mcp/stateless_endpoint.h"

namespace hub {

//! One thread's (the hub's).
class McpServer {
public:
    explicit McpServer(McpServices services);
    ~McpServer();
    McpServer(const McpServer &) = delete;
    McpServer &operator=(const McpServer &) = delete;

    //! \param account what x-account-id named; may be empty
    Task<void> handle(std::shared_ptr<const Principal> principal, std::string account, std::string requestId,
                      const Request *request, Responder *responder);

    //! Tools, prompts and resources beside the hub's own. Before the first request.
    void add(std::unique_ptr<Supplement> supplement);
    //! For those: a list of theirs has changed.
    void listChanged(std::string_view what);
    //! Ends the streams that wait for news, in good order.
    void stop();
    //! Calls under way; some outlive their HTTP request.
    std::size_t running() const;
    std::size_t sessions() const;
    std::size_t listeners() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
