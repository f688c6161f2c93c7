#include "core/oauth/body_members.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <algorithm>

namespace hub {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

bool isNamed(const Members &members, std::string_view name)
{
    return std::any_of(members.begin(), members.end(), [&](const auto &member) { return member.first == name; });
}

std::string formWith(std::string_view body, const Members &members)
{
    std::string out;
    const auto append = [&](std::string_view pair) { (out.empty() ? out : out += '&') += pair; };
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(pair.size() + 1, body.size()));
        const Result<std::string> name = formDecode(pair.substr(0, pair.find('=')));
        if (!name || !isNamed(members, *name))
            append(pair);
    }
    for (const auto &[name, value] : members)
        append(formEncode(name) + '=' + formEncode(value));
    return out;
}

//! The end of the string that begins at `at`.
std::size_t endOfString(std::string_view text, std::size_t at)
{
    for (++at; text[at] != '"'; ++at)
        at += text[at] == '\\' ? 1 : 0;
    return at + 1;
}

//! The end of the member that begins at `at`: its comma, or the object's brace. The text is known to be JSON.
std::size_t endOfMember(std::string_view text, std::size_t at)
{
    int depth = 0;
    for (; depth > 0 || (text[at] != ',' && text[at] != '}'); ++at) {
        if (text[at] == '"')
            at = endOfString(text, at) - 1;
        else if (text[at] == '{' || text[at] == '[')
            ++depth;
        else if (text[at] == '}' || text[at] == ']')
            --depth;
    }
    return at;
}

Result<std::string> jsonWith(std::string_view body, const Members &members)
{
    if (const Result<json::object> object = parseObject(body); !object)
        return Error{ErrorCode::InvalidRequest,
                     "This provider takes its credential in the body, so the body has to be a JSON object or a form."};
    std::size_t at = body.find('{') + 1;
    std::string out(body.substr(0, at));
    bool first = true;
    const auto append = [&](std::string_view member) {
        out += first ? "" : ",";
        out += member;
        first = false;
    };
    while (true) {
        const std::size_t begin = body.find_first_not_of(" \t\r\n", at);
        if (body[begin] == '}')
            break;
        const std::size_t end = endOfMember(body, begin);
        const json::value name = json::parse(json::string_view(body.data() + begin, endOfString(body, begin) - begin));
        if (!isNamed(members, std::string_view(name.get_string().data(), name.get_string().size())))
            append(body.substr(at, end - at));
        at = end + (body[end] == ',' ? 1 : 0);
        if (body[end] == '}')
            break;
    }
    for (const auto &[name, value] : members)
        append(json::serialize(json::string(name)) + ':' + json::serialize(json::string(value)));
    return out + std::string(body.substr(body.rfind('}')));
}

} // namespace

Result<std::string> withMembers(std::string body, std::string_view contentType, const Members &members)
{
    if (members.empty())
        return body;
    const std::string type = toLower(trim(contentType.substr(0, contentType.find(';'))));
    if (type == "application/x-www-form-urlencoded")
        return formWith(body, members);
    if (type.empty() || type == "application/json" || type.ends_with("+json"))
        return jsonWith(body, members);
    return Error{ErrorCode::UnsupportedMediaType,
                 "This provider takes its credential in the body, so the body has to be a JSON object or a form."};
}

} // namespace hub
