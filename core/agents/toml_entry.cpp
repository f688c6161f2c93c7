// Entries as tables of TOML. toml++ reads it and tells the lines; only our lines are written.
#include "core/agents/entry_edit.h"

// Its assertions (or assumptions) stand before checks that answer with an error: a broken file must end in the latter.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(condition) static_assert(true)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <map>
#include <sstream>

namespace hub {
namespace {

//! From a table's bracket to the end of its last line.
struct Block {
    std::size_t begin = 0, end = 0;
};

json::value jsonOf(const toml::node &node)
{
    if (const auto *table = node.as_table()) {
        json::object out;
        for (const auto &[key, value] : *table)
            out[key.str()] = jsonOf(value);
        return out;
    }
    if (const auto *array = node.as_array()) {
        json::array out;
        for (const toml::node &item : *array)
            out.push_back(jsonOf(item));
        return out;
    }
    if (const auto *text = node.as_string())
        return json::string(text->get());
    if (const auto *flag = node.as_boolean())
        return flag->get();
    if (const auto *number = node.as_integer())
        return number->get();
    std::ostringstream text; // to be compared only: times, and floats with their infinities
    node.visit([&text](const auto &value) { text << value; });
    return json::string(std::move(text).str());
}

std::vector<std::size_t> lineStarts(std::string_view text)
{
    std::vector<std::size_t> out{0};
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        out.push_back(at + 1);
    return out;
}

//! Finds the blocks of one table: its own, and those of the tables in it.
class BlockFinder {
public:
    explicit BlockFinder(std::string_view text) : m_text(text), m_lines(lineStarts(text)) {}

    std::vector<Block> blocksOf(const toml::node &node)
    {
        walk(node, 0);
        std::vector<Block> out;
        for (const auto &[first, last] : m_found) {
            const std::size_t end = last < m_lines.size() ? m_lines[last] : m_text.size();
            const std::size_t cut = m_text.substr(0, end).find_last_not_of("\r\n") + 1;
            out.push_back({bracket(first), cut});
        }
        return out;
    }

private:
    std::size_t bracket(std::size_t line) const
    {
        return std::min(m_text.find_first_not_of(" \t", m_lines[line - 1]), m_text.size());
    }
    bool hasHeader(const toml::node &node) const
    {
        const std::size_t line = node.source().begin.line;
        const bool isInline = node.is_table() && node.as_table()->is_inline();
        return node.is_table() && !isInline && m_text.substr(bracket(line), 1) == "[";
    }
    //! \param header the line of the header that the node stands below; 0 = none of ours
    void walk(const toml::node &node, std::size_t header)
    {
        if (hasHeader(node))
            header = node.source().begin.line;
        if (header > 0) {
            std::size_t &last = m_found[header];
            last = std::max<std::size_t>(last, node.source().end.line);
        }
        if (const auto *table = node.as_table()) {
            for (const auto &[key, value] : *table)
                walk(value, header);
        } else if (const auto *array = node.as_array(); array != nullptr && array->is_array_of_tables()) {
            for (const toml::node &item : *array)
                walk(item, header);
        }
    }

    std::string_view m_text;
    std::vector<std::size_t> m_lines;
    std::map<std::size_t, std::size_t> m_found; // first line to last line
};

//! Of a text that readToml has read.
std::vector<Block> blocksOf(const EntryPlace &place, std::string_view text)
{
    const toml::parse_result parsed = toml::parse(text);
    const toml::node_view<const toml::node> entry = parsed.table()[place.group][place.name];
    return entry ? BlockFinder(text).blocksOf(*entry.node()) : std::vector<Block>();
}

std::string blockText(const EntryPlace &place, const json::object &entry, std::string_view newline)
{
    std::string out = '[' + std::string(place.group) + '.' + std::string(place.name) + ']';
    for (const auto &member : entry) {
        out += std::string(newline) + std::string(member.key()) + " = ";
        if (const auto *table = member.value().if_object()) {
            std::string inside;
            for (const auto &each : *table)
                inside += (inside.empty() ? " " : ", ") + json::serialize(json::string(each.key())) + " = "
                    + json::serialize(each.value());
            out += '{' + inside + " }";
        } else {
            out += json::serialize(member.value());
        }
    }
    return out;
}

//! With its lines, and with the empty one before it where another one follows, or nothing.
void erase(std::string *text, const Block &block)
{
    const std::size_t lineBegin = block.begin == 0 ? 0 : text->rfind('\n', block.begin - 1) + 1;
    const std::size_t newline = text->find('\n', block.end);
    text->erase(lineBegin, newline == std::string::npos ? newline : newline + 1 - lineBegin);
    const std::string_view before = std::string_view(*text).substr(0, lineBegin);
    const std::string_view after = std::string_view(*text).substr(lineBegin);
    if (!after.empty() && !after.starts_with('\n') && !after.starts_with("\r\n"))
        return;
    if (before.ends_with("\n\n"))
        text->erase(lineBegin - 1, 1);
    else if (before.ends_with("\n\r\n"))
        text->erase(lineBegin - 2, 2);
}

} // namespace

Result<json::object> readToml(std::string_view text)
{
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        const toml::parse_error &error = parsed.error();
        return Error{ErrorCode::Conflict,
                     "It is not valid TOML: line " + std::to_string(error.source().begin.line) + ": "
                         + std::string(error.description()) + '.'};
    }
    return jsonOf(parsed.table()).get_object();
}

Edited putToml(const EntryPlace &place, std::string_view text, const json::object &entry)
{
    const std::string newline(newlineOf(text));
    const std::string block = blockText(place, entry, newline);
    std::string out(text);
    const std::vector<Block> old = blocksOf(place, text);
    if (!old.empty()) {
        for (std::size_t i = old.size() - 1; i > 0; --i)
            erase(&out, old[i]);
        out.replace(old[0].begin, old[0].end - old[0].begin, block);
        return {std::move(out), {}};
    }
    std::string lead = text.empty() ? "" : newline;
    if (!text.empty() && !text.ends_with('\n'))
        lead += newline;
    out += lead + block + newline;
    return {std::move(out), Undo{std::move(lead), newline, {}}};
}

std::string takeToml(const EntryPlace &place, std::string_view text)
{
    std::string out(text);
    const std::vector<Block> blocks = blocksOf(place, text);
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block)
        erase(&out, *block);
    return out;
}

std::optional<std::string> undoToml(const EntryPlace &place, std::string_view text, const Undo &undo)
{
    const std::vector<Block> blocks = blocksOf(place, text);
    return blocks.size() == 1 ? undone(text, blocks[0].begin, blocks[0].end, undo) : std::nullopt;
}

} // namespace hub
