// Actions as MCP tools, and outcomes as tool results. Pure functions.
#pragma once

#include "core/gateway/action_runner.h"
#include "core/mcp/param_style.h"

namespace hub {

//! One tool per action, in a fixed order. With several accounts of a connector, and none fixed by the caller, a tool takes
//! `account`: an enum of their names.
json::array toolsOf(const std::vector<CallableConnector> &callable, bool accountFixed,
                    ParamStyle style = ParamStyle::Nested);
//! One of them.
json::object toolOf(const CallableConnector &row, const Action &action, bool accountFixed, ParamStyle style);

//! What a model reads of a provider's answer. Errors of the provider are results that say so.
json::object toolResult(const ActionOutcome &outcome);
//! A text, and the same as data.
json::object structuredResult(json::object data);
json::object textResult(const std::string &text, bool isError);
//! An error that the model can act on.
json::object toolFailure(const Error &error);
//! The account must be connected first, or, with ScopeInsufficient, be given more rights.
json::object notConnected(const std::string &provider, const std::string &url, const std::string &expiresAt,
                          const Error &error);

//! A short text on what is connected, for the server's instructions.
std::string instructionsFor(const std::vector<CallableConnector> &callable);

} // namespace hub
