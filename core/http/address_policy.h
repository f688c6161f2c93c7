// Which addresses a provider may have.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace hub {

//! Loopback, link-local (cloud metadata among them), private, shared, benchmark, multicast and unspecified ranges, also
//! where they are embedded in IPv6 (RFC 6890).
bool isLocalAddress(const boost::asio::ip::address &address);

} // namespace hub
