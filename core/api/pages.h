// The hub's own web pages, from the program's resources, with what changes filled in and escaped.
#pragma once

#include "core/api/context.h"

#include <string>
#include <string_view>

namespace hub {

//! A resource's bytes (":/pages/…"), read once at start. \errors NotFound
Result<std::string> resourceText(const std::string &name);
std::string htmlEscaped(std::string_view text);

//! Head of a page: strict CSP, framed by nobody but the origins that the person listed, no referrer.
ResponseHead pageHead(int status, const ApiContext &context);

struct PageText {
    bool ok = false;
    std::string title, text;
    std::optional<ErrorCode> error = {}; //!< for programs, in a header
    std::string next = {}, nextText = {}; //!< where to go on; empty = nowhere
};
//! The page that ends a visit: callback.html with its words filled in, and the error's name beside them.
Task<void> answerPage(const ApiContext *context, int status, const PageText *text);

} // namespace hub
