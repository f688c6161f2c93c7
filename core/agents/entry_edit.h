// One entry put into a client's file, or taken out of it, as an edit of its text: the rest stays to the byte. Pure.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

enum class FileFormat { Jsonc, Toml };

//! Where an entry stands: `group` at the top, `name` in it.
struct EntryPlace {
    FileFormat format = FileFormat::Jsonc;
    std::string_view group, name;
};

//! What surrounds an entry that was put in, so that taking it out gives back the very bytes. Never a part of the entry.
struct Undo {
    std::string lead, tail; //!< stood new before and behind it
    std::string replaced; //!< stood there instead of all three
    friend bool operator==(const Undo &, const Undo &) = default;
};

struct Edited {
    std::string text;
    std::optional<Undo> undo; //!< none when an entry of that name was there before
};

//! \errors Conflict: not a file of that format, or not of the expected build; says why
Result<std::optional<json::value>> entryIn(const EntryPlace &place, std::string_view text);

//! Puts the entry in, or puts its value in the place of the one that is there. What comes out was read again: it holds the
//! entry and everything that was there before. \errors Conflict
Result<Edited> withEntry(const EntryPlace &place, std::string_view text, const json::object &entry);

//! Takes the entry out; no entry, no change. \errors Conflict
Result<std::string> withoutEntry(const EntryPlace &place, std::string_view text, const std::optional<Undo> &undo);

//! "\r\n" where the text's first line ends so.
std::string_view newlineOf(std::string_view text);

//! The formats behind it. Their edits are checked by the functions above.
Result<json::object> readJsonc(std::string_view text);
Edited putJsonc(const EntryPlace &place, std::string_view text, const json::object &entry);
std::string takeJsonc(const EntryPlace &place, std::string_view text);
std::optional<std::string> undoJsonc(const EntryPlace &place, std::string_view text, const Undo &undo);

Result<json::object> readToml(std::string_view text);
Edited putToml(const EntryPlace &place, std::string_view text, const json::object &entry);
std::string takeToml(const EntryPlace &place, std::string_view text);
std::optional<std::string> undoToml(const EntryPlace &place, std::string_view text, const Undo &undo);

//! What both use: the text between lead and tail goes with them, when they stand around it.
std::optional<std::string> undone(std::string_view text, std::size_t begin, std::size_t end, const Undo &undo);

} // namespace hub
