#include "core/connectors/hosts.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

//! Host and port of a URL; the rest of its form is the transport's to judge.
struct Authority {
    bool https = false;
    std::string host;
    std::string port;
};

std::optional<Authority> authorityOf(std::string_view url)
{
    Authority out;
    if (url.starts_with("https://")) {
        out.https = true;
        out.port = "443";
    } else if (url.starts_with("http://")) {
        out.port = "80";
    } else {
        return std::nullopt;
    }
    url.remove_prefix(out.https ? 8 : 7);
    std::string_view text = url.substr(0, url.find_first_of("/?#\\"));
    if (text.empty() || text.find('@') != std::string_view::npos)
        return std::nullopt;
    const std::size_t end = text.starts_with('[') ? text.find(']') : 0;
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::size_t colon = text.find(':', end);
    if (colon != std::string_view::npos)
        out.port = text.substr(colon + 1);
    text = text.substr(0, colon);
    if (text.starts_with('['))
        text = text.substr(1, text.size() - 2);
    out.host = toLower(text);
    return out;
}

bool matches(const std::string &pattern, const Authority &authority)
{
    const bool isV6 = pattern.starts_with('[');
    const std::size_t colon = pattern.find(':', isV6 ? pattern.find(']') : 0);
    const std::string text = toLower(pattern.substr(0, colon));
    const std::string host = isV6 && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
    const std::string port = colon == std::string::npos ? (authority.https ? "443" : "80") : pattern.substr(colon + 1);
    if (port != authority.port)
        return false;
    if (host.starts_with("*."))
        return authority.host.size() > host.size() - 1
            && std::string_view(authority.host).ends_with(std::string_view(host).substr(1));
    return host == authority.host;
}

bool isLocalLiteral(const Connector &connector, const std::string &host, const std::string &port)
{
    const bool isV6 = host.find(':') != std::string::npos;
    return connector.localHosts.contains((isV6 ? '[' + host + ']' : host) + ':' + port);
}

bool isAllowedScheme(const Connector &connector, const Authority &authority)
{
    return authority.https || isLocalLiteral(connector, authority.host, authority.port);
}

} // namespace

bool isAllowedLocal(const Connector &connector, std::string_view host, std::uint16_t port)
{
    return isLocalLiteral(connector, toLower(host), std::to_string(port));
}

bool isOwnHost(const Connector &connector, std::string_view url, const Lookup &values)
{
    const std::optional<Authority> authority = authorityOf(url);
    if (!authority || !isAllowedScheme(connector, *authority))
        return false;
    std::vector<std::string> patterns = connector.hosts;
    if (patterns.empty()) {
        const Result<std::string> base = expand(connector.baseUrl, values, Place::Url);
        const std::optional<Authority> own = base ? authorityOf(*base) : std::nullopt;
        return own && own->host == authority->host && own->port == authority->port;
    }
    for (const std::string &pattern : patterns) {
        const Result<std::string> filled = expand(pattern, values, Place::Text);
        if (filled && matches(*filled, *authority))
            return true;
    }
    return false;
}

Result<std::string> baseUrlOf(const Connector &connector, const Lookup &values)
{
    Result<std::string> base = expand(connector.baseUrl, values, Place::Url);
    if (!base)
        return base.error();
    while (base->ends_with('/'))
        base->pop_back();
    if (!isOwnHost(connector, *base, values))
        return Error{ErrorCode::InvalidRequest,
                     "The account's address is outside the hosts of its connector, or not https."};
    return base;
}

} // namespace hub
