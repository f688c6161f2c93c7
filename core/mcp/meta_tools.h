// The five tools of ?tool-mode=search_execute: find, describe and call actions, list accounts, connect one.
#pragma once

#include "core/gateway/action_runner.h"
#include "core/mcp/param_style.h"

namespace hub {

bool isMetaTool(std::string_view name);
//! Their descriptions name what is connected: a model passes over a search that does not say what it finds.
json::array metaTools(const std::vector<CallableConnector> &rows);
//! hub_list_accounts.
json::object accountList(const std::vector<CallableConnector> &rows);
//! Whether arguments fit such a tool's schema. \errors SchemaViolation
Result<void> checkMetaArguments(std::string_view tool, const json::object &arguments);

} // namespace hub
