// One connection to a provider, plain or TLS.
#pragma once

#include "core/http/message_reader.h"
#include "core/http/transport.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <optional>

namespace hub {

class UpstreamConnection final : public ByteSource {
public:
    UpstreamConnection(boost::asio::any_io_executor executor, Origin origin);

    //! Dials the checked addresses in order, then TLS: chain, host name, 1.2 or newer. \errors UpstreamFailed
    Task<Result<void>> connect(const std::vector<boost::asio::ip::address> *addresses, boost::asio::ssl::context *tls);
    Task<Result<void>> write(std::string_view first, std::string_view second, std::string_view third);
    Task<Result<std::size_t>> readSome(char *place, std::size_t size) override;
    MessageReader<false> &reader() { return m_reader; }
    const Origin &origin() const { return m_origin; }
    //! Nothing to read: an idle connection that has something was closed by its server, or is out of step.
    bool isQuiet();
    //! Ends whatever waits on it. \param timedOut says so in the error
    void close(bool timedOut);

    bool reused = false;
    std::uint64_t deadline = 0; //!< in the pool's seconds; 0 = none

private:
    Error failed(const boost::system::error_code &ec, const char *doing) const;

    Origin m_origin;
    boost::asio::ip::tcp::socket m_socket;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket &>> m_tls;
    MessageReader<false> m_reader;
    bool m_timedOut = false;
};

//! TLS against the system's roots (SSL_CERT_FILE is honoured), with no switch to ignore errors.
boost::asio::ssl::context systemTls();

} // namespace hub
