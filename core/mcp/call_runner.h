// Runs calls beside the HTTP requests they came with, and brings their messages and answers to the client.
#pragma once

#include "core/mcp/methods.h"

namespace hub {

//! One thread's (the hub's).
class CallRunner {
public:
    //! Changes a result before it is sent.
    using Dress = std::function<void(const McpCall &call, Reply &reply)>;

    CallRunner(boost::asio::any_io_executor executor, McpMethods *methods);

    void start(const std::shared_ptr<McpCall> &call, Dress dress);
    std::size_t running() const { return m_running; }
    //! Runs it to its end without a client's stream of its own.
    Task<Reply> answer(std::shared_ptr<McpCall> call);

    //! Sends the answer as JSON when it is all there is to say and comes soon; else all of the stream. In the stateless era
    //! a client that goes stops the call.
    Task<void> deliver(Responder *responder, std::shared_ptr<McpCall> call, EventFormat format);

private:
    static Task<void> stop(std::shared_ptr<McpCall> call);
    static Task<void> run(CallRunner *self, std::shared_ptr<McpCall> call, Dress dress);

    boost::asio::any_io_executor m_executor;
    McpMethods *m_methods;
    std::size_t m_running = 0;
};

} // namespace hub
