// Entries of a placement or of parameters that are not sent, because an optional field is empty.
#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/template.h"

namespace hub {

//! Whether an entry that can't be filled in is left out instead: it uses an optional input or field without a value.
bool isLeftOut(std::string_view text, const Connector &connector, const AuthMethod &method, const Lookup &values);

} // namespace hub
