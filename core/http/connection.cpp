#include "core/http/connection.h"

#include "core/base/encoding.h"
#include "core/http/head_writer.h"
#include "core/http/request_check.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace hub {
namespace {

constexpr std::string_view kNothing;
constexpr std::size_t kDrained = 64 * 1024;
constexpr std::size_t kLingered = 64 * 1024 * 1024; //!< within kLingerLimit
constexpr std::chrono::seconds kLingerLimit{2};

} // namespace

//! The request's body: read as it comes, with the deadline of a client that stalls.
class Connection::Body final : public BodyReader {
public:
    Body(Connection *connection, bool expectsContinue) : m_connection(connection), m_expectsContinue(expectsContinue) {}

    Task<Result<std::string_view>> read() override
    {
        if (std::exchange(m_expectsContinue, false) && !m_connection->m_reader.isDone()) {
            const Result<void> sent = co_await m_connection->writeAll("HTTP/1.1 100 Continue\r\n\r\n", kNothing,
                                                                      kNothing);
            if (!sent)
                co_return sent.error();
        }
        m_connection->m_phase = Phase::Body;
        m_connection->expectWithin(m_connection->m_context->limits.idle);
        const Result<std::string_view> piece = co_await m_connection->m_reader.readBody();
        m_connection->m_deadline = 0;
        if (m_connection->m_phase != Phase::Closed)
            m_connection->m_phase = Phase::Answering;
        m_broken = !piece;
        co_return piece;
    }
    std::optional<std::uint64_t> length() const override
    {
        const auto &message = m_connection->m_reader.message();
        const auto length = message.content_length();
        if (length)
            return *length;
        return message.chunked() ? std::nullopt : std::optional<std::uint64_t>(0);
    }
    bool ready() const override { return m_connection->m_reader.hasBytes() || m_connection->m_reader.isDone(); }
    bool broken() const { return m_broken; }
    bool expectsContinue() const { return m_expectsContinue; }

private:
    Connection *m_connection;
    bool m_expectsContinue;
    bool m_broken = false;
};

class Connection::Answer final : public Responder {
public:
    Answer(Connection *connection, bool isHead, bool http10, bool keepAlive)
        : m_connection(connection), m_isHead(isHead), m_http10(http10), m_keepAlive(keepAlive)
    {
    }

    Task<Result<void>> send(ResponseHead head, std::string body) override
    {
        const bool bodyless = head.status == 204 || head.status == 304 || m_isHead;
        prepare(std::move(head), body.size());
        m_ended = true;
        const std::string bytes = std::exchange(m_head, {});
        const std::string_view sent = bodyless ? kNothing : std::string_view(body);
        co_return co_await m_connection->writeAll(bytes, sent, kNothing);
    }
    Task<Result<void>> begin(ResponseHead head, std::optional<std::uint64_t> length) override
    {
        const bool bodyless = head.status == 204 || head.status == 304 || m_isHead;
        m_chunked = !length && !m_http10 && !bodyless;
        m_untilClose = !length && m_http10 && !bodyless;
        m_bodyless = bodyless;
        prepare(std::move(head), length);
        co_return Result<void>();
    }
    Task<Result<void>> flush() override
    {
        const std::string head = std::exchange(m_head, {});
        if (head.empty())
            co_return Result<void>();
        co_return co_await m_connection->writeAll(head, kNothing, kNothing);
    }
    Task<Result<void>> write(std::string_view piece) override
    {
        if (m_bodyless || piece.empty())
            co_return co_await flush();
        std::string head = std::exchange(m_head, {});
        if (!m_chunked)
            co_return co_await m_connection->writeAll(head, piece, kNothing);
        char size[20];
        const auto end = std::to_chars(size, size + sizeof size, piece.size(), 16);
        head.append(size, end.ptr);
        head += "\r\n";
        co_return co_await m_connection->writeAll(head, piece, "\r\n");
    }
    Task<Result<void>> end() override
    {
        m_ended = true;
        if (!m_chunked)
            co_return co_await flush();
        const std::string head = std::exchange(m_head, {});
        co_return co_await m_connection->writeAll(head, "0\r\n\r\n", kNothing);
    }
    bool started() const override { return m_started; }
    void onGone(const std::function<void()> &gone) override
    {
        m_gone = std::make_shared<std::function<void()>>(gone);
        m_connection->watch(m_gone);
    }
    bool ended() const { return m_ended; }
    bool isWatching() const { return m_gone != nullptr; }
    bool keepsAlive() const { return m_keepAlive && m_ended && !m_untilClose; }

private:
    void prepare(ResponseHead head, std::optional<std::uint64_t> length)
    {
        m_started = true;
        m_keepAlive = m_keepAlive && !m_untilClose && !m_connection->m_context->stopping;
        if (length && head.status != 204 && head.status != 304)
            head.headers.add("Content-Length", std::to_string(*length));
        if (m_chunked)
            head.headers.add("Transfer-Encoding", "chunked");
        if (!m_keepAlive)
            head.headers.add("Connection", "close");
        else if (m_http10)
            head.headers.add("Connection", "keep-alive");
        m_head = headBytes(head) + "\r\n";
    }

