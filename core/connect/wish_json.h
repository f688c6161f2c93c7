// A wish as the store keeps it.
#pragma once

#include "core/connect/connect_service.h"

namespace hub {

std::string wishData(const ConnectWish &wish);
ConnectWish wishFrom(std::string_view data);

} // namespace hub
