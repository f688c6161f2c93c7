// JSON-RPC 2.0 messages as MCP uses them: reading them, and the shapes of answers.
#pragma once

#include "core/base/json.h"

#include <string>

namespace hub {

enum class RpcCode {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    Internal = -32603
};

//! One message. A request has an id; whatever it is (clients send even {}), it is given back as it came.
struct RpcMessage {
    json::value id;
    bool isRequest = false; //!< else a notification, or an answer to a request that was never sent
    std::string method;
    json::object params;
};

//! \errors InvalidRequest (not a JSON-RPC 2.0 message)
Result<RpcMessage> readRpc(const json::value &message);
json::object rpcResult(const json::value &id, json::value result);
json::object rpcError(const json::value &id, RpcCode code, const std::string &message, json::value data = nullptr);

} // namespace hub
