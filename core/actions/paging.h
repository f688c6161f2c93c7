// Pages: a provider's way to the next page becomes one opaque cursor.
#pragma once

#include "core/actions/action_request.h"

#include <optional>

namespace hub {

//! Where a call goes on: the provider's own value for the next page, and how much of that page was given out already.
struct Cursor {
    json::value page;     //!< null = the first page
    std::size_t skip = 0; //!< items, or bytes of a text, to leave out

    friend bool operator==(const Cursor &, const Cursor &) = default;
};

//! Safe in a URL; says nothing to its reader.
std::string writeCursor(const Cursor &cursor);
//! \errors InvalidRequest
Result<Cursor> readCursor(std::string_view text);

//! How the answers of one action are paged: the connector's `pagination`, where the action takes its parameter.
struct Paging {
    enum class Style { Cursor, Page, Offset, Link } style = Style::Cursor;
    std::string parameter; //!< of the query, or of the body
    bool inBody = false, isNumber = false;
    std::string response; //!< JSON pointer: the next cursor, or for Page and Offset the list
    std::int64_t first = 1; //!< the number of the first page, for Page
};
std::optional<Paging> pagingOf(const Connector &connector, const Action &action);

//! Puts the cursor's page into the arguments.
void goTo(const Paging &paging, const Cursor &cursor, ActionArguments &arguments);
//! The provider's value for the page after this answer; null at the end.
json::value nextPage(const Paging &paging, const ActionArguments &arguments, const Headers &headers,
                     const json::value &answer);

} // namespace hub
