#include "core/mcp/stream.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {

Task<void> Bell::heard(std::chrono::milliseconds limit)
{
    boost::system::error_code ec;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
    m_timer.expires_after(limit);
    co_await m_timer.async_wait(token);
}

MessageStream::MessageStream(const boost::asio::any_io_executor &executor, std::string id)
    : m_id(std::move(id)), m_bell(executor)
{
}

void MessageStream::push(std::string message)
{
    m_ring.push(std::move(message));
    m_bell.ring();
}

void MessageStream::finish()
{
    m_finished = true;
    m_bell.ring();
}

void MessageStream::release()
{
    m_reader = 0;
    m_bell.ring();
}

std::uint64_t MessageStream::take()
{
    m_reader = ++m_readers;
    m_bell.ring();
    return m_reader;
}

void MessageStream::leave(std::uint64_t reader)
{
    if (m_reader == reader)
        m_reader = 0;
}

std::shared_ptr<Presence> watchClient(Responder *responder, const std::shared_ptr<MessageStream> &stream)
{
    auto presence = std::make_shared<Presence>();
    responder->onGone([presence, weak = std::weak_ptr<MessageStream>(stream)] {
        presence->gone = true;
        if (const std::shared_ptr<MessageStream> watched = weak.lock())
            watched->bell().ring();
    });
    return presence;
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): what ends a stream, one after the other
Task<void> sendEvents(Responder *responder, std::shared_ptr<MessageStream> stream, ResponseHead head,
                      EventFormat format, std::shared_ptr<Presence> presence)
{
    const std::uint64_t reader = stream->take();
    head.headers.add("Content-Type", "text/event-stream");
    head.headers.add("X-Accel-Buffering", "no");
    Result<void> alive = co_await responder->begin(std::move(head), std::nullopt);
    std::string text;
    if (format.primed)
        text = "id: " + eventId(stream->id(), format.after) + "\nretry: 1000\ndata: \n\n";
    alive = co_await responder->write(text);
    std::uint64_t sent = format.after;
    while (alive && !presence->gone && stream->isReading(reader)) {
        const std::optional<std::chrono::milliseconds> left = format.left();
        if (left && *left <= std::chrono::milliseconds(0))
            break;
        if (const EventRing::Event *event = stream->ring().after(sent); event != nullptr) {
            sent = event->number;
            text = format.withIds ? "id: " + eventId(stream->id(), sent) + '\n' : std::string();
            text += "event: message\ndata: ";
            text += event->text;
            text += "\n\n";
            alive = co_await responder->write(text);
            if (alive)
                stream->markSent(sent);
            continue;
        }
        if (stream->isFinished())
            break;
        const std::uint64_t before = stream->ring().last();
        const std::chrono::milliseconds limit = std::min(format.keepAlive, left.value_or(format.keepAlive));
        co_await stream->bell().heard(limit);
        const bool quiet = stream->ring().last() == before && !stream->isFinished() && stream->isReading(reader);
        if (quiet && !presence->gone) {
            text = ": \n\n";
            alive = co_await responder->write(text);
        }
    }
    stream->leave(reader);
    if (alive && !presence->gone)
        alive = co_await responder->end();
}

} // namespace hub
