#include "core/http/body.h"

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

Task<Result<std::string>> readAll(BodyReader *body, std::size_t limit)
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
        if (text.size() + piece->size() > limit)
            co_return Error{ErrorCode::TooLarge, "The body is larger than " + std::to_string(limit) + " bytes."};
        text.append(*piece);
    }
}

} // namespace hub
