// An action and its arguments become a request, and the answer becomes a result.
#pragma once

#include "core/connectors/connector.h"
#include "core/http/message.h"

namespace hub {

struct ActionArguments {
    json::object path, query, headers, body;
    std::string next; //!< the cursor of an earlier answer (paging.h); empty = from the start
};

//! Flat arguments (MCP's flat style) or nested ones ({path,query,headers,body}), told apart by the action's parameters.
//! \errors SchemaViolation
Result<ActionArguments> argumentsFrom(const Action &action, const json::object &arguments);

//! What goes below the connector's base URL.
struct ActionRequest {
    std::string method;
    std::string target; //!< path and query, encoded
    Headers headers; //!< content-type when there is a body
    std::string body;
};
//! Checks each argument against its JSON Schema, and fills in what the connector's file fixes (a schema with `const`).
//! A fixed Content-Type header says how the body is encoded (body_encoding.h).
//! \errors SchemaViolation: `field` names the argument ("query/limit"), the message what was expected, near names for unknown ones
Result<ActionRequest> toRequest(const Action &action, const ActionArguments &arguments);

//! Adds the pairs to a target: lists repeat their name, objects go as JSON.
void addQuery(std::string &target, const json::object &query);

//! The JSON Schema of the whole input: {type:object, properties:{path:{…},query:{…},…}, additionalProperties:false}.
//! Fixed parameters are not in it.
json::object inputSchema(const Action &action);

//! Applies result.pick; `data` is an object, an array of objects, or null (primitives are wrapped as {"value": …}).
json::value toData(const Action &action, const json::value &answer);

} // namespace hub
