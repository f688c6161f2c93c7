// The port: accepts connections, reads requests strictly, hands each to one handler, keeps connections alive.
#pragma once

#include "core/base/clock.h"
#include "core/http/body.h"
#include "core/http/message.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace hub {

//! Limits of SECURITY S19.
struct ServerLimits {
    std::size_t headBytes = 16 * 1024;
    std::size_t headerLines = 100;
    std::size_t uriBytes = 8 * 1024;
    std::size_t connections = 1024;
    std::chrono::seconds headDeadline{10};
    std::chrono::seconds idle{60};
};

//! One request, alive until its handler returns.
struct Request {
    RequestHead head;
    BodyReader *body =
        nullptr; //!< never null; what the handler leaves unread is drained (up to 64 KiB) or the connection closes
};

//! The one answer to a request. Either send(), or begin(), write()…, end().
class Responder {
public:
    virtual ~Responder() = default;
    //! Head and whole body; sets Content-Length.
    virtual Task<Result<void>> send(ResponseHead head, std::string body) = 0;
    //! Starts a streamed body: Content-Length when `length` is known, else chunked (or until close for HTTP/1.0).
    virtual Task<Result<void>> begin(ResponseHead head, std::optional<std::uint64_t> length) = 0;
    //! Sends the head now, when the first piece may take its time.
    virtual Task<Result<void>> flush() = 0;
    //! Sends a piece at once, with the head before it where that is still to go. The bytes must stay until it returns. An error means that the client is gone.
    virtual Task<Result<void>> write(std::string_view piece) = 0;
    virtual Task<Result<void>> end() = 0;
    virtual bool started() const = 0;
    //! Calls `gone` once, when the client has closed its side while the handler is still at work; for answers that wait.
    //! To be asked after the body has been read. Where nobody asks, nothing is watched.
    virtual void onGone(const std::function<void()> &gone) { static_cast<void>(gone); }
};

//! Runs on the connection's executor. Both pointers live until it returns. Returning without an answer is a 500.
using RequestHandler = std::function<Task<void>(const Request *request, Responder *responder)>;

//! Answers of the server itself (bad framing, limits): made by the caller, so that all errors look alike.
using ErrorAnswer = std::function<std::pair<ResponseHead, std::string>(const Error &error)>;

class HttpServer {
public:
    HttpServer(boost::asio::any_io_executor executor, ServerLimits limits, RequestHandler handler, ErrorAnswer errors);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    //! Binds and listens; accept() starts serving. \param port 0 = any free one
    //! \return the port
    //! \errors Conflict (taken), InvalidRequest (not an address of this machine)
    Result<std::uint16_t> listen(const std::string &address, std::uint16_t port);
    void accept();
    //! Stops accepting, closes idle connections; calls in flight go on. idle() answers when none is left.
    void stop();
    std::size_t activeRequests() const;
    std::size_t connections() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
