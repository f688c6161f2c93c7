// A provider on the loopback interface, plain or TLS: it answers as the test says and remembers what reached it.
#pragma once

#include "core/http/transport.h"

#include "tests/support/pump.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hub {

class LoopbackProvider {
public:
    //! What reached it: the head with its blank line, and the body as it came over the wire.
    struct Seen {
        std::size_t connection = 0; //!< which one, from 0 on
        std::string head;
        std::string body;
    };
    enum class Then { Keep, Close, Reset };
    struct Reply {
        std::string bytes; //!< as they go over the wire; empty = silence
        Then then = Then::Keep;
    };
    using Answer = std::function<Reply(const Seen &seen)>;

    LoopbackProvider(boost::asio::io_context &io, Answer answer, boost::asio::ssl::context *tls = nullptr) : m_io(io), m_state(std::make_shared<State>(io, std::move(answer), tls))
    {
        State::acceptOn(m_state);
    }
    ~LoopbackProvider()
    {
        boost::system::error_code ec;
        m_state->acceptor.close(ec);
        for (std::size_t i = 0; i < m_state->connections.size(); ++i)
            hangUp(i);
    }
    LoopbackProvider(const LoopbackProvider &) = delete;
    LoopbackProvider &operator=(const LoopbackProvider &) = delete;

    std::uint16_t port() const { return m_state->acceptor.local_endpoint().port(); }
    Origin origin() const { return {m_state->tls != nullptr, "127.0.0.1", port(), true}; }
    const std::vector<Seen> &seen() const { return m_state->seen; }
    std::size_t connections() const { return m_state->connections.size(); }
    //! Whether the other side has hung up.
    bool isLeft(std::size_t connection) const { return m_state->connections.at(connection)->left; }
    //! More bytes of an answer, now.
    void say(std::size_t connection, std::string bytes) { State::write(m_state->connections.at(connection), {std::move(bytes), Then::Keep}); }
    void hangUp(std::size_t connection, Then how = Then::Close) { m_state->connections.at(connection)->end(how); }
    //! Answers before a body has come; its bytes are then read as the next request.
    void answerEarly() { m_state->early = true; }
    bool waitForRequests(std::size_t count)
    {
        return pumpUntil(m_io, [&] { return m_state->seen.size() >= count; });
    }

private:
    using Tls = boost::asio::ssl::stream<boost::asio::ip::tcp::socket &>;

    struct Connection {
        explicit Connection(boost::asio::ip::tcp::socket taken) : socket(std::move(taken)) {}
        void end(Then how)
        {
            boost::system::error_code ec;
            if (how == Then::Reset)
                socket.set_option(boost::asio::socket_base::linger(true, 0), ec);
            socket.close(ec);
        }
        boost::asio::ip::tcp::socket socket;
        std::unique_ptr<Tls> tls;
        std::array<char, 16 * 1024> bytes{};
        std::string received;
        bool left = false;
    };
    using Shared = std::shared_ptr<Connection>;

    struct State {
        State(boost::asio::io_context &io, Answer how, boost::asio::ssl::context *context) : acceptor(io, {boost::asio::ip::address_v4::loopback(), 0}), answer(std::move(how)), tls(context)
        {
        }

        static void acceptOn(const std::shared_ptr<State> &state)
        {
            state->acceptor.async_accept([state](const boost::system::error_code &ec, boost::asio::ip::tcp::socket socket) {
                if (ec)
                    return;
                state->connections.push_back(std::make_shared<Connection>(std::move(socket)));
                begin(state, state->connections.size() - 1);
                acceptOn(state);
            });
        }
        static void begin(const std::shared_ptr<State> &state, std::size_t at)
        {
            const Shared connection = state->connections[at];
            if (state->tls == nullptr) {
                readOn(state, at);
                return;
            }
            connection->tls = std::make_unique<Tls>(connection->socket, *state->tls);
            connection->tls->async_handshake(boost::asio::ssl::stream_base::server, [state, at](const boost::system::error_code &ec) {
                if (ec)
                    state->connections[at]->left = true;
                else
                    readOn(state, at);
            });
        }
        static void readOn(const std::shared_ptr<State> &state, std::size_t at)
        {
            const Shared connection = state->connections[at];
            const auto took = [state, at, connection](const boost::system::error_code &ec, std::size_t got) {
                connection->received.append(connection->bytes.data(), got);
                connection->left = connection->left || ec;
                while (state->takeRequest(at)) {
                }
                if (!ec)
                    readOn(state, at);
            };
            if (connection->tls)
                connection->tls->async_read_some(boost::asio::buffer(connection->bytes), took);
            else
                connection->socket.async_read_some(boost::asio::buffer(connection->bytes), took);
        }
        static void write(const Shared &connection, Reply reply)
        {
            const auto bytes = std::make_shared<std::string>(std::move(reply.bytes));
            const auto wrote = [bytes, connection, then = reply.then](const boost::system::error_code &, std::size_t) {
                if (then != Then::Keep)
                    connection->end(then);
            };
            if (connection->tls)
                boost::asio::async_write(*connection->tls, boost::asio::buffer(*bytes), wrote);
            else
                boost::asio::async_write(connection->socket, boost::asio::buffer(*bytes), wrote);
        }
        //! True when a whole request was there.
        bool takeRequest(std::size_t at)
        {
            std::string &received = connections[at]->received;
            const std::size_t blank = received.find("\r\n\r\n");
            if (blank == std::string::npos)
                return false;
            Seen request{at, received.substr(0, blank + 4), {}};
            const std::size_t size = early ? 0 : bodySize(request.head, received.substr(blank + 4));
            if (size == std::string::npos || received.size() < blank + 4 + size)
                return false;
            request.body = received.substr(blank + 4, size);
            received.erase(0, blank + 4 + size);
            seen.push_back(std::move(request));
            const Reply reply = answer(seen.back());
            if (!reply.bytes.empty() || reply.then != Then::Keep)
                write(connections[at], reply);
            return true;
        }
        //! Of the body on the wire; npos = not known yet.
        static std::size_t bodySize(const std::string &head, const std::string &rest)
        {
            constexpr std::string_view length = "\r\nContent-Length: ";
            if (const std::size_t said = head.find(length); said != std::string::npos)
                return std::stoul(head.substr(said + length.size()));
            if (head.find("\r\nTransfer-Encoding: chunked") == std::string::npos)
                return 0;
            const std::size_t last = rest.starts_with("0\r\n\r\n") ? 0 : rest.find("\r\n0\r\n\r\n");
            return last == std::string::npos ? last : last + (last == 0 ? 5 : 7);
        }

        boost::asio::ip::tcp::acceptor acceptor;
        Answer answer;
        boost::asio::ssl::context *tls;
        std::vector<Shared> connections;
        std::vector<Seen> seen;
        bool early = false;
    };

    boost::asio::io_context &m_io;
    std::shared_ptr<State> m_state;
};

//! A whole answer with a body of known length.
inline std::string wholeAnswer(const std::string &body, const std::string &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace hub
