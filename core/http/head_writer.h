// Heads as bytes on the wire.
#pragma once

#include "core/http/message.h"

#include <string>

namespace hub {

//! Status line and fields, without the closing blank line.
std::string headBytes(const ResponseHead &head);
std::string headBytes(const RequestHead &head);

} // namespace hub
