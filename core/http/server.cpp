#include "core/http/server.h"

#include "core/base/log.h"
#include "core/http/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <set>

namespace hub {

using boost::asio::ip::tcp;

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(boost::asio::any_io_executor home, ServerLimits limits, RequestHandler handler, ErrorAnswer errors)
        : executor(home)
        , acceptor(home)
        , timer(home)
        , context(std::make_shared<ServerContext>(ServerContext{limits, std::move(handler), std::move(errors)}))
    {
    }

    boost::asio::any_io_executor executor;
    tcp::acceptor acceptor;
    boost::asio::steady_timer timer;
    std::shared_ptr<ServerContext> context;
    std::set<std::shared_ptr<Connection>> connections;
    std::set<std::shared_ptr<Connection>> turnedAway; //!< until they have read why

    static Task<void> acceptAll(std::shared_ptr<State> self)
    {
        while (self->acceptor.is_open()) {
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            tcp::socket socket = co_await self->acceptor.async_accept(token);
            if (!self->acceptor.is_open())
                co_return;
            if (ec) {
                // out of descriptors: the sweep frees some; trying at once would only spin
                qCWarning(logHttp, "a connection could not be accepted: %s", ec.message().c_str());
                boost::asio::steady_timer pause(self->executor, std::chrono::milliseconds(50));
                auto ignored = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
                co_await pause.async_wait(ignored);
                continue;
            }
            auto connection = std::make_shared<Connection>(std::move(socket), self->context);
            if (self->connections.size() >= self->context->limits.connections)
                boost::asio::co_spawn(self->executor, turnAway(self, connection), boost::asio::detached);
            else
                boost::asio::co_spawn(self->executor, serve(self, connection), boost::asio::detached);
        }
    }

    static Task<void> serve(std::shared_ptr<State> self, std::shared_ptr<Connection> connection)
    {
        self->connections.insert(connection);
        co_await connection->run();
        self->connections.erase(connection);
    }

    static Task<void> turnAway(std::shared_ptr<State> self, std::shared_ptr<Connection> connection)
    {
        self->turnedAway.insert(connection);
        co_await connection->refuse();
        self->turnedAway.erase(connection);
    }

    static Task<void> sweepAll(std::shared_ptr<State> self)
    {
        while (self->acceptor.is_open() || !self->connections.empty() || !self->turnedAway.empty()) {
            boost::system::error_code ec;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
            self->timer.expires_after(std::chrono::seconds(1));
            co_await self->timer.async_wait(token);
            ++self->context->second;
            for (const auto *all : {&self->connections, &self->turnedAway}) {
                for (const std::shared_ptr<Connection> &connection : *all)
                    connection->sweep();
            }
        }
    }
};

HttpServer::HttpServer(boost::asio::any_io_executor executor, ServerLimits limits, RequestHandler handler,
                       ErrorAnswer errors)
    : m_state(std::make_shared<State>(std::move(executor), limits, std::move(handler), std::move(errors)))
{
}

HttpServer::~HttpServer()
{
    boost::system::error_code ec;
    m_state->acceptor.close(ec);
    m_state->timer.cancel();
}

Result<std::uint16_t> HttpServer::listen(const std::string &address, std::uint16_t port)
{
    boost::system::error_code ec;
    const auto ip = boost::asio::ip::make_address(address, ec);
    if (ec)
        return Error{ErrorCode::InvalidRequest, '"' + address + "\" is no address."};
    tcp::acceptor &acceptor = m_state->acceptor;
    const tcp::endpoint endpoint(ip, port);
    acceptor.open(endpoint.protocol(), ec);
    if (!ec)
        acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec)
        acceptor.bind(endpoint, ec);
    if (!ec)
        acceptor.listen(1024, ec);
    if (!ec)
        return acceptor.local_endpoint().port();
    const Error error{ec == boost::asio::error::address_in_use ? ErrorCode::Conflict : ErrorCode::InvalidRequest,
                      "The port can't be opened: " + ec.message()};
    acceptor.close(ec);
    return error;
}

void HttpServer::accept()
{
    boost::asio::co_spawn(m_state->executor, State::acceptAll(m_state), boost::asio::detached);
    boost::asio::co_spawn(m_state->executor, State::sweepAll(m_state), boost::asio::detached);
}

void HttpServer::stop()
{
    boost::system::error_code ec;
    m_state->context->stopping = true;
    m_state->acceptor.close(ec);
    for (const std::shared_ptr<Connection> &connection : m_state->connections)
        connection->closeIfIdle();
}

std::size_t HttpServer::activeRequests() const
{
    return m_state->context->active;
}

std::size_t HttpServer::connections() const
{
    return m_state->connections.size();
}

} // namespace hub
