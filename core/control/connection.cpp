#include "core/control/connection.h"

#include "core/base/log.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

namespace hub::control {
namespace {

namespace asio = boost::asio;
using Outcome = std::tuple<boost::system::error_code, std::size_t>;

constexpr std::size_t kReadBytes = 64 * 1024;

} // namespace

Connection::Connection(Socket socket, std::shared_ptr<const MethodTable> methods, ConnectionLimits limits,
                       std::function<void(Connection *)> closed)
    : m_socket(std::move(socket)), m_methods(std::move(methods)), m_limits(limits), m_closed(std::move(closed))
{
}

void Connection::start()
{
    asio::co_spawn(m_socket.get_executor(), readLoop(shared_from_this()), asio::detached);
}

void Connection::close()
{
    if (!std::exchange(m_open, false))
        return;
    boost::system::error_code ignored;
    m_socket.shutdown(Socket::shutdown_both, ignored);
    m_socket.close(ignored);
    m_waiting.clear();
    m_waitingBytes = 0;
    if (m_closed)
        m_closed(this);
}

void Connection::closeWith(const std::string &line)
{
    // in the middle of another line it would be noise
    if (m_open && m_subscribed && !m_writing) {
        boost::system::error_code ignored;
        m_socket.non_blocking(true, ignored);
        const asio::const_buffer bytes = asio::buffer(line);
        m_socket.write_some(bytes, ignored);
    }
    close();
}

void Connection::closeIfDone()
{
    if (m_ended && m_running == 0 && !m_writing)
        close();
}

void Connection::publish(const std::string &line)
{
    if (!m_subscribed || !m_open)
        return;
    if (m_waiting.size() >= m_limits.waitingEvents) {
        qCWarning(logControl, "a client does not read its events: it is dropped");
        close();
        return;
    }
    send(line);
}

void Connection::send(std::string line)
{
    if (!m_open)
        return;
    m_waitingBytes += line.size();
    if (m_waitingBytes > m_limits.waitingBytes) {
        qCWarning(logControl, "a client does not read its answers: it is dropped");
        close();
        return;
    }
    m_waiting.push_back(std::move(line));
    if (!std::exchange(m_writing, true))
        asio::co_spawn(m_socket.get_executor(), writeLoop(shared_from_this()), asio::detached);
}

Task<void> Connection::writeLoop(std::shared_ptr<Connection> self)
{
    const auto token = asio::as_tuple(asio::use_awaitable);
    while (self->m_open && !self->m_waiting.empty()) {
        const std::string line = std::move(self->m_waiting.front());
        self->m_waiting.pop_front();
        const asio::const_buffer bytes = asio::buffer(line);
        const Outcome outcome = co_await asio::async_write(self->m_socket, bytes, token);
        if (std::get<0>(outcome)) {
            self->close();
            break;
        }
        self->m_waitingBytes -= std::min(self->m_waitingBytes, line.size());
    }
    self->m_writing = false;
    self->closeIfDone();
}

Task<void> Connection::readLoop(std::shared_ptr<Connection> self)
{
    const auto token = asio::as_tuple(asio::use_awaitable);
    std::string text;
    std::string piece(kReadBytes, '\0');
    const asio::mutable_buffer room = asio::buffer(piece);
    while (self->m_open) {
        const Outcome outcome = co_await self->m_socket.async_read_some(room, token);
        if (std::get<0>(outcome))
            break;
        const std::size_t from = text.size();
        text.append(piece, 0, std::get<1>(outcome));
        std::size_t begin = 0;
        for (std::size_t end = text.find('\n', from); end != std::string::npos; end = text.find('\n', begin)) {
            self->take(std::string_view(text).substr(begin, end - begin));
            begin = end + 1;
        }
        text.erase(0, begin);
        if (text.size() > self->m_limits.lineBytes) {
            const Error tooLong{ErrorCode::TooLarge, "A request has more than 12 MiB."};
            self->send(errorLine(nullptr, tooLong));
            break; // where the next request starts can't be known
        }
    }
    // what was asked is still answered to a client that closed its sending side only
    self->m_ended = true;
    self->closeIfDone();
}

void Connection::take(std::string_view line)
{
    if (!m_open || line.find_first_not_of(" \t\r") == std::string_view::npos)
        return;
    RpcRequest request = readRequest(line);
    if (!request.problem && m_running >= m_limits.requests)
        request.problem = Error{
            ErrorCode::Overloaded, "Too many requests of one client are waiting.", {}, std::chrono::seconds(1)};
    if (request.problem) {
        if (request.wantsAnswer)
            send(errorLine(request.id, *request.problem));
        return;
    }
    if (request.method == "events.subscribe") {
        m_subscribed = true;
        if (request.wantsAnswer)
            send(resultLine(request.id, {}));
        return;
    }
    ++m_running;
    asio::co_spawn(m_socket.get_executor(), serve(shared_from_this(), std::move(request)), asio::detached);
}

Task<void> Connection::serve(std::shared_ptr<Connection> self, RpcRequest request)
{
    Result<json::object> result = Error{ErrorCode::NotFound,
                                        "There is no method \"" + request.method.substr(0, 64) + "\"."};
    try {
        if (const auto found = self->m_methods->find(request.method); found != self->m_methods->end()) {
            Task<Result<json::object>> work = found->second(std::move(request.params));
            result = co_await std::move(work);
        }
    } catch (const std::exception &problem) {
        qCCritical(logControl, "%s failed: %s", request.method.c_str(), problem.what());
        result = Error{ErrorCode::Internal, "The hub could not do this. Its log says more."};
    }
    --self->m_running;
    if (request.wantsAnswer)
        self->send(result ? resultLine(request.id, std::move(*result)) : errorLine(request.id, result.error()));
    self->closeIfDone();
}

} // namespace hub::control
