// One client of the control socket: reads lines, runs each request beside the others, writes answers and events.
#pragma once

#include "core/control/methods.h"
#include "core/control/rpc.h"

#include <boost/asio/local/stream_protocol.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace hub::control {

struct ConnectionLimits {
    std::size_t lineBytes = 12 * 1024 * 1024;
    std::size_t requests = 64;                     //!< at once; more are answered with 503
    std::size_t waitingBytes = 32 * 1024 * 1024;   //!< not yet read by the client; more: it is dropped
    std::size_t waitingEvents = 4096;
};

//! One thread's (the hub's). Keeps itself alive while something of it runs.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;
    //! \param methods outlives every connection; \param closed called once
    Connection(Socket socket, std::shared_ptr<const MethodTable> methods, ConnectionLimits limits,
               std::function<void(Connection *)> closed);

    void start();
    //! To a subscriber; a client that does not keep up is dropped.
    void publish(const std::string &line);
    void close();
    //! A last line, as far as the kernel takes it at once, then closes.
    void closeWith(const std::string &line);

private:
    Task<void> readLoop(std::shared_ptr<Connection> self);
    Task<void> writeLoop(std::shared_ptr<Connection> self);
    Task<void> serve(std::shared_ptr<Connection> self, RpcRequest request);
    void take(std::string_view line);
    void send(std::string line);
    void closeIfDone();

    Socket m_socket;
    std::shared_ptr<const MethodTable> m_methods;
    ConnectionLimits m_limits;
    std::function<void(Connection *)> m_closed;
    std::deque<std::string> m_waiting;
    std::size_t m_waitingBytes = 0;
    std::size_t m_running = 0;
    bool m_writing = false;
    bool m_subscribed = false;
    bool m_ended = false; //!< the client sends nothing more
    bool m_open = true;
};

} // namespace hub::control
