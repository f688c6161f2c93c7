// Entries of a placement or of parameters that are not sent: an optional field is empty, a value is not learnt yet.
#pragma once

#include "core/connectors/connector.h"
#include "core/connectors/template.h"

namespace hub {

//! Whether an entry that can't be filled in is left out instead: it uses an optional input or field without a value, or a
//! value that a later call learns.
bool isLeftOut(std::string_view text, const Connector &connector, const AuthMethod &method, const Lookup &values);

} // namespace hub
