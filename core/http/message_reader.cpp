#include "core/http/message_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/impl/basic_parser.hpp>

namespace hub {
namespace {

Error badFraming()
{
    return {ErrorCode::InvalidRequest, "The body is not framed as its head says."};
}

} // namespace

template <bool isRequest>
void MessageReader<isRequest>::makeRoom()
{
    if (m_begin == m_end) {
        m_begin = m_end = 0;
    } else if (m_begin > 0 && m_end == kBuffer) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
}

template <bool isRequest>
Task<Result<std::string_view>> MessageReader<isRequest>::readHead(std::size_t limit)
{
    m_started = false;
    std::size_t searched = 0;
    bool skipped = false;
    while (true) {
        std::string_view bytes(m_buffer.get() + m_begin, m_end - m_begin);
        // one blank line before a request is tolerated (RFC 9112 section 2.2)
        if (!skipped && bytes.starts_with("\r\n")) {
            skipped = true;
            searched = 0;
            m_begin += 2;
            bytes.remove_prefix(2);
        }
        m_started = !bytes.empty();
        const std::size_t end = bytes.find("\r\n\r\n", searched > 3 ? searched - 3 : 0);
        if (end != std::string_view::npos && end + 4 <= limit) {
            m_begin += end + 4;
            co_return bytes.substr(0, end + 4);
        }
        if (bytes.size() >= limit)
            co_return Error{ErrorCode::HeadersTooLarge, "The head is larger than " + std::to_string(limit) + " bytes."};
        searched = bytes.size();
        makeRoom();
        if (m_end == kBuffer)
            co_return Error{ErrorCode::HeadersTooLarge, "The head is too large."};
        const Result<std::size_t> got = co_await m_source->readSome(m_buffer.get() + m_end, kBuffer - m_end);
        if (!got)
            co_return got.error();
        if (*got == 0 && m_begin == m_end)
            co_return std::string_view();
        if (*got == 0)
            co_return Error{ErrorCode::InvalidRequest, "The connection closed inside a head."};
        m_end += *got;
    }
}

template <bool isRequest>
Result<void> MessageReader<isRequest>::begin(std::string_view head, bool noBody)
{
    m_decoder.emplace();
    m_decoder->skip(noBody);
    m_undecided = false;
    boost::system::error_code ec;
    m_decoder->put(boost::asio::const_buffer(head.data(), head.size()), ec);
    // with a body still to come the parser asks for more: that is as it should be
    if ((ec && ec != boost::beast::http::error::need_more) || !m_decoder->is_header_done())
        return Error{ErrorCode::InvalidRequest, "The head is not well formed."};
    return {};
}

//! True when there is something to hand out, or the message is done.
template <bool isRequest>
Result<bool> MessageReader<isRequest>::decode()
{
    // Beast 1.81 asserts that a last chunk which it has begun comes back with 5 bytes or more; no rest is shorter
    if (m_begin == m_end || (m_undecided && m_end - m_begin < 5))
        return false;
    char *place = m_buffer.get() + m_begin;
    m_decoder->collectAt(place);
    boost::system::error_code ec;
    m_begin += m_decoder->put(boost::asio::const_buffer(place, m_end - m_begin), ec);
    m_undecided = m_begin < m_end;
    if (ec && ec != boost::beast::http::error::need_more)
        return badFraming();
    return m_decoder->collected() > 0 || m_decoder->is_done();
}

template <bool isRequest>
Task<Result<std::string_view>> MessageReader<isRequest>::readBody()
{
    while (!m_decoder->is_done()) {
        const std::size_t start = m_begin;
        const Result<bool> decoded = decode();
        if (!decoded)
            co_return decoded.error();
        if (*decoded && m_decoder->collected() > 0)
            co_return std::string_view(m_buffer.get() + start, m_decoder->collected());
        if (m_decoder->is_done())
            break;
        makeRoom();
        if (m_end == kBuffer)
            co_return badFraming(); // a chunk's head of 64 KiB
        const Result<std::size_t> got = co_await m_source->readSome(m_buffer.get() + m_end, kBuffer - m_end);
        if (!got)
            co_return got.error();
        if (*got > 0) {
            m_end += *got;
            continue;
        }
        boost::system::error_code ec;
        m_decoder->put_eof(ec);
        if (ec)
            co_return Error{isRequest ? ErrorCode::InvalidRequest : ErrorCode::UpstreamFailed,
                            "The connection closed inside a body."};
    }
    co_return std::string_view();
}

template class MessageReader<true>;
template class MessageReader<false>;

} // namespace hub
