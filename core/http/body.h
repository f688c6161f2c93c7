// Bodies stream: who reads decides the pace.
#pragma once

#include "core/base/result.h"
#include "core/base/task.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

class BodyReader {
public:
    virtual ~BodyReader() = default;
    //! The next piece, transfer coding removed; empty = the end. Valid until the next call.
    //! \errors InvalidRequest (bad framing), UpstreamFailed (reset), UpstreamTimeout, TooLarge
    virtual Task<Result<std::string_view>> read() = 0;
    //! What Content-Length said; none for chunked and until-close bodies.
    virtual std::optional<std::uint64_t> length() const = 0;
    //! Whether the next read() answers without waiting.
    virtual bool ready() const { return false; }
    //! True when reading starts again from the first byte.
    virtual bool rewind() { return false; }
};

//! A body held in memory; rewinds.
class StringBody final : public BodyReader {
public:
    explicit StringBody(std::string text = {}) : m_text(std::move(text)) {}
    Task<Result<std::string_view>> read() override;
    std::optional<std::uint64_t> length() const override { return m_text.size(); }
    bool ready() const override { return true; }
    bool rewind() override
    {
        m_done = false;
        return true;
    }

private:
    std::string m_text;
    bool m_done = false;
};

//! Keeps what passes, up to a limit, so that it can be sent again; past the limit rewind() answers false.
class ReplayBody final : public BodyReader {
public:
    ReplayBody(BodyReader *source, std::size_t limit) : m_source(source), m_limit(limit) {}
    Task<Result<std::string_view>> read() override;
    std::optional<std::uint64_t> length() const override { return m_source->length(); }
    bool rewind() override;

private:
    BodyReader *m_source;
    std::size_t m_limit;
    std::string m_kept;
    bool m_overflow = false;
    bool m_ended = false;
    bool m_replaying = false;
};

//! Reads all of it. \errors TooLarge past limit, and the reader's own
Task<Result<std::string>> readAll(BodyReader *body, std::size_t limit);
//! The same; a body that trickles is given up once the time is over. \errors UpstreamTimeout too
Task<Result<std::string>> readAll(BodyReader *body, std::size_t limit, std::chrono::milliseconds within);

} // namespace hub
