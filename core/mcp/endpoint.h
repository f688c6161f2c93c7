// What the two eras' endpoints have in common.
#pragma once

#include "core/mcp/call_runner.h"
#include "core/mcp/change_feed.h"

namespace hub {

//! One HTTP request to /mcp, admitted and read. Lives until its handler returns.
struct McpRequest {
    std::shared_ptr<const Principal> principal;
    std::string account; //!< what x-account-id named; may be empty
    std::string requestId;
    ToolView view;
    const RequestHead *head = nullptr;
    Responder *responder = nullptr;

    std::string_view header(std::string_view name) const { return head->headers.value(name); }
};

struct EndpointParts {
    boost::asio::any_io_executor executor;
    McpMethods *methods = nullptr;
    CallRunner *runner = nullptr;
    SessionStore *sessions = nullptr;
    ChangeFeed *feed = nullptr;
    Random *random = nullptr;
    const Clock *clock = nullptr;
};

//! A call of that request, without a stream yet.
std::shared_ptr<McpCall> makeCall(const McpRequest &request, Era era, RpcMessage message);
//! For EventFormat: a stream that waits for news ends with its caller's key.
std::function<std::optional<std::chrono::milliseconds>()> timeLeft(const Clock *clock,
                                                                   std::shared_ptr<const Principal> principal);

} // namespace hub