    Connection *m_connection;
    bool m_isHead, m_http10, m_keepAlive;
    bool m_started = false, m_ended = false, m_chunked = false, m_untilClose = false, m_bodyless = false;
    std::shared_ptr<std::function<void()>> m_gone;
    std::string m_head;
};

Connection::Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerContext> context)
    : m_socket(std::move(socket)), m_context(std::move(context)), m_reader(this)
{
}

Task<void> Connection::run()
{
    const std::shared_ptr<Connection> self = shared_from_this();
    boost::system::error_code ec;
    m_socket.set_option(boost::asio::ip::tcp::no_delay(true), ec);
    while (m_phase != Phase::Closed && !m_context->stopping) {
        if (!co_await serveOne())
            break;
    }
    close();
}

//! True when the connection may serve another one.
Task<bool> Connection::serveOne()
{
    m_phase = m_reader.hasBytes() ? Phase::Head : Phase::Idle;
    expectWithin(m_phase == Phase::Idle ? m_context->limits.idle : m_context->limits.headDeadline);
    const std::size_t most = m_context->limits.headBytes + m_context->limits.uriBytes;
    const Result<std::string_view> head = co_await m_reader.readHead(most);
    if (m_phase == Phase::Closed || (head && head->empty()))
        co_return false;
    m_deadline = 0;
    Result<void> fits;
    if (!head)
        fits = head.error();
    else if (head->size() > m_context->limits.headBytes && head->find("\r\n") < m_context->limits.uriBytes)
        fits = Error{ErrorCode::HeadersTooLarge,
                     "The head is larger than " + std::to_string(m_context->limits.headBytes) + " bytes."};
    else
        fits = checkRequestHead(*head, m_context->limits.uriBytes, m_context->limits.headerLines);
    if (fits)
        fits = m_reader.begin(*head, false);
    if (!fits) {
        const Error &error = fits.error();
        co_await fail(&error);
        co_return false;
    }
    auto &message = m_reader.message();
    Request request;
    request.head.method = std::move(message.method);
    request.head.target = std::move(message.target);
    request.head.headers = std::move(message.headers);
    Body body(this, iequals(request.head.headers.value("expect"), "100-continue"));
    request.body = &body;
    co_return co_await answer(&request, &body);
}

Task<bool> Connection::answer(const Request *request, Body *body)
{
    const auto &message = m_reader.message();
    Answer answer(this, request->head.method == "HEAD", message.version < 11, message.keep_alive());
    m_phase = Phase::Answering;
    ++m_context->active;
    co_await m_context->handler(request, &answer);
    --m_context->active;
    if (answer.isWatching()) {
        boost::system::error_code ignored;
        m_socket.cancel(ignored);
    }
    if (m_phase == Phase::Closed)
        co_return false;
    if (!answer.started()) {
        const Error error{ErrorCode::Internal, "The hub gave no answer."};
        co_await fail(&error);
        co_return false;
    }
    if (!answer.keepsAlive() || body->broken()) {
        if (answer.ended())
            co_await linger();
        co_return false;
    }
    // what the handler left unread would be taken for the next request
    for (std::size_t drained = 0; !m_reader.isDone();) {
        if (body->expectsContinue())
            co_return false;
        const Result<std::string_view> piece = co_await body->read();
        drained += piece ? piece->size() : 0;
        if (piece && drained <= kDrained)
            continue;
        // a reset would take the answer back from a client that is still sending
        if (piece)
            co_await linger();
        co_return false;
    }
    co_return true;
}

