#include "core/http/transport.h"

#include "core/base/encoding.h"

#include <boost/asio/ip/address_v6.hpp>

namespace hub {
namespace {

Error refused(const char *why)
{
    return {ErrorCode::InvalidRequest, std::string("The address ") + why + '.'};
}

bool isHostName(std::string_view host)
{
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), plain);
}

Result<std::uint16_t> portFrom(std::string_view text)
{
    if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string_view::npos)
        return refused("has no valid port");
    const unsigned long port = std::stoul(std::string(text));
    if (port < 1 || port > 65535)
        return refused("has no valid port");
    return static_cast<std::uint16_t>(port);
}

//! "host", "host:port", "[v6]" or "[v6]:port".
Result<void> readAuthority(std::string_view authority, Origin *origin)
{
    std::string_view rest;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos)
            return refused("has no valid host");
        origin->host = authority.substr(1, end - 1);
        boost::system::error_code ec;
        boost::asio::ip::make_address_v6(origin->host, ec);
        if (ec)
            return refused("has no valid host");
        rest = authority.substr(end + 1);
    } else {
        const std::size_t colon = authority.find(':');
        origin->host = toLower(authority.substr(0, colon));
        if (!isHostName(origin->host))
            return refused("has no valid host");
        rest = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
    }
    if (rest.empty())
        return {};
    const Result<std::uint16_t> port = rest.starts_with(':') ? portFrom(rest.substr(1))
                                                             : Result<std::uint16_t>(refused("has no valid port"));
    if (!port)
        return port.error();
    origin->port = *port;
    return {};
}

} // namespace

Result<SplitUrl> splitUrl(std::string_view url)
{
    SplitUrl out;
    const auto holds = [&](char c) { return url.find(c) != std::string_view::npos; };
    if (!isHeaderValue(url) || holds(' ') || holds('\t') || holds('\\') || holds('#'))
        return refused("holds characters that must be percent-encoded");
    if (url.starts_with("https://")) {
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        url.remove_prefix(7);
        out.origin.tls = false;
        out.origin.port = 80;
    } else {
        return refused("is neither https nor http");
    }
    const std::size_t end = std::min(url.find_first_of("/?"), url.size());
    if (url.substr(0, end).find('@') != std::string_view::npos)
        return refused("holds a user name");
    const Result<void> authority = readAuthority(url.substr(0, end), &out.origin);
    if (!authority)
        return authority.error();
    out.target = url.substr(end);
    if (!out.target.starts_with('/'))
        out.target.insert(0, 1, '/');
    return out;
}

std::string hostHeader(const Origin &origin)
{
    const std::string host = origin.host.find(':') == std::string::npos ? origin.host : '[' + origin.host + ']';
    return origin.port == (origin.tls ? 443 : 80) ? host : host + ':' + std::to_string(origin.port);
}

std::string toString(const Origin &origin)
{
    return (origin.tls ? "https://" : "http://") + hostHeader(origin);
}

} // namespace hub
