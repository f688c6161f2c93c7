#include "core/agents/entry_edit.h"

namespace hub {
namespace {

Result<json::object> read(const EntryPlace &place, std::string_view text)
{
    Result<json::object> root = place.format == FileFormat::Jsonc ? readJsonc(text) : readToml(text);
    if (!root)
        return root;
    const json::value *group = root->if_contains(place.group);
    if (group != nullptr && !group->is_object())
        return Error{ErrorCode::Conflict, '"' + std::string(place.group) + "\" is not a list of servers in it."};
    return root;
}

std::optional<json::value> entryOf(const EntryPlace &place, const json::object &root)
{
    const json::value *group = root.if_contains(place.group);
    const json::value *entry = group == nullptr ? nullptr : group->get_object().if_contains(place.name);
    return entry == nullptr ? std::nullopt : std::optional(*entry);
}

//! All that is not ours. An empty group counts as none.
json::object othersOf(const EntryPlace &place, json::object root)
{
    if (json::value *group = root.if_contains(place.group)) {
        group->get_object().erase(place.name);
        if (group->get_object().empty())
            root.erase(place.group);
    }
    return root;
}

//! Whether the new text says the same as the old one, but for the entry, which is the wanted one (or gone).
bool holds(const EntryPlace &place, const json::object &before, std::string_view text, const json::object *entry)
{
    const Result<json::object> after = read(place, text);
    if (!after || othersOf(place, before) != othersOf(place, *after))
        return false;
    const std::optional<json::value> found = entryOf(place, *after);
    return entry == nullptr ? !found : found && *found == json::value(*entry);
}

Error cannotChange(const EntryPlace &place)
{
    return {ErrorCode::Conflict,
            "It is written in a form that can't be changed without touching the rest. Take \"" + std::string(place.name)
                + "\" out of \"" + std::string(place.group) + "\" by hand, or add it there."};
}

} // namespace

Result<std::optional<json::value>> entryIn(const EntryPlace &place, std::string_view text)
{
    const Result<json::object> root = read(place, text);
    if (!root)
        return root.error();
    return entryOf(place, *root);
}

Result<Edited> withEntry(const EntryPlace &place, std::string_view text, const json::object &entry)
{
    const Result<json::object> before = read(place, text);
    if (!before)
        return before.error();
    Edited out = place.format == FileFormat::Jsonc ? putJsonc(place, text, entry) : putToml(place, text, entry);
    if (!holds(place, *before, out.text, &entry))
        return cannotChange(place);
    return out;
}

Result<std::string> withoutEntry(const EntryPlace &place, std::string_view text, const std::optional<Undo> &undo)
{
    const Result<json::object> before = read(place, text);
    if (!before)
        return before.error();
    if (!entryOf(place, *before))
        return std::string(text);
    const bool isJson = place.format == FileFormat::Jsonc;
    if (undo) {
        std::optional<std::string> out = isJson ? undoJsonc(place, text, *undo) : undoToml(place, text, *undo);
        if (out && holds(place, *before, *out, nullptr))
            return std::move(*out);
    }
    std::string out = isJson ? takeJsonc(place, text) : takeToml(place, text);
    if (!holds(place, *before, out, nullptr))
        return cannotChange(place);
    return out;
}

std::string_view newlineOf(std::string_view text)
{
    const std::size_t first = text.find('\n');
    return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

std::optional<std::string> undone(std::string_view text, std::size_t begin, std::size_t end, const Undo &undo)
{
    if (!text.substr(0, begin).ends_with(undo.lead) || !text.substr(end).starts_with(undo.tail))
        return std::nullopt;
    std::string out(text.substr(0, begin - undo.lead.size()));
    out += undo.replaced;
    out += text.substr(end + undo.tail.size());
    return out;
}

} // namespace hub
