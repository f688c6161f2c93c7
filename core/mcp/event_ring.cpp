#include "core/mcp/event_ring.h"

#include <algorithm>
#include <charconv>

namespace hub {

std::uint64_t EventRing::push(std::string text)
{
    m_held += text.size();
    m_events.push_back({++m_last, std::move(text)});
    while (m_events.size() > 1 && (m_events.size() > m_most || m_held > m_bytes)) {
        m_held -= m_events.front().text.size();
        m_events.pop_front();
    }
    return m_last;
}

const EventRing::Event *EventRing::after(std::uint64_t number) const
{
    const auto found = std::find_if(m_events.begin(), m_events.end(),
                                    [number](const Event &event) { return event.number > number; });
    return found == m_events.end() ? nullptr : &*found;
}

bool EventRing::reachesBackTo(std::uint64_t number) const
{
    return number <= m_last && (m_events.empty() || m_events.front().number <= number + 1);
}

std::string eventId(const std::string &stream, std::uint64_t number)
{
    return stream + "::" + std::to_string(number);
}

std::optional<EventPlace> placeOf(const std::string &eventId)
{
    const std::size_t mark = eventId.rfind("::");
    if (mark == std::string::npos)
        return std::nullopt;
    EventPlace place{eventId.substr(0, mark), 0};
    const char *end = eventId.data() + eventId.size();
    const auto read = std::from_chars(eventId.data() + mark + 2, end, place.number);
    return read.ec == std::errc() && read.ptr == end && read.ptr != eventId.data() + mark + 2 ? std::optional(place)
                                                                                              : std::nullopt;
}

} // namespace hub
