#include "core/http/upstream_connection.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <array>

namespace hub {

namespace asio = boost::asio;
using asio::ip::tcp;

UpstreamConnection::UpstreamConnection(asio::any_io_executor executor, Origin origin)
    : m_origin(std::move(origin)), m_socket(executor), m_reader(this)
{
}

Error UpstreamConnection::failed(const boost::system::error_code &ec, const char *doing) const
{
    if (m_timedOut)
        return {ErrorCode::UpstreamTimeout, m_origin.host + " did not answer in time.", {}, std::chrono::seconds(5)};
    return {ErrorCode::UpstreamFailed, m_origin.host + " " + doing + ": " + ec.message()};
}

Task<Result<void>> UpstreamConnection::connect(const std::vector<asio::ip::address> *addresses, asio::ssl::context *tls)
{
    boost::system::error_code ec = asio::error::host_unreachable;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    for (const asio::ip::address &address : *addresses) {
        if (m_timedOut)
            break;
        boost::system::error_code ignored;
        m_socket.close(ignored);
        const tcp::endpoint endpoint(address, m_origin.port);
        co_await m_socket.async_connect(endpoint, token);
        if (!ec)
            break;
    }
    if (ec || m_timedOut)
        co_return failed(ec, "can't be reached");
    m_socket.set_option(tcp::no_delay(true), ec);
    m_socket.non_blocking(true, ec); // isQuiet() looks without waiting
    if (!m_origin.tls)
        co_return Result<void>();
    m_tls.emplace(m_socket, *tls);
    boost::system::error_code notAnAddress;
    asio::ip::make_address(m_origin.host, notAnAddress);
    if (notAnAddress)
        SSL_set_tlsext_host_name(m_tls->native_handle(), m_origin.host.c_str());
    m_tls->set_verify_callback(asio::ssl::host_name_verification(m_origin.host), ec);
    co_await m_tls->async_handshake(asio::ssl::stream_base::client, token);
    if (ec)
        co_return failed(ec, "could not be verified (TLS)");
    co_return Result<void>();
}

Task<Result<void>> UpstreamConnection::write(std::string_view first, std::string_view second, std::string_view third)
{
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const std::array<asio::const_buffer, 3> buffers{asio::const_buffer(first.data(), first.size()),
                                                    asio::const_buffer(second.data(), second.size()),
                                                    asio::const_buffer(third.data(), third.size())};
    if (m_tls)
        co_await asio::async_write(*m_tls, buffers, token);
    else
        co_await asio::async_write(m_socket, buffers, token);
    if (ec)
        co_return failed(ec, "closed the connection");
    co_return Result<void>();
}

Task<Result<std::size_t>> UpstreamConnection::readSome(char *place, std::size_t size)
{
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const asio::mutable_buffer buffer(place, size);
    std::size_t got = 0;
    if (m_tls)
        got = co_await m_tls->async_read_some(buffer, token);
    else
        got = co_await m_socket.async_read_some(buffer, token);
    // many servers end TLS without its closing alert; a body's framing tells whether it was whole
    if (ec && ec != asio::error::eof && ec != asio::ssl::error::stream_truncated)
        co_return failed(ec, "closed the connection");
    if (m_timedOut)
        co_return failed(ec, "timed out");
    co_return got;
}

bool UpstreamConnection::isQuiet()
{
    boost::system::error_code ec;
    char byte = 0;
    m_socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
    return ec == asio::error::would_block || ec == asio::error::try_again;
}

void UpstreamConnection::close(bool timedOut)
{
    m_timedOut = m_timedOut || timedOut;
    boost::system::error_code ec;
    m_socket.close(ec);
}

asio::ssl::context systemTls()
{
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    boost::system::error_code ec;
    context.set_default_verify_paths(ec);
    context.set_verify_mode(asio::ssl::verify_peer, ec);
    return context;
}

} // namespace hub
