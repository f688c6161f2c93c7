#include "core/http/request_check.h"

#include "core/base/encoding.h"

#include <algorithm>

namespace hub {
namespace {

Error bad(const char *why)
{
    return {ErrorCode::InvalidRequest, std::string("The request ") + why + '.'};
}

//! find_first_of() looks each byte up in the set; a head is long and the sets are short.
bool holdsAny(std::string_view text, std::initializer_list<char> characters)
{
    return std::any_of(characters.begin(), characters.end(),
                       [&](char c) { return text.find(c) != std::string_view::npos; });
}

struct Seen {
    bool http10 = false;
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
};

Result<void> checkRequestLine(std::string_view line, std::size_t uriBytes, Seen *seen)
{
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos)
        return bad("line is not well formed");
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    if (!isToken(method))
        return bad("names no valid method");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.starts_with("HTTP/") && version.size() == 8
            ? Error{ErrorCode::NotSupported, "HTTP/1.1 is spoken here."}
            : bad("line is not well formed");
    seen->http10 = version == "HTTP/1.0";
    if (target.size() > uriBytes)
        return Error{ErrorCode::UriTooLong, "The address is longer than " + std::to_string(uriBytes) + " bytes."};
    if (method == "CONNECT" || method == "TRACE")
        return Error{ErrorCode::NotSupported, "This method is not served."};
    // absolute-form would beat Host, authority-form is for forward proxies
    if (!target.starts_with('/') || holdsAny(target, {'\t', '#'}) || !isHeaderValue(target))
        return bad("target is not a path");
    return {};
}

Result<void> checkField(std::string_view line, Seen *seen)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return bad("holds a header line that is not well formed");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (!isHeaderValue(value))
        return bad("holds a control character in a header");
    if (iequals(name, "host"))
        ++seen->hosts;
    if (iequals(name, "content-length")) {
        ++seen->lengths;
        if (value.empty() || value.size() > 18 || value.find_first_not_of("0123456789") != std::string_view::npos)
            return bad("has no valid Content-Length");
    }
    if (iequals(name, "transfer-encoding")) {
        ++seen->codings;
        if (!iequals(value, "chunked"))
            return Error{ErrorCode::NotSupported, "The only transfer coding served is chunked."};
    }
    return {};
}

Result<void> checkWhole(const Seen &seen)
{
    if (seen.hosts > 1 || (seen.hosts == 0 && !seen.http10))
        return bad("needs exactly one Host header");
    if (seen.lengths > 1)
        return bad("has more than one Content-Length");
    if (seen.codings > 1 || (seen.codings > 0 && (seen.lengths > 0 || seen.http10)))
        return bad("has an ambiguous length");
    return {};
}

} // namespace

Result<void> checkRequestHead(std::string_view head, std::size_t uriBytes, std::size_t headerLines)
{
    Seen seen;
    std::size_t lines = 0;
    while (!head.empty()) {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        if (end == std::string_view::npos || holdsAny(line, {'\r', '\n', '\0'}))
            return bad("holds a bare CR, LF or NUL");
        head.remove_prefix(end + 2);
        if (line.empty())
            break;
        const Result<void> fits = lines == 0 ? checkRequestLine(line, uriBytes, &seen) : checkField(line, &seen);
        if (!fits)
            return fits;
        if (lines++ > headerLines)
            return Error{ErrorCode::HeadersTooLarge, "More than " + std::to_string(headerLines) + " header lines."};
    }
    return checkWhole(seen);
}

} // namespace hub
