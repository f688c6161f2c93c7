#include "core/http/message.h"

#include "core/base/encoding.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

constexpr std::size_t kUsual = 16;

constexpr std::array<std::string_view, 9> kHopByHop{
    "connection",        "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade"};

} // namespace

const std::string *Headers::find(std::string_view name) const
{
    for (const Header &field : m_fields) {
        if (iequals(field.name, name))
            return &field.value;
    }
    return nullptr;
}

std::string_view Headers::value(std::string_view name) const
{
    const std::string *found = find(name);
    return found != nullptr ? std::string_view(*found) : std::string_view();
}

std::vector<std::string_view> Headers::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const Header &field : m_fields) {
        if (iequals(field.name, name))
            values.emplace_back(field.value);
    }
    return values;
}

void Headers::add(std::string name, std::string value)
{
    if (m_fields.empty())
        m_fields.reserve(kUsual);
    m_fields.push_back({std::move(name), std::move(value)});
}

void Headers::set(std::string name, std::string value)
{
    remove(name);
    add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name)
{
    if (find(name) == nullptr)
        return;
    // the name may be that of a field that goes
    const std::string wanted(name);
    removeIf([&](const Header &field) { return iequals(field.name, wanted); });
}

std::string_view RequestHead::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view RequestHead::query() const
{
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

void removeHopByHop(Headers &headers)
{
    std::vector<std::string> named;
    for (const std::string_view value : headers.all("connection")) {
        for (std::size_t start = 0; start <= value.size();) {
            const std::size_t comma = std::min(value.find(',', start), value.size());
            named.emplace_back(trim(value.substr(start, comma - start)));
            start = comma + 1;
        }
    }
    for (const std::string &name : named)
        headers.remove(name);
    headers.removeIf([](const Header &field) {
        return std::any_of(kHopByHop.begin(), kHopByHop.end(),
                           [&](std::string_view name) { return iequals(field.name, name); });
    });
}

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "";
    }
}

} // namespace hub
