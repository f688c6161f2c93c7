// Text that a person reads one way and a model another: signs that can't be seen, or that turn the reading direction.
#include "core/connectors/loader.h"

#include <array>

namespace hub {
namespace {

struct Range {
    char32_t first, last;
};
// zero-width and direction marks, embeddings, invisible operators, isolates, the byte order mark, tags
constexpr std::array<Range, 6> kHidden{
    {{0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE007F}}};

bool isHidden(char32_t sign)
{
    return std::any_of(kHidden.begin(), kHidden.end(),
                       [&](const Range &range) { return sign >= range.first && sign <= range.last; });
}

bool isControl(char32_t sign)
{
    return sign < 0x20 || (sign >= 0x7F && sign <= 0x9F);
}

//! The first sign that is refused. The text is valid UTF-8: the parser saw to it.
std::optional<char32_t> refusedIn(std::string_view text, bool controlToo)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t sign = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            sign = (sign << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        if (isHidden(sign) || (controlToo && isControl(sign)))
            return sign;
        i += length;
    }
    return std::nullopt;
}

//! Members that people and models read. Others may hold a line break: a text that is signed, say.
bool isRead(std::string_view member)
{
    static constexpr std::array<std::string_view, 9> names{"name",    "label",      "title",   "description", "help",
                                                           "example", "categories", "aliases", "options"};
    return std::find(names.begin(), names.end(), member) != names.end();
}

std::string hexOf(char32_t sign)
{
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%04X", static_cast<unsigned>(sign));
    return text.data();
}

void walk(const json::value &value, const std::string &pointer, bool controlToo, std::vector<Error> *out)
{
    const auto judge = [&](std::string_view text, const std::string &place, bool control) {
        if (const std::optional<char32_t> sign = refusedIn(text, control))
            out->push_back({ErrorCode::SchemaViolation, "holds the hidden or control character U+" + hexOf(*sign),
                            place});
    };
    if (const json::string *text = value.if_string()) {
        judge({text->data(), text->size()}, pointer, controlToo);
    } else if (const json::array *list = value.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            walk((*list)[i], pointer + '/' + std::to_string(i), controlToo, out);
    } else if (const json::object *object = value.if_object()) {
        for (const auto &member : *object) {
            judge(std::string(member.key()), pointer, true);
            walk(member.value(), pointer + '/' + std::string(member.key()), isRead(member.key()), out);
        }
    }
}

} // namespace

std::vector<Error> hiddenSigns(const json::value &document)
{
    std::vector<Error> out;
    walk(document, {}, false, &out);
    return out;
}

} // namespace hub
