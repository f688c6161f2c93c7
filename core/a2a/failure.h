// The errors of A2A, and how both bindings write them.
#pragma once

#include "core/base/json.h"

#include <string>
#include <variant>

namespace hub::a2a {

//! The codes of JSON-RPC and of A2A; the list is closed.
enum class Code {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    Internal = -32603,
    TaskNotFound = -32001,
    TaskNotCancelable = -32002,
    PushNotSupported = -32003,
    UnsupportedOperation = -32004,
    ContentTypeNotSupported = -32005,
    VersionNotSupported = -32009,
};

struct Failure {
    Code code = Code::Internal;
    std::string message;
    json::object metadata = {}; //!< strings; of google.rpc.ErrorInfo
    int httpStatus = 0;         //!< where it is not the code's
};

//! What an operation comes to.
using Reply = std::variant<json::object, Failure>;

//! {code, message, data: [google.rpc.ErrorInfo]}: JSON-RPC's error, and version 0.3's over HTTP.
json::object rpcErrorOf(const Failure &failure);
//! {error: {code, status, message, details}}: version 1.0 over HTTP.
json::object restErrorOf(const Failure &failure);
//! Of HTTP+JSON. JSON-RPC answers 200, but for what is no request at all.
int httpStatusOf(Code code);

} // namespace hub::a2a
