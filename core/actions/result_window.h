// What of a large result is given out at once, and where the rest begins.
#pragma once

#include "core/base/json.h"

#include <optional>

namespace hub {

struct ResultPart {
    json::value data;
    std::optional<std::size_t> rest; //!< how much to skip the next time; none when this was all
};

//! Leaves out what `skip` says was given before, and cuts at `limit` bytes of JSON: after whole items of the list, of
//! the longest list of an object, or else, where nothing of that kind is, inside the text.
//! \param limit bytes; 0 = no limit
ResultPart partOf(json::value data, std::size_t skip, std::size_t limit);

} // namespace hub
