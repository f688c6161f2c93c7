// Which version and operation a request means, and the heads of answers. Pure functions.
#pragma once

#include "core/a2a/failure.h"
#include "core/a2a/wire.h"
#include "core/http/message.h"

namespace hub::a2a {

//! A2A-Version: "1.0" and "0.3", patch numbers do not count. \return none = absent
//! \errors NotSupported
Result<std::optional<Dialect>> versionOf(const Headers &headers);

//! A JSON-RPC 2.0 request.
struct RpcCall {
    json::value id;
    std::string method;
    json::object params;
};
std::variant<RpcCall, Failure> readRpcCall(const json::value &message);

json::object rpcAnswer(const json::value &id, const Reply &reply);

//! What every answer carries. \param status from 400 on it says that the error is the hub's own
ResponseHead answerHead(int status, const std::string &requestId);

} // namespace hub::a2a
