// What a message asks for: one action, or something that the hub can only answer with what there is.
#pragma once

#include "core/a2a/model.h"
#include "core/actions/action_request.h"

namespace hub::a2a {

//! A message, read.
struct Said {
    std::optional<json::object> order; //!< the data part, or the text that is JSON
    std::string text;                  //!< what else is said, in one
    std::size_t orders = 0;            //!< how many there were
    bool onlyFiles = false;            //!< nothing that the hub reads
};
Said readSaid(const Message &message);

struct Order {
    std::string action;
    std::string account; //!< id or alias; may be empty
    ActionArguments arguments;
};
//! {"action", "account_id"?, "path"?, "query"?, "headers"?, "body"?, "next"?}.
//! \errors SchemaViolation (field)
Result<Order> readOrder(const json::object &order);

//! A later message without an action adds to what is already known of the order.
json::object mergedOrder(json::object known, const json::object &more);

} // namespace hub::a2a
