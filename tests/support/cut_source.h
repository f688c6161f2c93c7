// A stream of bytes that comes in pieces of a given size, then ends.
#pragma once

#include "core/http/message_reader.h"

#include <algorithm>
#include <string>

namespace hub {

class CutSource final : public ByteSource {
public:
    CutSource(std::string bytes, std::size_t piece) : m_bytes(std::move(bytes)), m_piece(piece) {}
    Task<Result<std::size_t>> readSome(char *place, std::size_t size) override
    {
        const std::size_t count = std::min({size, m_piece, m_bytes.size() - m_at});
        m_bytes.copy(place, count, m_at);
        m_at += count;
        co_return count;
    }

private:
    std::string m_bytes;
    std::size_t m_piece;
    std::size_t m_at = 0;
};

} // namespace hub
