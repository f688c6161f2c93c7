#include "core/http/upstream_pool.h"

#include "core/base/encoding.h"
#include "core/http/address_policy.h"
#include "core/http/head_writer.h"
#include "core/http/upstream_connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <deque>
#include <list>
#include <map>
#include <set>

namespace hub {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::string_view kNothing;
constexpr std::size_t kLargestHead = 60 * 1024;
constexpr std::uint64_t kNamesKept = 60;

struct KnownName {
    std::vector<asio::ip::address> addresses;
    std::uint64_t until = 0;
};

struct Idle {
    std::unique_ptr<UpstreamConnection> connection;
    std::uint64_t until = 0;
};

//! All that belongs to one origin. Waiters are timers, woken by cancelling them.
struct Room {
    std::vector<Idle> idle; //!< last in, first out
    std::size_t open = 0;   //!< in use, event streams not counted
    std::deque<asio::steady_timer *> waiters;
};

//! Stands in a room's queue as long as it lives, or until it was called.
class Waiting {
public:
    Waiting(Room *room, asio::steady_timer *turn) : m_room(room), m_turn(turn) { m_room->waiters.push_back(turn); }
    ~Waiting() { std::erase(m_room->waiters, m_turn); }
    Waiting(const Waiting &) = delete;
    Waiting &operator=(const Waiting &) = delete;
    bool isOver() const
    {
        return std::find(m_room->waiters.begin(), m_room->waiters.end(), m_turn) == m_room->waiters.end();
    }

private:
    Room *m_room;
    asio::steady_timer *m_turn;
};

std::uint64_t secondsOf(std::chrono::milliseconds time)
{
    return static_cast<std::uint64_t>((time.count() + 999) / 1000) + 1;
}

} // namespace

struct UpstreamPool::State : std::enable_shared_from_this<UpstreamPool::State> {
    State(asio::any_io_executor home, PoolLimits most)
        : executor(home), limits(most), tls(systemTls()), resolver(home), timer(home)
    {
    }

    asio::any_io_executor executor;
    PoolLimits limits;
    asio::ssl::context tls;
    tcp::resolver resolver;
    asio::steady_timer timer;
    bool ticking = false;
    std::uint64_t second = 0;
    std::uint16_t ownPort = 0;
    std::map<Origin, Room> rooms;
    std::map<std::string, KnownName> names;
    std::set<UpstreamConnection *> busy;

    Task<Result<std::vector<asio::ip::address>>> resolve(Origin origin);
    Task<bool> acquire(const Origin *origin, std::chrono::milliseconds patience);
    bool isOwnPort(const Origin &origin, const asio::ip::address &address) const;
    void release(const Origin &origin);
    Task<Result<std::unique_ptr<UpstreamConnection>>> take(Origin origin, bool fresh);
    void giveBack(std::unique_ptr<UpstreamConnection> connection);
    void startTicking();
    void tick();
    static Task<void> tickOn(std::shared_ptr<State> self);
    Task<Result<void>> send(UpstreamConnection *connection, const RequestHead *head, BodyReader *body,
                            std::uint64_t patience);
    Task<Result<ResponseHead>> receive(UpstreamConnection *connection, bool isHead, bool *answered);
};

namespace {

RequestHead framed(RequestHead head, const Origin &origin, BodyReader *body)
{
    head.headers.remove("host");
    head.headers.add("Host", hostHeader(origin));
    if (body != nullptr && body->length())
        head.headers.add("Content-Length", std::to_string(*body->length()));
    else if (body != nullptr)
        head.headers.add("Transfer-Encoding", "chunked");
    else if (head.method == "POST" || head.method == "PUT" || head.method == "PATCH")
        head.headers.add("Content-Length", "0");
    return head;
}

} // namespace

