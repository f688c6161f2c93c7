// The agent card: what the hub is and offers, for everybody and for one key. Pure functions.
#pragma once

#include "core/gateway/action_runner.h"

namespace hub::a2a {

//! Names the form of the data part that runs an action.
inline constexpr std::string_view kActionExtension = "urn:connect-hub:a2a:action:1";

enum class CardForm {
    V1,     //!< strictly 1.0
    Hybrid, //!< 1.0 and 0.3 in one, for readers that say no version
};

//! \param url "http://127.0.0.1:7423"
json::object agentCard(const std::string &version, const std::string &url, CardForm form, json::array skills);

//! One per connector, whether anybody has connected it or not.
json::array publicSkills(const std::vector<SummaryPointer> &connectors);
//! One per action that the caller may call.
json::array extendedSkills(const std::vector<CallableConnector> &callable);

//! The smallest order that the action takes.
json::object exampleOrder(const Action &action, const std::string &account);

} // namespace hub::a2a
