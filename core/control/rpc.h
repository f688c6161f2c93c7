// JSON-RPC 2.0 as lines: reading a request, writing answers and events. Pure.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub::control {

//! What one line said. With a problem only `id` and `wantsAnswer` hold.
struct RpcRequest {
    json::value id;
    bool wantsAnswer = true; //!< false for a notification: a request without an id
    std::string method;
    json::object params;
    std::optional<Error> problem;
};

RpcRequest readRequest(std::string_view line);

//! Each ends with the one newline it holds.
std::string resultLine(const json::value &id, json::object result);
//! `code` is the HTTP status, data.error_code the contract's errorCode.
std::string errorLine(const json::value &id, const Error &error);
std::string eventLine(std::string_view type, json::object params);

} // namespace hub::control
