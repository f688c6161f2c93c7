// Accounts, sessions and connectors in the shapes that StackOne's clients read.
#pragma once

#include "core/api/services.h"

namespace hub {

json::object accountJson(const Account &account, const Catalogue &catalogue);
//! The body's `type`: production (also where none is said) or test, in any case. \errors SchemaViolation
Result<std::string> accountTypeIn(const json::object &body);
//! What a caller says about an account and its owner ends up in lists, logs and windows. \errors InvalidRequest (A22)
Result<void> checkPlainTexts(const json::object &body);
//! A member of another type is refused, not passed over as if it were not there; null is. \errors SchemaViolation
Result<void> checkStrings(const json::object &body, std::initializer_list<const char *> names);
//! \param pictures whether `resources` is wanted
json::object connectorMetaJson(const ConnectorSummary &connector, bool pictures);
//! The connector's mark as a data URI: a page that shows it asks nobody else for it.
std::string logoOf(const std::string &key, const std::string &name);
//! StackOne's category: the first of the connector's that is one of its closed list, else "stackone".
std::string categoryOf(const ConnectorSummary &connector);
//! Whether it is one of that list, or of a connector's own.
bool isCategory(const std::string &name, const Catalogue &catalogue);

} // namespace hub
