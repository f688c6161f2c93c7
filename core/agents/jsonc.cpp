#include "core/agents/jsonc.h"

#include "core/base/json.h"

namespace hub {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r\n";

bool isBlank(char sign)
{
    return kBlanks.find(sign) != std::string_view::npos;
}

std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

//! Behind the string that begins there; the text's end when it has none.
std::size_t stringEnd(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\')
            ++at;
    }
    return std::min(at + 1, text.size());
}

//! Behind the comment that begins there; `at` itself when none does; npos when it has no end.
std::size_t commentEnd(std::string_view text, std::size_t at)
{
    const std::string_view begin = text.substr(at, 2);
    if (begin == "//")
        return std::min(text.find_first_of("\r\n", at), text.size());
    if (begin != "/*")
        return at;
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? end : end + 2;
}

//! Behind the value that begins there.
std::size_t valueEnd(std::string_view strict, std::size_t at)
{
    std::size_t depth = 0;
    do {
        const char sign = strict[at];
        if (sign == '"') {
            at = stringEnd(strict, at);
            continue;
        }
        if (depth == 0 && sign != '{' && sign != '[')
            return std::min(strict.find_first_of(",]} \t\r\n", at), strict.size());
        if (sign == '{' || sign == '[')
            ++depth;
        else if (sign == '}' || sign == ']')
            --depth;
        ++at;
    } while (depth > 0 && at < strict.size());
    return at;
}

} // namespace

Result<std::string> strictJson(std::string_view text)
{
    std::string out(text);
    std::size_t at = 0;
    if (text.starts_with(kByteOrderMark)) {
        at = kByteOrderMark.size();
        std::fill_n(out.begin(), at, ' ');
    }
    char last = '{';                               // the last token's first sign
    std::size_t comma = std::string_view::npos;    // that token, if it is a comma behind a value
    while (at < text.size()) {
        const std::size_t end = commentEnd(text, at);
        if (end == std::string_view::npos)
            return Error{ErrorCode::InvalidRequest, "a comment has no end"};
        if (end > at) {
            std::replace_if(
                out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(end),
                [](char sign) { return !isBlank(sign); }, ' ');
            at = end;
            continue;
        }
        const char sign = text[at];
        if ((sign == '}' || sign == ']') && comma != std::string_view::npos)
            out[comma] = ' ';
        if (!isBlank(sign)) {
            const bool isBehindValue = last != '{' && last != '[' && last != ',' && last != ':';
            comma = sign == ',' && isBehindValue ? at : std::string_view::npos;
            last = sign;
        }
        at = sign == '"' ? stringEnd(text, at) : at + 1;
    }
    return out;
}

const JsonMember *JsonObject::find(std::string_view name) const
{
    for (const JsonMember &member : members) {
        if (member.name == name)
            return &member;
    }
    return nullptr;
}

JsonObject jsonObjectAt(std::string_view strict, std::size_t at)
{
    JsonObject out;
    out.braces.begin = at;
    at = skipBlanks(strict, at + 1);
    while (at < strict.size() && strict[at] == '"') {
        JsonMember member;
        member.key = {at, stringEnd(strict, at)};
        const Result<json::value> name = parseJson(strict.substr(at, member.key.end - at));
        member.name = name ? textOf(*name) : std::string();
        at = skipBlanks(strict, strict.find(':', member.key.end) + 1);
        member.value = {at, valueEnd(strict, at)};
        at = skipBlanks(strict, member.value.end);
        out.members.push_back(std::move(member));
        if (strict[at] == ',')
            at = skipBlanks(strict, at + 1);
    }
    out.braces.end = at + 1;
    return out;
}

Trivia triviaAfter(std::string_view text, std::size_t at)
{
    Trivia out{at};
    bool sameLine = true;
    while (at < text.size()) {
        const std::size_t end = commentEnd(text, at);
        if (end == std::string_view::npos)
            break;
        const bool isComma = text[at] == ',' && out.comma == std::string_view::npos;
        if (end > at) {
            at = end;
        } else if (isComma) {
            out.comma = at++;
        } else if (isBlank(text[at])) {
            sameLine = sameLine && text[at] != '\n' && text[at] != '\r';
            ++at;
            continue;
        } else {
            break;
        }
        if (sameLine || isComma)
            out.lineEnd = at;
    }
    return out;
}

} // namespace hub