//! The answer's body; holds its connection and its place until it ends.
class UpstreamBody final : public BodyReader {
public:
    UpstreamBody(std::shared_ptr<UpstreamPool::State> pool, std::unique_ptr<UpstreamConnection> connection, bool stream)
        : m_pool(std::move(pool)), m_connection(std::move(connection)), m_stream(stream)
    {
        const auto length = m_connection->reader().message().content_length();
        if (m_connection->reader().isDone() && !length)
            m_length = 0;
        else if (length)
            m_length = *length;
        if (m_stream)
            m_pool->release(m_connection->origin());
        if (m_connection->reader().isDone())
            finish();
    }
    ~UpstreamBody() override
    {
        if (!m_connection)
            return;
        m_pool->busy.erase(m_connection.get());
        if (!m_stream)
            m_pool->release(m_connection->origin());
    }
    UpstreamBody(const UpstreamBody &) = delete;
    UpstreamBody &operator=(const UpstreamBody &) = delete;

    std::optional<std::uint64_t> length() const override { return m_length; }
    bool ready() const override
    {
        return !m_connection || m_connection->reader().hasBytes() || m_connection->reader().isDone();
    }

    Task<Result<std::string_view>> read() override
    {
        if (!m_connection)
            co_return std::string_view();
        if (!m_stream)
            m_connection->deadline = m_pool->second + secondsOf(m_pool->limits.betweenBytes);
        const Result<std::string_view> piece = co_await m_connection->reader().readBody();
        m_connection->deadline = 0;
        if (!piece)
            co_return Error{piece.error().code == ErrorCode::UpstreamTimeout ? ErrorCode::UpstreamTimeout
                                                                             : ErrorCode::UpstreamFailed,
                            piece.error().message};
        if (piece->empty())
            finish();
        co_return *piece;
    }

private:
    void finish()
    {
        std::unique_ptr<UpstreamConnection> connection = std::move(m_connection);
        m_pool->busy.erase(connection.get());
        const auto &message = connection->reader().message();
        const bool keep = !m_stream && message.keep_alive() && !message.need_eof() && !connection->reader().hasBytes();
        const Origin origin = connection->origin();
        if (keep)
            m_pool->giveBack(std::move(connection));
        if (!m_stream)
            m_pool->release(origin);
    }

    std::shared_ptr<UpstreamPool::State> m_pool;
    std::unique_ptr<UpstreamConnection> m_connection;
    bool m_stream;
    std::optional<std::uint64_t> m_length;
};

Task<Result<std::vector<asio::ip::address>>> UpstreamPool::State::resolve(Origin origin)
{
    boost::system::error_code ec;
    std::vector<asio::ip::address> found;
    const asio::ip::address literal = asio::ip::make_address(origin.host, ec);
    const auto known = names.find(origin.host);
    if (!ec) {
        found = {literal};
    } else if (known != names.end() && known->second.until > second) {
        found = known->second.addresses;
    } else {
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        const std::string service;
        const tcp::resolver::results_type results = co_await resolver.async_resolve(origin.host, service, token);
        if (ec)
            co_return Error{ErrorCode::UpstreamFailed,
                            "The name " + origin.host + " can't be resolved: " + ec.message()};
        for (const auto &entry : results) {
            if (std::find(found.begin(), found.end(), entry.endpoint().address()) == found.end())
                found.push_back(entry.endpoint().address());
        }
        names[origin.host] = {found, second + kNamesKept};
    }
    std::vector<asio::ip::address> allowed;
    for (const asio::ip::address &address : found) {
        if (!isOwnPort(origin, address) && (origin.allowLocal || !isLocalAddress(address)))
            allowed.push_back(address);
    }
    if (allowed.empty())
        co_return Error{ErrorCode::UpstreamFailed,
                        "The address of " + origin.host
                            + " is on this machine or a private network; calls there are refused."};
    co_return allowed;
}

//! In every spelling that the machine dials as itself.
bool UpstreamPool::State::isOwnPort(const Origin &origin, const asio::ip::address &address) const
{
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    const asio::ip::address plain = mapped
        ? asio::ip::address(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()))
        : address;
    return origin.port == ownPort && (plain.is_loopback() || plain.is_unspecified());
}

