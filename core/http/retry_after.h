// When a server asks to be called again.
#pragma once

#include "core/base/clock.h"
#include "core/http/message.h"

#include <optional>

namespace hub {

//! Seconds, a date (RFC 9110 section 10.2.3), or, in a header of its own, seconds since 1970.
//! \param ownHeader a connector's `retry_after_header`; may be empty
std::optional<std::chrono::seconds> retryAfter(const Headers &headers, const std::string &ownHeader, WallTime now);

//! "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string toHttpDate(WallTime time);

} // namespace hub
