// The last messages of a stream, numbered, so that a client can take up a broken one. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace hub {

class EventRing {
public:
    struct Event {
        std::uint64_t number = 0; //!< from 1 on
        std::string text;
    };

    //! Forgets the oldest ones past this many, and past so many bytes.
    explicit EventRing(std::size_t most = 256, std::size_t bytes = 4 * 1024 * 1024) : m_most(most), m_bytes(bytes) {}

    std::uint64_t push(std::string text);
    //! The first one after that number; null when there is none yet. Those that were forgotten are passed over.
    const Event *after(std::uint64_t number) const;
    //! Whether all that came after that number is still here.
    bool reachesBackTo(std::uint64_t number) const;
    std::uint64_t last() const { return m_last; }
    //! The newest one, as long as it is kept.
    const Event *newest() const { return m_events.empty() ? nullptr : &m_events.back(); }

private:
    std::size_t m_most, m_bytes;
    std::size_t m_held = 0;
    std::uint64_t m_last = 0;
    std::deque<Event> m_events;
};

//! "streamId::number", as clients give it back in Last-Event-ID.
std::string eventId(const std::string &stream, std::uint64_t number);
struct EventPlace {
    std::string stream;
    std::uint64_t number = 0;
};
std::optional<EventPlace> placeOf(const std::string &eventId);

} // namespace hub