//! A place among the origin's connections; waits in order when all are taken. False when patience was over first.
Task<bool> UpstreamPool::State::acquire(const Origin *origin, std::chrono::milliseconds patience)
{
    Room &room = rooms[*origin];
    if (room.open < limits.perOrigin) {
        ++room.open;
        co_return true;
    }
    asio::steady_timer turn(executor, patience);
    const Waiting waiting(&room, &turn);
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await turn.async_wait(token);
    co_return waiting.isOver(); // release() has passed the place on
}

void UpstreamPool::State::release(const Origin &origin)
{
    Room &room = rooms[origin];
    if (room.waiters.empty()) {
        --room.open;
        return;
    }
    asio::steady_timer *next = room.waiters.front();
    room.waiters.pop_front();
    next->cancel();
}

//! \param fresh after a kept one failed: those beside it are as old, and likely as dead
Task<Result<std::unique_ptr<UpstreamConnection>>> UpstreamPool::State::take(Origin origin, bool fresh)
{
    Room &room = rooms[origin];
    if (fresh)
        room.idle.clear();
    while (!room.idle.empty()) {
        std::unique_ptr<UpstreamConnection> connection = std::move(room.idle.back().connection);
        room.idle.pop_back();
        if (!connection->isQuiet())
            continue;
        connection->reused = true;
        co_return connection;
    }
    const Result<std::vector<asio::ip::address>> addresses = co_await resolve(origin);
    if (!addresses)
        co_return addresses.error();
    auto connection = std::make_unique<UpstreamConnection>(executor, std::move(origin));
    connection->deadline = second + secondsOf(limits.connect);
    busy.insert(connection.get());
    startTicking();
    const Result<void> connected = co_await connection->connect(&*addresses, &tls);
    busy.erase(connection.get());
    connection->deadline = 0;
    if (!connected)
        co_return connected.error();
    co_return connection;
}

void UpstreamPool::State::giveBack(std::unique_ptr<UpstreamConnection> connection)
{
    const std::uint64_t until = second + static_cast<std::uint64_t>(limits.idle.count());
    Room &room = rooms[connection->origin()];
    room.idle.push_back({std::move(connection), until});
}

void UpstreamPool::State::startTicking()
{
    if (!std::exchange(ticking, true))
        asio::co_spawn(executor, tickOn(shared_from_this()), asio::detached);
}

Task<void> UpstreamPool::State::tickOn(std::shared_ptr<State> self)
{
    while (self->ticking) {
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        self->timer.expires_after(std::chrono::seconds(1));
        co_await self->timer.async_wait(token);
        if (ec)
            co_return;
        self->tick();
    }
}

//! Each second: deadlines, and idle connections that are old. Rests when nothing is open.
void UpstreamPool::State::tick()
{
    ++second;
    for (UpstreamConnection *connection : busy) {
        if (connection->deadline != 0 && second >= connection->deadline)
            connection->close(true);
    }
    bool open = !busy.empty();
    for (auto &[origin, room] : rooms) {
        std::erase_if(room.idle, [&](const Idle &entry) { return second >= entry.until; });
        open = open || !room.idle.empty();
    }
    ticking = open;
}

Task<Result<void>> UpstreamPool::State::send(UpstreamConnection *connection, const RequestHead *head, BodyReader *body,
                                             std::uint64_t patience)
{
    std::string bytes = headBytes(*head) + "\r\n";
    const bool chunked = body != nullptr && !body->length();
    connection->deadline = second + patience;
    if (body == nullptr)
        co_return co_await connection->write(bytes, kNothing, kNothing);
    while (true) {
        connection->deadline = 0; // the pace is the client's
        const Result<std::string_view> piece = co_await body->read();
        if (!piece)
            co_return piece.error();
        connection->deadline = second + patience;
        if (piece->empty())
            break;
        std::string_view tail;
        if (chunked) {
            char size[20];
            const auto end = std::to_chars(size, size + sizeof size, piece->size(), 16);
            bytes.append(size, end.ptr);
            bytes += "\r\n";
            tail = "\r\n";
        }
        const Result<void> written = co_await connection->write(bytes, *piece, tail);
        bytes.clear();
        if (!written)
            co_return written;
    }
    if (chunked)
        bytes += "0\r\n\r\n";
    if (bytes.empty())
        co_return Result<void>();
    co_return co_await connection->write(bytes, kNothing, kNothing);
}

