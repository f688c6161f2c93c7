// Which hosts a connector's calls may go to.
#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/template.h"

namespace hub {

//! The base URL with its values filled in, without a trailing slash.
//! Refused when its host is outside the connector's hosts or it is not https (plain http only for localHosts).
//! \errors InvalidRequest
Result<std::string> baseUrlOf(const Connector &connector, const Lookup &values);
//! Whether an absolute URL's origin is one of the connector's hosts (`*.example.com` matches any label chain).
bool isOwnHost(const Connector &connector, std::string_view url, const Lookup &values);
//! Whether host:port is one of the connector's allowed local literals.
bool isAllowedLocal(const Connector &connector, std::string_view host, std::uint16_t port);

} // namespace hub
