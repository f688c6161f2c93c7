#include "core/http/body.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace hub {

Task<Result<std::string_view>> StringBody::read()
{
    if (m_done)
        co_return std::string_view();
    m_done = true;
    co_return std::string_view(m_text);
}

Task<Result<std::string_view>> ReplayBody::read()
{
    if (m_replaying) {
        m_replaying = false;
        if (!m_kept.empty())
            co_return std::string_view(m_kept);
    }
    if (m_ended)
        co_return std::string_view();
    const Result<std::string_view> piece = co_await m_source->read();
    if (!piece)
        co_return piece.error();
    m_ended = piece->empty();
    if (!m_overflow && m_kept.size() + piece->size() <= m_limit) {
        m_kept.append(*piece);
    } else if (!m_overflow) {
        m_overflow = true;
        m_kept = {};
    }
    co_return *piece;
}

bool ReplayBody::rewind()
{
    if (m_overflow)
        return false;
    m_replaying = true;
    return true;
}

namespace {

//! \param late set once the time is over; looked at after each piece
Task<Result<std::string>> collect(BodyReader *body, std::size_t limit, std::shared_ptr<const bool> late)
{
    std::string text;
    if (body->length() && *body->length() > limit)
        co_return Error{ErrorCode::TooLarge, "The body is larger than " + std::to_string(limit) + " bytes."};
    while (true) {
        const Result<std::string_view> piece = co_await body->read();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return text;
        if (late && *late)
            co_return Error{ErrorCode::UpstreamTimeout, "the answer did not end in time"};
        if (text.size() + piece->size() > limit)
            co_return Error{ErrorCode::TooLarge, "The body is larger than " + std::to_string(limit) + " bytes."};
        text.append(*piece);
    }
}

} // namespace

Task<Result<std::string>> readAll(BodyReader *body, std::size_t limit)
{
    std::shared_ptr<const bool> never;
    co_return co_await collect(body, limit, std::move(never));
}

Task<Result<std::string>> readAll(BodyReader *body, std::size_t limit, std::chrono::milliseconds within)
{
    const auto late = std::make_shared<bool>(false);
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor);
    timer.expires_after(within);
    timer.async_wait([late](const boost::system::error_code &stopped) { *late = !stopped; });
    std::shared_ptr<const bool> seen = late;
    co_return co_await collect(body, limit, std::move(seen));
}

} // namespace hub
