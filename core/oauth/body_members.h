// Puts members into a body without touching its other bytes. Pure.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

//! What the body already holds under a member's name is replaced.
//! \param body a JSON object, or a form where the content type says so
//! \errors InvalidRequest (JSON that is no object), UnsupportedMediaType (any other kind of body)
Result<std::string> withMembers(std::string body, std::string_view contentType,
                                const std::vector<std::pair<std::string, std::string>> &members);

} // namespace hub
