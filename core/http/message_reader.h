// Reads messages from a stream of bytes: a head whole, then the body in pieces as they come.
#pragma once

#include "core/http/body.h"
#include "core/http/decoder.h"

#include <memory>
#include <optional>

namespace hub {

//! Where bytes come from: a socket, plain or TLS.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    //! \return how many; 0 = the other side closed \errors UpstreamFailed, UpstreamTimeout
    virtual Task<Result<std::size_t>> readSome(char *place, std::size_t size) = 0;
};

template <bool isRequest>
class MessageReader {
public:
    static constexpr std::size_t kBuffer = 64 * 1024;

    explicit MessageReader(ByteSource *source)
        : m_source(source), m_buffer(std::make_unique_for_overwrite<char[]>(kBuffer))
    {
    }

    //! The next message's head as bytes, blank line included; empty when the other side closed before its first byte.
    //! The bytes stay until begin() is called. \errors HeadersTooLarge past limit, InvalidRequest (closed in the middle)
    Task<Result<std::string_view>> readHead(std::size_t limit);
    //! Parses that head. \param noBody the answer to HEAD \errors InvalidRequest
    Result<void> begin(std::string_view head, bool noBody);
    //! The next piece of the body; empty at its end. \errors InvalidRequest (framing), and the source's
    Task<Result<std::string_view>> readBody();

    const Decoder<isRequest> &message() const { return *m_decoder; }
    Decoder<isRequest> &message() { return *m_decoder; }
    bool isDone() const { return m_decoder && m_decoder->is_done(); }
    //! Whether bytes are there that were read and not used yet.
    bool hasBytes() const { return m_begin < m_end; }
    bool startedHead() const { return m_started; }

private:
    Result<bool> decode();
    void makeRoom();

    ByteSource *m_source;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_started = false;
    bool m_undecided = false; //!< the decoder left bytes: a chunk's head that is not whole
    std::optional<Decoder<isRequest>> m_decoder;
};

extern template class MessageReader<true>;
extern template class MessageReader<false>;

} // namespace hub
