// A request's head, judged by its bytes before it is parsed: what proxies and servers read differently is refused.
#pragma once

#include "core/base/result.h"

#include <string_view>

namespace hub {

//! \param head whole, with its closing blank line
//! \errors InvalidRequest (RFC 9112 sections 2.2, 3.2, 5, 6), UriTooLong, HeadersTooLarge, NotSupported (CONNECT, TRACE, coding, version)
Result<void> checkRequestHead(std::string_view head, std::size_t uriBytes, std::size_t headerLines);

} // namespace hub
