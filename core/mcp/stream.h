// One stream of messages to a client, and how it is sent as server-sent events.
#pragma once

#include "core/base/task.h"
#include "core/http/server.h"
#include "core/mcp/event_ring.h"

#include <boost/asio/steady_timer.hpp>

namespace hub {

//! Wakes one who waits, or all that wait.
class Bell {
public:
    explicit Bell(const boost::asio::any_io_executor &executor) : m_timer(executor) {}
    void ring() { m_timer.cancel(); }
    //! Until it rings or the time is over; sooner at times.
    Task<void> heard(std::chrono::milliseconds limit);

private:
    boost::asio::steady_timer m_timer;
};

//! What is said about one request, or to a session beside all requests. One thread's (the hub's).
class MessageStream {
public:
    MessageStream(const boost::asio::any_io_executor &executor, std::string id);

    const std::string &id() const { return m_id; }
    const EventRing &ring() const { return m_ring; }
    void push(std::string message);
    //! Nothing follows.
    void finish();
    bool isFinished() const { return m_finished; }
    //! The last event that went out to any reader.
    std::uint64_t sent() const { return m_sent; }
    void markSent(std::uint64_t number) { m_sent = std::max(m_sent, number); }
    //! Lets the reader go; the stream lives on and can be taken up again.
    void release();

    //! A new reader; the one before it ends. \return its number, for isReading()
    std::uint64_t take();
    bool isReading(std::uint64_t reader) const { return m_reader == reader; }
    bool hasReader() const { return m_reader != 0; }
    void leave(std::uint64_t reader);
    //! Rings with each change.
    Bell &bell() { return m_bell; }

private:
    std::string m_id;
    EventRing m_ring;
    Bell m_bell;
    std::uint64_t m_reader = 0; //!< 0 = none
    std::uint64_t m_readers = 0;
    std::uint64_t m_sent = 0;
    bool m_finished = false;
};

//! How a stream is sent.
struct EventFormat {
    bool withIds = false;         //!< so that it can be taken up again
    bool primed = false;          //!< an id before the first message
    std::uint64_t after = 0;      //!< the number of the last event that the client has
    std::chrono::milliseconds keepAlive{15'000};
    //! How long the client may still read; none = as long as it likes.
    std::function<std::optional<std::chrono::milliseconds>()> left = [] { return std::nullopt; };
};

//! Whether the client is still there, as the port saw it.
struct Presence {
    bool gone = false;
};

//! Watches the client; `gone` wakes the stream.
std::shared_ptr<Presence> watchClient(Responder *responder, const std::shared_ptr<MessageStream> &stream);

//! Sends what is there and what comes, until the stream has ended, its client is gone, or it has another reader.
//! \param head status and headers, without a content type
Task<void> sendEvents(Responder *responder, std::shared_ptr<MessageStream> stream, ResponseHead head,
                      EventFormat format, std::shared_ptr<Presence> presence);

} // namespace hub
