// One request of an agent on its way through the hub, of either era: who asks for what, and where its messages go.
#pragma once

#include "core/mcp/era.h"
#include "core/mcp/param_style.h"
#include "core/mcp/session.h"

#include <boost/asio/cancellation_signal.hpp>

namespace hub {

//! How the caller wants to see actions: ?tool-mode= and ?param-style=; a key may fix the mode.
struct ToolView {
    bool searchExecute = false;
    ParamStyle style = ParamStyle::Nested;
};
//! \errors InvalidRequest (an unknown mode or style; a bad query)
Result<ToolView> toolViewOf(std::string_view query, const Principal &principal);

//! Lives as long as its coroutine runs, which may be longer than the HTTP request. One thread's (the hub's).
struct McpCall {
    std::shared_ptr<const Principal> principal;
    std::string account; //!< what x-account-id named; may be empty
    std::string requestId;
    ToolView view;
    Era era = Era::Session;
    json::object capabilities; //!< the client's
    std::string logLevel;      //!< the least that the client wants to read; empty = nothing
    RpcMessage message;
    std::shared_ptr<MessageStream> stream;
    std::shared_ptr<Session> session; //!< null in the stateless era
    bool quiet = false;               //!< the client takes nothing before the answer
    bool stopped = false;             //!< the client wants no answer any more
    int status = 200;                 //!< of HTTP, once it is done
    bool done = false;
    boost::asio::cancellation_signal cancel;
    std::function<void()> onStop = [] {};

    const json::object &params() const { return message.params; }
    //! elicitation of mode url.
    bool opensUrls() const;
    bool canAsk(std::string_view capability) const { return capabilities.contains(capability); }

    void notify(std::string_view method, json::object params);
    //! Where the client gave a token for it.
    void progress(double done, double total, const std::string &text);
    bool wantsProgress() const;
    //! \param level debug, info, notice, warning, error, critical, alert or emergency
    void log(std::string_view level, json::value data);
    //! Stops what the call waits for; its coroutine ends soon.
    void stop();
};

bool isLogLevel(std::string_view level);

} // namespace hub
