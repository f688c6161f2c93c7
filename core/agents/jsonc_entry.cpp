// Entries in JSON with comments, laid out as the file is.
#include "core/agents/entry_edit.h"
#include "core/agents/jsonc.h"

namespace hub {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

//! How a file is laid out.
struct Layout {
    std::string_view newline;
    std::string unit;     //!< of indentation
    bool isLine = false;  //!< all on one line
};

std::string quoted(std::string_view text)
{
    return json::serialize(json::string(text));
}

std::string written(const json::value &value, const Layout &layout, const std::string &indent)
{
    const auto *object = value.if_object();
    const auto *array = value.if_array();
    const bool isEmpty = (object == nullptr || object->empty()) && (array == nullptr || array->empty());
    if (layout.isLine || isEmpty)
        return json::serialize(value);
    const std::string inner = indent + layout.unit;
    std::string lines;
    const auto add = [&](const std::string &line) {
        lines += (lines.empty() ? "" : ",") + std::string(layout.newline) + inner + line;
    };
    if (object != nullptr) {
        for (const auto &member : *object)
            add(quoted(member.key()) + ": " + written(member.value(), layout, inner));
    } else {
        for (const json::value &item : *array)
            add(written(item, layout, inner));
    }
    lines += std::string(layout.newline) + indent;
    return object != nullptr ? '{' + lines + '}' : '[' + lines + ']';
}

std::string named(std::string_view name, const std::string &value, const Layout &layout)
{
    return quoted(name) + (layout.isLine ? ":" : ": ") + value;
}

//! The blanks that the line of `at` begins with.
std::string indentOf(std::string_view text, std::size_t at)
{
    const std::size_t newline = at == 0 ? std::string_view::npos : text.find_last_of("\r\n", at - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::size_t end = std::min(text.find_first_not_of(" \t", begin), text.size());
    return std::string(text.substr(begin, end - begin));
}

bool hasNewline(std::string_view text, std::size_t begin, std::size_t end)
{
    return text.substr(begin, end - begin).find('\n') != std::string_view::npos;
}

//! Whether its members stand on lines of their own.
bool isTall(std::string_view text, const JsonObject &object)
{
    return !object.members.empty() && hasNewline(text, object.braces.begin, object.members.front().key.begin);
}

Layout layoutOf(std::string_view text, const JsonObject &root)
{
    Layout out{newlineOf(text), "  "};
    out.isLine = !root.members.empty() && !hasNewline(text, root.braces.begin, root.braces.end);
    if (isTall(text, root)) {
        const std::string indent = indentOf(text, root.members.front().key.begin);
        if (!indent.empty())
            out.unit = indent;
    }
    return out;
}

//! A text with the piece that is new in it: `lead` + member + `tail` for what stood from begin to end.
struct Piece {
    Span span;
    std::string lead, member, tail;
};

Edited inserted(std::string_view text, Piece piece)
{
    Edited out;
    out.text = std::string(text.substr(0, piece.span.begin)) + piece.lead + piece.member + piece.tail;
    out.text += text.substr(piece.span.end);
    out.undo = Undo{std::move(piece.lead), std::move(piece.tail),
                    std::string(text.substr(piece.span.begin, piece.span.end - piece.span.begin))};
    return out;
}

//! The place for one more member, without the member. \param indent of the members, set here
Piece placeIn(std::string_view text, std::string_view strict, const JsonObject &object, const Layout &layout,
              std::string *indent)
{
    const std::string newline(layout.newline);
    const std::size_t closing = object.braces.end - 1;
    if (object.members.empty()) {
        const std::string outer = indentOf(text, object.braces.begin);
        *indent = outer + layout.unit;
        if (layout.isLine)
            return {{closing, closing}, {}, {}, {}};
        const std::size_t begin = text.substr(0, closing).find_last_not_of(kBlanks) + 1;
        return {{begin, closing}, newline + *indent, {}, newline + outer};
    }
    const JsonMember &last = object.members.back();
    *indent = indentOf(text, last.key.begin);
    const Trivia after = triviaAfter(text, last.value.end);
    const bool hasComma = after.comma != std::string_view::npos;
    if (!isTall(text, object)) {
        const std::size_t at = hasComma ? after.comma + 1 : last.value.end;
        const bool isAiry = strict[object.members.front().key.end + 1] == ' ';
        return {{at, at}, std::string(hasComma ? "" : ",") + (isAiry ? " " : ""), {}, {}};
    }
    // a comment behind the last member stays with it
    std::string lead(text.substr(last.value.end, after.lineEnd - last.value.end));
    lead = (hasComma ? "" : ",") + lead + newline + *indent;
    return {{last.value.end, after.lineEnd}, std::move(lead), {}, {}};
}

} // namespace

Result<json::object> readJsonc(std::string_view text)
{
    const Result<std::string> strict = strictJson(text);
    if (!strict)
        return Error{ErrorCode::Conflict, "It is not valid JSON: " + strict.error().message + '.'};
    if (strict->find_first_not_of(kBlanks) == std::string::npos)
        return json::object();
    Result<json::value> root = parseJson(*strict);
    if (!root)
        return Error{ErrorCode::Conflict, "It is not valid JSON: " + root.error().message + '.'};
    if (!root->is_object())
        return Error{ErrorCode::Conflict, "It is JSON, but not an object."};
    return std::move(root->get_object());
}

Edited putJsonc(const EntryPlace &place, std::string_view text, const json::object &entry)
{
    const std::string strict = strictJson(text).value();
    const std::size_t top = strict.find('{');
    if (top == std::string::npos) { // a new file, or an empty one
        const Layout layout{"\n", "  "};
        const std::string lead = "{\n  " + quoted(place.group) + ": {\n    ";
        std::string mark(text.starts_with("\xef\xbb\xbf") ? text.substr(0, 3) : "");
        const std::string member = named(place.name, written(entry, layout, "    "), layout);
        return inserted(text, {{mark.size(), text.size()}, lead, member, "\n  }\n}\n"});
    }
    const JsonObject root = jsonObjectAt(strict, top);
    Layout layout = layoutOf(text, root);
    const JsonMember *group = root.find(place.group);
    std::string indent;
    if (group == nullptr) {
        Piece piece = placeIn(text, strict, root, layout, &indent);
        const std::string inner = indent + layout.unit;
        const std::string newline(layout.isLine ? "" : layout.newline);
        piece.lead += named(place.group, "{" + newline + (layout.isLine ? "" : inner), layout);
        piece.member = named(place.name, written(entry, layout, inner), layout);
        piece.tail = newline + (layout.isLine ? "" : indent) + '}' + piece.tail;
        return inserted(text, std::move(piece));
    }
    const JsonObject servers = jsonObjectAt(strict, group->value.begin);
    layout.isLine = layout.isLine || (!servers.members.empty() && !isTall(text, servers));
    if (const JsonMember *old = servers.find(place.name)) {
        const std::string value = written(entry, layout, indentOf(text, old->key.begin));
        return {std::string(text.substr(0, old->value.begin)) + value + std::string(text.substr(old->value.end)), {}};
    }
    Piece piece = placeIn(text, strict, servers, layout, &indent);
    piece.member = named(place.name, written(entry, layout, indent), layout);
    return inserted(text, std::move(piece));
}

std::string takeJsonc(const EntryPlace &place, std::string_view text)
{
    const std::string strict = strictJson(text).value();
    const JsonObject root = jsonObjectAt(strict, strict.find('{'));
    const JsonObject servers = jsonObjectAt(strict, root.find(place.group)->value.begin);
    const JsonMember *ours = servers.find(place.name);
    const Trivia after = triviaAfter(text, ours->value.end);
    const bool hasComma = after.comma != std::string_view::npos;
    const std::size_t end = hasComma ? after.comma + 1 : ours->value.end;
    std::string out(text);
    if (ours != &servers.members.back()) {
        const std::size_t next = std::min(text.find_first_not_of(kBlanks, end), text.size());
        return out.erase(ours->key.begin, next - ours->key.begin);
    }
    // its line goes with it, unless the newline is needed by a comment before it
    const std::size_t next = text.find_first_not_of(kBlanks, end);
    const std::size_t begin = hasNewline(text, end, next) ? text.find_last_not_of(kBlanks, ours->key.begin - 1) + 1
                                                          : ours->key.begin;
    out.erase(begin, end - begin);
    if (servers.members.size() > 1 && !hasComma)
        out.erase(triviaAfter(text, (ours - 1)->value.end).comma, 1);
    return out;
}

std::optional<std::string> undoJsonc(const EntryPlace &place, std::string_view text, const Undo &undo)
{
    const std::string strict = strictJson(text).value();
    const JsonObject root = jsonObjectAt(strict, strict.find('{'));
    const JsonObject servers = jsonObjectAt(strict, root.find(place.group)->value.begin);
    const JsonMember *ours = servers.find(place.name);
    return undone(text, ours->key.begin, ours->value.end, undo);
}

} // namespace hub
