#include "core/a2a/task_board.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace hub::a2a {
namespace {

constexpr std::size_t kMostHistory = 20;
constexpr std::size_t kLargestRemembered = 16 * 1024; // of one message

bool isSame(const Principal &a, const Principal &b)
{
    return a.kind == b.kind && a.id == b.id;
}

std::size_t bytesOf(const std::vector<Part> &parts)
{
    std::size_t bytes = 0;
    for (const Part &part : parts)
        bytes += part.text.size() + (part.kind == Part::Kind::Data ? json::serialize(part.data).size() : 0);
    return bytes;
}

//! Nobody is at work on it, and nobody is expected to be.
bool isQuiet(const Entry &entry)
{
    return isTerminal(entry.record.status.state) || entry.record.status.state == State::InputRequired;
}

} // namespace

void EventQueue::push(Event event)
{
    m_events.push_back(std::move(event));
    m_timer.cancel();
}

void EventQueue::close()
{
    m_closed = true;
    m_timer.cancel();
}

std::optional<Event> EventQueue::take()
{
    if (m_events.empty())
        return std::nullopt;
    Event event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

Task<void> EventQueue::news(std::chrono::milliseconds limit)
{
    if (!m_events.empty() || m_closed)
        co_return;
    m_timer.expires_after(limit);
    const auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
    const std::tuple<boost::system::error_code> woken = co_await m_timer.async_wait(token);
    static_cast<void>(woken);
}

TaskBoard::TaskBoard(boost::asio::any_io_executor executor, Clock *clock, Random *random, BoardLimits limits)
    : m_executor(std::move(executor)), m_clock(clock), m_random(random), m_limits(limits)
{
}

std::string TaskBoard::newId(const char *prefix)
{
    return prefix + randomBase62(*m_random, 22);
}

//! Drops what is too old; then, while it is too much, what was quiet for longest.
bool TaskBoard::makeRoom()
{
    const WallTime oldest = m_clock->now() - m_limits.quiet;
    const auto drop = [this](std::map<std::string, EntryPtr>::iterator at) {
        m_bytes -= at->second->bytes;
        return m_entries.erase(at);
    };
    for (auto each = m_entries.begin(); each != m_entries.end();) {
        const Entry &entry = *each->second;
        each = isQuiet(entry) && entry.record.status.at <= oldest ? drop(each) : std::next(each);
    }
    while (m_entries.size() >= m_limits.tasks || m_bytes > m_limits.bytes) {
        auto longest = m_entries.end();
        for (auto each = m_entries.begin(); each != m_entries.end(); ++each) {
            if (isQuiet(*each->second)
                && (longest == m_entries.end() || each->second->position < longest->second->position))
                longest = each;
        }
        if (longest == m_entries.end())
            return false;
        drop(longest);
    }
    return true;
}

EntryPtr TaskBoard::add(std::shared_ptr<const Principal> principal, std::string contextId)
{
    if (!makeRoom())
        return nullptr;
    const auto entry = std::make_shared<Entry>();
    entry->record.id = newId("task_");
    entry->record.contextId = contextId.empty() ? newId("ctx_") : std::move(contextId);
    entry->record.status.at = m_clock->now();
    entry->principal = std::move(principal);
    entry->position = ++m_position;
    m_entries.emplace(entry->record.id, entry);
    return entry;
}

EntryPtr TaskBoard::find(const Principal &principal, const std::string &id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || !isSame(*found->second->principal, principal))
        return nullptr;
    return found->second;
}

TaskPage TaskBoard::list(const Principal &principal, const TaskFilter &filter) const
{
    TaskPage page;
    for (const auto &[id, entry] : m_entries) {
        const TaskRecord &record = entry->record;
        const bool fits = isSame(*entry->principal, principal)
            && (filter.contextId.empty() || filter.contextId == record.contextId)
            && (!filter.state || *filter.state == record.status.state)
            && (!filter.changedSince || record.status.at >= *filter.changedSince);
        if (!fits)
            continue;
        ++page.total;
        if (filter.before == 0 || entry->position < filter.before)
            page.entries.push_back(entry);
    }
    std::sort(page.entries.begin(), page.entries.end(),
              [](const EntryPtr &a, const EntryPtr &b) { return a->position > b->position; });
    if (page.entries.size() > filter.most) {
        page.entries.resize(filter.most);
        page.next = page.entries.back()->position;
    }
    return page;
}