Task<void> Connection::refuse()
{
    const std::shared_ptr<Connection> self = shared_from_this();
    m_phase = Phase::Answering; // what the client sends is no head, and gets no head's time
    const Error error{
        ErrorCode::Overloaded, "The hub has as many connections as it takes. Try again.", {}, std::chrono::seconds(1)};
    co_await fail(&error);
    close();
}

//! Answers an error of the port itself, then closes.
Task<void> Connection::fail(const Error *error)
{
    auto answer = m_context->errors(*error);
    answer.first.headers.add("Content-Length", std::to_string(answer.second.size()));
    answer.first.headers.add("Connection", "close");
    const std::string head = headBytes(answer.first) + "\r\n";
    const Result<void> sent = co_await writeAll(head, answer.second, kNothing);
    if (sent)
        co_await linger();
}

//! Lets the client read the answer before the connection is reset over what it still sends.
Task<void> Connection::linger()
{
    boost::system::error_code ec;
    m_socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ec);
    const auto sink = std::make_unique_for_overwrite<char[]>(16 * 1024);
    expectWithin(kLingerLimit);
    for (std::size_t total = 0; !ec && total < kLingered;) {
        const Result<std::size_t> got = co_await readSome(sink.get(), 16 * 1024);
        if (!got || *got == 0)
            break;
        total += *got;
    }
}

Task<Result<std::size_t>> Connection::readSome(char *place, std::size_t size)
{
    boost::system::error_code ec;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
    const boost::asio::mutable_buffer buffer(place, size);
    const std::size_t got = co_await m_socket.async_read_some(buffer, token);
    if (m_phase == Phase::Idle && got > 0) {
        m_phase = Phase::Head;
        expectWithin(m_context->limits.headDeadline);
    }
    if (ec && ec != boost::asio::error::eof)
        co_return Error{ErrorCode::InvalidRequest, "The client is gone."};
    co_return got;
}

Task<Result<void>> Connection::writeAll(std::string_view head, std::string_view body, std::string_view tail)
{
    boost::system::error_code ec;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
    const std::array<boost::asio::const_buffer, 3> buffers{boost::asio::const_buffer(head.data(), head.size()),
                                                           boost::asio::const_buffer(body.data(), body.size()),
                                                           boost::asio::const_buffer(tail.data(), tail.size())};
    const std::uint64_t before = m_deadline;
    expectWithin(m_context->limits.idle);
    co_await boost::asio::async_write(m_socket, buffers, token);
    m_deadline = before;
    if (ec)
        co_return Error{ErrorCode::InvalidRequest, "The client is gone."};
    co_return Result<void>();
}

//! The end of what the client sends is how a closed socket shows. A client that sends ahead can't be watched further.
void Connection::watch(std::weak_ptr<std::function<void()>> gone)
{
    auto look = [self = shared_from_this(), gone = std::move(gone)](const boost::system::error_code &ec) {
        const std::shared_ptr<std::function<void()>> listener = gone.lock();
        if (!listener || ec == boost::asio::error::operation_aborted)
            return;
        char byte = 0;
        const auto got = ::recv(self->m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            (*listener)();
        else if (got < 0)
            self->watch(listener);
    };
    m_socket.async_wait(boost::asio::ip::tcp::socket::wait_read, std::move(look));
}

void Connection::expectWithin(std::chrono::seconds limit)
{
    m_deadline = m_context->second + static_cast<std::uint64_t>(limit.count()) + 1;
}

void Connection::sweep()
{
    if (m_deadline != 0 && m_context->second >= m_deadline)
        close();
}

void Connection::closeIfIdle()
{
    if (m_phase == Phase::Idle || m_phase == Phase::Head)
        close();
}

void Connection::close()
{
    m_phase = Phase::Closed;
    boost::system::error_code ec;
    m_socket.close(ec);
}

} // namespace hub
