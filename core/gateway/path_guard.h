// Where a proxied path may lead: below the base, and to nothing that hands out credentials.
#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/template.h"

#include <string_view>

namespace hub {

//! Judges a path as received (no query): decoded once and its dots resolved, it must stay below the base. Percent-encoded
//! slashes are data. The bytes that go upstream are the bytes judged.
//! \errors InvalidRequest (leaves the base, "//", %00, raw backslash, bad escape, invalid UTF-8)
Result<void> checkProxiedPath(std::string_view path);

//! Whether the URL is one of the connector's own OAuth endpoints, which are the hub's to call.
bool isCredentialEndpoint(const Connector &connector, std::string_view url, const Lookup &values);

//! The action that a method and a path (below the base, no query) belong to, or null.
const Action *matchAction(const Connector &connector, std::string_view method, std::string_view path);

//! GET and HEAD read, DELETE deletes, all else writes.
Effect effectOf(std::string_view method);

} // namespace hub
