#include "core/connectors/directory_watch.h"

#include "core/base/task.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>

namespace hub {
namespace {

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

} // namespace

struct DirectoryWatch::State {
    State(const boost::asio::any_io_executor &executor, Told listener) : events(executor), told(std::move(listener))
    {
        // a person's processes may have too few of them left: then nothing is watched, and add() says so
        const int kernel = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        boost::system::error_code error;
        if (kernel >= 0)
            events.assign(kernel, error);
        if (kernel < 0 || error)
            why = std::strerror(kernel < 0 ? errno : error.value());
    }

    boost::asio::posix::stream_descriptor events;
    Told told;
    std::string why; //!< nothing can be watched; empty = all is well
    std::map<int, std::string> directories;

    void read(std::string_view bytes) const
    {
        while (bytes.size() >= sizeof(inotify_event)) {
            inotify_event event{};
            std::memcpy(&event, bytes.data(), sizeof event);
            const std::string_view padded = bytes.substr(sizeof event, event.len);
            bytes.remove_prefix(std::min(bytes.size(), sizeof event + event.len));
            if ((event.mask & IN_Q_OVERFLOW) != 0) { // events were lost: all may have changed
                for (const auto &[watch, directory] : directories)
                    told(directory, {});
            } else if (const auto found = directories.find(event.wd); found != directories.end() && event.len > 0) {
                told(found->second, std::string(padded.substr(0, padded.find('\0'))));
            }
        }
    }

    static Task<void> run(std::shared_ptr<State> state)
    {
        std::array<char, 16 * 1024> buffer{};
        while (state->told) {
            boost::system::error_code error;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
            const auto room = boost::asio::buffer(buffer);
            const std::size_t count = co_await state->events.async_read_some(room, token);
            if (error || !state->told)
                co_return;
            state->read({buffer.data(), count});
        }
    }
};

DirectoryWatch::DirectoryWatch(const boost::asio::any_io_executor &executor, Told told)
    : m_state(std::make_shared<State>(executor, std::move(told)))
{
    if (m_state->why.empty())
        boost::asio::co_spawn(executor, State::run(m_state), boost::asio::detached);
}

DirectoryWatch::~DirectoryWatch()
{
    stop();
}

Result<void> DirectoryWatch::add(const std::string &directory)
{
    if (!m_state->why.empty())
        return Error{ErrorCode::InvalidRequest, directory + " can't be watched: " + m_state->why};
    const int watch = inotify_add_watch(m_state->events.native_handle(), directory.c_str(), kEvents);
    if (watch < 0)
        return Error{ErrorCode::InvalidRequest, directory + " can't be watched: " + std::strerror(errno)};
    m_state->directories[watch] = directory;
    return {};
}

void DirectoryWatch::stop()
{
    m_state->told = nullptr;
    boost::system::error_code ignored;
    m_state->events.close(ignored);
}

} // namespace hub
