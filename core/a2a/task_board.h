// The tasks: kept in memory, each seen by nobody but its own caller, and their news for all who listen.
#pragma once

#include "core/a2a/failure.h"
#include "core/a2a/model.h"
#include "core/access/principal.h"
#include "core/base/random.h"
#include "core/base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <map>
#include <memory>

namespace hub::a2a {

//! What one listener has not taken yet. One thread's (the hub's).
class EventQueue {
public:
    explicit EventQueue(const boost::asio::any_io_executor &executor) : m_timer(executor) {}

    void push(Event event);
    //! Nothing follows.
    void close();
    bool isClosed() const { return m_closed; }
    //! The oldest, taken out; none when there is nothing now.
    std::optional<Event> take();
    //! Until there is news or the time is over; sooner at times.
    Task<void> news(std::chrono::milliseconds limit);

private:
    boost::asio::steady_timer m_timer;
    std::deque<Event> m_events;
    bool m_closed = false;
};

//! A task and what the hub has to know of it.
struct Entry {
    TaskRecord record;
    std::shared_ptr<const Principal> principal;
    std::string requestId;
    std::vector<std::string> accounts; //!< what the request named
    json::object order;                //!< as far as it is known
    std::size_t orderBytes = 0;
    std::uint64_t run = 0;             //!< counts up with each start and with cancelling: what comes later is dropped
    bool isChanging = false;           //!< the call under way is no read
    WallTime signInUntil{};            //!< while AuthRequired
    LinkId link;                       //!< made for this task alone; empty = none
    std::uint64_t position = 0;        //!< the higher, the newer its last change
    std::size_t bytes = 0;             //!< of all that is kept
    std::vector<std::weak_ptr<EventQueue>> listeners;
};
using EntryPtr = std::shared_ptr<Entry>;

struct BoardLimits {
    std::size_t tasks = 1'000;
    std::size_t bytes = 64 * 1024 * 1024;
    std::chrono::hours quiet{1}; //!< kept for so long after the end, or while it waits for words that do not come
};

struct TaskFilter {
    std::string contextId;
    std::optional<State> state;
    std::optional<WallTime> changedSince;
    std::uint64_t before = 0; //!< position; 0 = from the newest
    std::size_t most = 50;
};

struct TaskPage {
    std::vector<EntryPtr> entries; //!< newest first
    std::size_t total = 0;         //!< all that fit
    std::uint64_t next = 0;        //!< for `before`; 0 = the end
};

//! One thread's (the hub's).
class TaskBoard {
public:
    TaskBoard(boost::asio::any_io_executor executor, Clock *clock, Random *random, BoardLimits limits = {});

    //! \return null when all places, or all memory, are taken by tasks that are under way
    EntryPtr add(std::shared_ptr<const Principal> principal, std::string contextId);
    //! Null also for another caller's.
    EntryPtr find(const Principal &principal, const std::string &id);
    TaskPage list(const Principal &principal, const TaskFilter &filter) const;
    std::vector<EntryPtr> waitingForSignIn() const;

    void hear(Entry &entry, Message message);
    //! What is known of the order; forgotten with the task's end.
    void keep(Entry &entry, json::object order);
    //! \param parts what the hub says about it; may be none
    void set(Entry &entry, State state, std::vector<Part> parts = {});
    void add(Entry &entry, Artifact artifact);
    //! Begins with the task as it is.
    std::shared_ptr<EventQueue> listen(Entry &entry);
    //! Ends all streams.
    void close();
    std::string newId(const char *prefix);

private:
    bool makeRoom();
    //! Only what can be written again is kept, and nothing large.
    void remember(Entry &entry, Message message);
    void weigh(Entry &entry, std::size_t more, std::size_t less);
    void tell(Entry &entry, const Event &event);

    boost::asio::any_io_executor m_executor;
    Clock *m_clock;
    Random *m_random;
    BoardLimits m_limits;
    std::map<std::string, EntryPtr> m_entries;
    std::uint64_t m_position = 0;
    std::size_t m_bytes = 0;
};

} // namespace hub::a2a
