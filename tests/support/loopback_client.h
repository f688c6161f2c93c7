// A client that sends bytes as they are, for tests of the port. One thread: it turns the server's io_context itself.
#pragma once

#include "tests/support/pump.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <string>

namespace hub {

class LoopbackClient {
public:
    //! Reads all the time what comes, unless it is a client that never reads.
    LoopbackClient(boost::asio::io_context &io, std::uint16_t port, bool reads = true) : m_io(io), m_state(std::make_shared<State>(io))
    {
        m_state->socket.connect({boost::asio::ip::address_v4::loopback(), port});
        if (reads)
            State::readOn(m_state);
    }
    ~LoopbackClient() { hangUp(); }
    LoopbackClient(const LoopbackClient &) = delete;
    LoopbackClient &operator=(const LoopbackClient &) = delete;

    //! In the background: whoever does not read can't hold the test up.
    void send(std::string bytes)
    {
        const auto kept = std::make_shared<std::string>(std::move(bytes));
        boost::asio::async_write(m_state->socket, boost::asio::buffer(*kept),
                                 [kept, state = m_state](const boost::system::error_code &ec, std::size_t) { state->broken = state->broken || ec; });
    }
    //! \return all that came until the server closed; what came so far when it does not
    std::string readAll()
    {
        pumpUntil(m_io, [this] { return m_state->closed; });
        return m_state->received;
    }
    //! \return whether `text` came
    bool waitFor(const std::string &text)
    {
        return pumpUntil(m_io, [&] { return m_state->closed || has(text); }) && has(text);
    }
    bool has(const std::string &text) const { return m_state->received.find(text) != std::string::npos; }
    const std::string &received() const { return m_state->received; }
    bool isClosed() const { return m_state->closed; }
    //! A write did not get through: the other side is gone altogether.
    bool isBroken() const { return m_state->broken; }
    void forget() { m_state->received.clear(); }
    void hangUp()
    {
        boost::system::error_code ec;
        m_state->socket.close(ec);
    }

private:
    struct State {
        explicit State(boost::asio::io_context &io) : socket(io) {}
        static void readOn(const std::shared_ptr<State> &state)
        {
            const auto place = boost::asio::buffer(state->bytes);
            state->socket.async_read_some(place, [state](const boost::system::error_code &ec, std::size_t got) {
                state->received.append(state->bytes.data(), got);
                state->closed = state->closed || ec;
                if (!ec)
                    readOn(state);
            });
        }
        boost::asio::ip::tcp::socket socket;
        std::array<char, 16 * 1024> bytes{};
        std::string received;
        bool closed = false;
        bool broken = false;
    };

    boost::asio::io_context &m_io;
    std::shared_ptr<State> m_state;
};

} // namespace hub