std::vector<EntryPtr> TaskBoard::waitingForSignIn() const
{
    std::vector<EntryPtr> out;
    for (const auto &[id, entry] : m_entries) {
        if (entry->record.status.state == State::AuthRequired)
            out.push_back(entry);
    }
    return out;
}

void TaskBoard::weigh(Entry &entry, std::size_t more, std::size_t less)
{
    entry.bytes += more - less;
    if (m_entries.contains(entry.record.id))
        m_bytes += more - less;
}

void TaskBoard::remember(Entry &entry, Message message)
{
    std::erase_if(message.parts,
                  [](const Part &part) { return part.kind == Part::Kind::Url || part.kind == Part::Kind::Bytes; });
    const std::size_t bytes = bytesOf(message.parts);
    if (message.parts.empty() || bytes > kLargestRemembered)
        return;
    std::vector<Message> &history = entry.record.history;
    if (history.size() == kMostHistory) {
        weigh(entry, 0, bytesOf(history.front().parts));
        history.erase(history.begin());
    }
    history.push_back(std::move(message));
    weigh(entry, bytes, 0);
}

void TaskBoard::hear(Entry &entry, Message message)
{
    message.taskId = entry.record.id;
    message.contextId = entry.record.contextId;
    remember(entry, std::move(message));
}

void TaskBoard::keep(Entry &entry, json::object order)
{
    const std::size_t bytes = order.empty() ? 0 : json::serialize(order).size();
    weigh(entry, bytes, std::exchange(entry.orderBytes, bytes));
    entry.order = std::move(order);
}

void TaskBoard::set(Entry &entry, State state, std::vector<Part> parts)
{
    TaskRecord &record = entry.record;
    record.status = {state, std::nullopt, m_clock->now()};
    if (!parts.empty()) {
        Message said{newId("msg_"), record.contextId, record.id, false, std::move(parts)};
        remember(entry, said);
        record.status.message = std::move(said);
    }
    entry.position = ++m_position;
    tell(entry, {record.id, record.contextId, record.status});
    if (isTerminal(state))
        keep(entry, {});
    if (!isQuiet(entry))
        return;
    for (const std::weak_ptr<EventQueue> &listener : entry.listeners) {
        if (const std::shared_ptr<EventQueue> queue = listener.lock())
            queue->close();
    }
    entry.listeners.clear();
}

void TaskBoard::add(Entry &entry, Artifact artifact)
{
    weigh(entry, bytesOf(artifact.parts), 0);
    tell(entry, {entry.record.id, entry.record.contextId, artifact});
    entry.record.artifacts.push_back(std::move(artifact));
}

void TaskBoard::tell(Entry &entry, const Event &event)
{
    std::erase_if(entry.listeners, [](const std::weak_ptr<EventQueue> &old) { return old.expired(); });
    for (const std::weak_ptr<EventQueue> &listener : entry.listeners) {
        if (const std::shared_ptr<EventQueue> queue = listener.lock())
            queue->push(event);
    }
}

std::shared_ptr<EventQueue> TaskBoard::listen(Entry &entry)
{
    const auto queue = std::make_shared<EventQueue>(m_executor);
    queue->push({entry.record.id, entry.record.contextId, entry.record});
    entry.listeners.push_back(queue);
    return queue;
}

void TaskBoard::close()
{
    for (const auto &[id, entry] : m_entries) {
        for (const std::weak_ptr<EventQueue> &listener : entry->listeners) {
            if (const std::shared_ptr<EventQueue> queue = listener.lock())
                queue->close();
        }
    }
}

} // namespace hub::a2a
