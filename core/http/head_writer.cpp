#include "core/http/head_writer.h"

namespace hub {
namespace {

void append(std::string &out, const Headers &headers)
{
    for (const Header &field : headers) {
        out += field.name;
        out += ": ";
        out += field.value;
        out += "\r\n";
    }
}

} // namespace

std::string headBytes(const ResponseHead &head)
{
    std::string out;
    out.reserve(512);
    out += "HTTP/1.1 ";
    out += std::to_string(head.status);
    out += ' ';
    out += reasonPhrase(head.status);
    out += "\r\n";
    append(out, head.headers);
    return out;
}

std::string headBytes(const RequestHead &head)
{
    std::string out;
    out.reserve(512);
    out += head.method;
    out += ' ';
    out += head.target;
    out += " HTTP/1.1\r\n";
    append(out, head.headers);
    return out;
}

} // namespace hub