Task<Result<ResponseHead>> UpstreamPool::State::receive(UpstreamConnection *connection, bool isHead, bool *answered)
{
    while (true) {
        const Result<std::string_view> head = co_await connection->reader().readHead(kLargestHead);
        *answered = *answered || connection->reader().startedHead();
        if (!head) {
            const bool late = head.error().code == ErrorCode::UpstreamTimeout;
            co_return Error{late ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed,
                            head.error().message,
                            {},
                            head.error().retryAfter};
        }
        if (head->empty())
            co_return Error{ErrorCode::UpstreamFailed,
                            connection->origin().host + " closed the connection without an answer."};
        const Result<void> begun = connection->reader().begin(*head, isHead);
        if (!begun)
            co_return Error{ErrorCode::UpstreamFailed, connection->origin().host + " sent an answer that is not HTTP."};
        auto &message = connection->reader().message();
        if (message.status >= 200)
            co_return ResponseHead{message.status, std::move(message.headers)};
    }
}

UpstreamPool::UpstreamPool(asio::any_io_executor executor, PoolLimits limits)
    : m_state(std::make_shared<State>(std::move(executor), limits))
{
}

UpstreamPool::~UpstreamPool()
{
    m_state->ticking = false;
    m_state->timer.cancel();
}

void UpstreamPool::refuseLocalPort(std::uint16_t port)
{
    m_state->ownPort = port;
}

Task<Result<Exchange>> UpstreamPool::open(Origin origin, RequestHead head, BodyReader *body,
                                          std::chrono::milliseconds deadline)
{
    const std::shared_ptr<State> state = m_state;
    const RequestHead framedHead = framed(std::move(head), origin, body);
    const bool isHead = framedHead.method == "HEAD";
    const std::uint64_t patience = secondsOf(deadline);
    const bool placed = co_await state->acquire(&origin, deadline);
    if (!placed)
        co_return Error{ErrorCode::UpstreamTimeout,
                        "Too many calls to " + origin.host + " are under way.",
                        {},
                        std::chrono::seconds(5)};
    for (int tries = 0;; ++tries) {
        Result<std::unique_ptr<UpstreamConnection>> taken = co_await state->take(origin, tries > 0);
        if (!taken) {
            state->release(origin);
            co_return taken.error();
        }
        std::unique_ptr<UpstreamConnection> connection = std::move(*taken);
        const bool reused = connection->reused;
        bool answered = false;
        state->busy.insert(connection.get());
        state->startTicking();
        const Result<void> sent = co_await state->send(connection.get(), &framedHead, body, patience);
        const bool cutShort = !sent
            && sent.error().code != ErrorCode::UpstreamFailed; // the client's own body broke off
        // an answer may come before the whole body went: what could not be written is judged by it
        connection->deadline = state->second + patience;
        Result<ResponseHead> got(Error{});
        if (!cutShort)
            got = co_await state->receive(connection.get(), isHead, &answered);
        connection->deadline = 0;
        if (got) {
            const bool stream = got->headers.value("content-type").starts_with("text/event-stream");
            auto reader = std::make_unique<UpstreamBody>(state, std::move(connection), stream);
            co_return Exchange{std::move(*got), std::move(reader)};
        }
        state->busy.erase(connection.get());
        connection.reset();
        // a server may have acted and closed before it answered: what goes out twice must be harmless
        const bool harmless = framedHead.method != "POST" && framedHead.method != "PATCH";
        const asio::cancellation_state caller = co_await asio::this_coro::cancellation_state;
        const bool wanted = caller.cancelled() == asio::cancellation_type::none;
        const bool again = wanted && harmless && !cutShort && tries == 0 && reused && !answered
            && got.error().code == ErrorCode::UpstreamFailed && (body == nullptr || body->rewind());
        if (again)
            continue;
        state->release(origin);
        co_return cutShort ? sent.error() : got.error();
    }
}

} // namespace hub
