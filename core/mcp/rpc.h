// JSON-RPC 2.0 messages as MCP uses them: reading them, and the shapes of answers.
#pragma once

#include "core/base/json.h"

#include <memory>
#include <optional>
#include <string>

namespace hub {

enum class RpcCode {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    Internal = -32603,
    HeaderMismatch = -32020,
    MissingCapability = -32021,
    UnsupportedVersion = -32022
};

//! One message. A request has an id; whatever it is (clients send even {}), it is given back as it came.
struct RpcMessage {
    json::value id;
    bool isRequest = false; //!< else a notification or an answer
    std::string method;     //!< empty = an answer to a request of the hub's
    json::object params;
    json::object result;    //!< of an answer
    bool isError = false;   //!< of an answer
};

struct RpcFailure {
    RpcCode code = RpcCode::Internal;
    std::string message;
    json::value data = nullptr;
};

//! What a method answers: a failure, or a result. A large member may come as text that is serialized already.
struct Reply {
    Reply() = default;
    Reply(json::object members) : result(std::move(members)) {}          // NOLINT(google-explicit-constructor)
    Reply(RpcFailure refusal) : failure(std::move(refusal)) {}           // NOLINT(google-explicit-constructor)

    json::object result;
    std::string rawName; //!< of the member in raw; empty = none
    std::shared_ptr<const std::string> raw;
    std::optional<RpcFailure> failure;
};

//! \errors InvalidRequest (not a JSON-RPC 2.0 message)
Result<RpcMessage> readRpc(const json::value &message);
std::string replyText(const json::value &id, const Reply &reply);
//! The text of a reply with a raw member, before and after that member's own.
std::pair<std::string, std::string> aroundRaw(const json::value &id, const Reply &reply);
std::string failureText(const json::value &id, const RpcFailure &failure);
json::object rpcNotification(std::string_view method, json::object params);

} // namespace hub
