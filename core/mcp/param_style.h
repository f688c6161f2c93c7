// How an action's parameters are laid out for a model: by place, or flat. Pure functions.
#pragma once

#include "core/actions/action_request.h"

#include <optional>

namespace hub {

enum class ParamStyle {
    Nested,       //!< {"path":{"id":1},"query":{"limit":5}}
    FlatPrefixed, //!< {"path_id":1,"query_limit":5}
    FlatSmart,    //!< {"id":1,"limit":5}; prefixed only where two places share a name
};

std::optional<ParamStyle> paramStyleFrom(std::string_view name); //!< nested, flat_prefixed, flat_smart

//! The input schema in that style; an action that stands for any request stays nested.
json::object styledSchema(const Action &action, ParamStyle style);
//! The other way round. What the style does not name is read as argumentsFrom() reads it.
//! \errors SchemaViolation
Result<ActionArguments> styledArguments(const Action &action, ParamStyle style, const json::object &arguments);

} // namespace hub
