// Where things stand in JSON with comments, so that a file can be changed without writing the rest of it anew. Pure.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct Span {
    std::size_t begin = 0, end = 0;
    friend bool operator==(const Span &, const Span &) = default;
};

//! Comments, trailing commas and a byte order mark become blanks: strict JSON in which each offset means what it meant.
//! A text of nothing but blanks stays one. \errors InvalidRequest (a comment without end)
Result<std::string> strictJson(std::string_view text);

struct JsonMember {
    std::string name; //!< decoded
    Span key, value; //!< both with their quotes and brackets
};
struct JsonObject {
    Span braces;
    std::vector<JsonMember> members;
    const JsonMember *find(std::string_view name) const;
};

//! \param strict a text that parseJson takes \param at of its opening brace
JsonObject jsonObjectAt(std::string_view strict, std::size_t at);

//! What stands between a value and the next token: blanks, comments, and the comma that strictJson has blanked.
struct Trivia {
    std::size_t lineEnd = 0; //!< behind the comma and what comments the same line; blanks at its end left out
    std::size_t comma = std::string_view::npos;
};
Trivia triviaAfter(std::string_view text, std::size_t at);

} // namespace hub
