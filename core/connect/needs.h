// What a person needs before connecting, so that the list of providers can say it.
#pragma once

#include "core/connectors/connector.h"
#include "core/oauth/profile_store.h"

namespace hub {

//! "none", "key" (something from the provider to paste), or "app" (an OAuth app of their own): of the way that needs least.
std::string_view needsOf(const Connector &connector, const ProfileStore &profiles);

} // namespace hub
