#include "core/http/address_policy.h"

#include <array>
#include <cstdint>

namespace hub {
namespace {

struct Range {
    std::uint32_t network;
    int bits;
};

constexpr std::array<Range, 15> kRefused{{
    {0x00000000, 8},  // this network
    {0x0a000000, 8},  // private
    {0x64400000, 10}, // shared (carrier NAT)
    {0x7f000000, 8},  // loopback
    {0xa9fe0000, 16}, // link-local, metadata
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // IETF
    {0xc0000200, 24}, // documentation
    {0xc0586300, 24}, // 6to4 relays
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // benchmark
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 4},  // multicast
    {0xf0000000, 4},  // reserved, broadcast
}};

bool isLocal4(std::uint32_t address)
{
    for (const Range &range : kRefused) {
        if (address >> (32 - range.bits) == range.network >> (32 - range.bits))
            return true;
    }
    return false;
}

std::uint32_t word(const boost::asio::ip::address_v6::bytes_type &bytes, std::size_t at)
{
    return std::uint32_t(bytes[at]) << 24 | std::uint32_t(bytes[at + 1]) << 16 | std::uint32_t(bytes[at + 2]) << 8
        | bytes[at + 3];
}

} // namespace

bool isLocalAddress(const boost::asio::ip::address &address)
{
    if (address.is_v4())
        return isLocal4(address.to_v4().to_uint());
    const boost::asio::ip::address_v6 v6 = address.to_v6();
    const auto bytes = v6.to_bytes();
    if (v6.is_unspecified() || v6.is_loopback() || v6.is_link_local() || v6.is_site_local() || v6.is_multicast())
        return true;
    if ((bytes[0] & 0xfe) == 0xfc) // unique local
        return true;
    const bool mapped = v6.is_v4_mapped() || (word(bytes, 0) == 0 && word(bytes, 4) == 0 && word(bytes, 8) == 0);
    const bool nat64 = word(bytes, 0) == 0x0064ff9b && word(bytes, 4) == 0 && word(bytes, 8) == 0;
    if (mapped || nat64)
        return isLocal4(word(bytes, 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) // 6to4
        return isLocal4(std::uint32_t(bytes[2]) << 24 | std::uint32_t(bytes[3]) << 16 | std::uint32_t(bytes[4]) << 8
                        | bytes[5]);
    return word(bytes, 0) == 0x20010000; // Teredo
}

} // namespace hub
