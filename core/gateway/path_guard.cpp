#include "core/gateway/path_guard.h"

#include "core/base/encoding.h"
#include "core/http/transport.h"

namespace hub {
namespace {

std::vector<std::string_view> segmentsOf(std::string_view path)
{
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

Error refused(const char *why)
{
    return Error{ErrorCode::InvalidRequest, std::string("the path ") + why};
}

//! Origin and path in one spelling: decoded, without dots, empty segments and a slash at the end.
std::string placeOf(std::string_view url)
{
    const Result<SplitUrl> parts = splitUrl(url.substr(0, url.find_first_of("?#")));
    const Result<std::string> path = parts ? percentDecode(parts->target) : Result<std::string>(Error{});
    if (!path)
        return std::string(url);
    std::vector<std::string_view> kept;
    for (const std::string_view segment : segmentsOf(*path)) {
        if (segment == ".." && !kept.empty())
            kept.pop_back();
        else if (!segment.empty() && segment != "." && segment != "..")
            kept.push_back(segment);
    }
    std::string out = toString(parts->origin);
    for (const std::string_view segment : kept)
        out += '/' + std::string(segment);
    return out;
}

} // namespace

Result<void> checkProxiedPath(std::string_view path)
{
    if (path.find('\\') != std::string_view::npos)
        return refused("holds a backslash");
    if (path.starts_with("//"))
        return refused("starts with two slashes");
    const Result<std::string> decoded = percentDecode(path);
    if (!decoded)
        return refused("holds a bad percent escape");
    if (decoded->find('\0') != std::string::npos)
        return refused("holds a NUL");
    if (!isUtf8(*decoded))
        return refused("is not valid UTF-8");
    int depth = 0;
    for (const std::string_view segment :
         segmentsOf(std::string_view(*decoded).substr(decoded->starts_with('/') ? 1 : 0))) {
        if (segment == "..")
            --depth;
        else if (segment != "." && !segment.empty())
            ++depth;
        if (depth < 0)
            return refused("leaves the connector's base URL");
    }
    return {};
}

bool isCredentialEndpoint(const Connector &connector, std::string_view url, const Lookup &values)
{
    std::optional<std::string> wanted;
    for (const AuthMethod &method : connector.auth) {
        const OauthMethod &oauth = method.oauth;
        for (const std::string *endpoint :
             {&oauth.tokenUrl, &oauth.refreshUrl, &oauth.revocationUrl, &oauth.authorizationUrl,
              &oauth.deviceAuthorizationUrl, &oauth.pushedAuthorizationUrl, &method.oauth1.requestTokenUrl}) {
            if (endpoint->empty())
                continue;
            const Result<std::string> filled = expand(*endpoint, values, Place::Url);
            if (!wanted)
                wanted = placeOf(url);
            if (filled && placeOf(*filled) == *wanted)
                return true;
        }
    }
    return false;
}

const Action *matchAction(const Connector &connector, std::string_view method, std::string_view path)
{
    const std::vector<std::string_view> wanted = segmentsOf(path.substr(path.starts_with('/') ? 1 : 0));
    for (const Action &action : connector.actions) {
        if (action.isGeneric)
            return &action;
        const std::string_view pattern = action.path;
        const std::vector<std::string_view> parts = segmentsOf(pattern.substr(pattern.starts_with('/') ? 1 : 0));
        if (action.method != method || parts.size() != wanted.size())
            continue;
        bool fits = true;
        for (std::size_t i = 0; fits && i < parts.size(); ++i)
            fits = parts[i].find('{') != std::string_view::npos ? !wanted[i].empty() : parts[i] == wanted[i];
        if (fits)
            return &action;
    }
    return nullptr;
}

Effect effectOf(std::string_view method)
{
    if (method == "GET" || method == "HEAD")
        return Effect::Read;
    return method == "DELETE" ? Effect::Delete : Effect::Write;
}

} // namespace hub
