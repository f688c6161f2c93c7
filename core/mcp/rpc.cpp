#include "core/mcp/rpc.h"

namespace hub {

Result<RpcMessage> readRpc(const json::value &message)
{
    const json::object *object = message.if_object();
    if (object == nullptr || stringOf(*object, "jsonrpc") != "2.0")
        return Error{ErrorCode::InvalidRequest, "A JSON-RPC 2.0 message is expected."};
    RpcMessage out;
    out.method = stringOf(*object, "method");
    const json::value *id = object->if_contains("id");
    const bool answers = object->contains("result") || object->contains("error");
    if (out.method.empty() && !answers)
        return Error{ErrorCode::InvalidRequest, "The message names no method."};
    out.isRequest = !out.method.empty() && id != nullptr && !id->is_null();
    if (id != nullptr)
        out.id = *id;
    const json::value *params = object->if_contains("params");
    if (params != nullptr && params->is_object())
        out.params = params->get_object();
    else if (params != nullptr && !params->is_null())
        return Error{ErrorCode::InvalidRequest, "params is an object."};
    return out;
}

json::object rpcResult(const json::value &id, json::value result)
{
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

json::object rpcError(const json::value &id, RpcCode code, const std::string &message, json::value data)
{
    json::object error{{"code", static_cast<int>(code)}, {"message", message}};
    if (!data.is_null())
        error["data"] = std::move(data);
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(error)}};
}

} // namespace hub
