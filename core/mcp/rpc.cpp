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
    const json::value *result = object->if_contains("result");
    out.isError = object->contains("error");
    if (out.method.empty() && result == nullptr && !out.isError)
        return Error{ErrorCode::InvalidRequest, "The message names no method."};
    out.isRequest = !out.method.empty() && id != nullptr && !id->is_null();
    if (id != nullptr)
        out.id = *id;
    if (result != nullptr && result->is_object())
        out.result = result->get_object();
    const json::value *params = object->if_contains("params");
    if (params != nullptr && params->is_object())
        out.params = params->get_object();
    else if (params != nullptr && !params->is_null())
        return Error{ErrorCode::InvalidRequest, "params is an object."};
    return out;
}

std::string replyText(const json::value &id, const Reply &reply)
{
    if (reply.failure)
        return failureText(id, *reply.failure);
    if (!reply.raw)
        return R"({"jsonrpc":"2.0","id":)" + json::serialize(id) + R"(,"result":)" + json::serialize(reply.result)
            + '}';
    const auto [before, after] = aroundRaw(id, reply);
    return before + *reply.raw + after;
}

std::pair<std::string, std::string> aroundRaw(const json::value &id, const Reply &reply)
{
    std::string before = R"({"jsonrpc":"2.0","id":)" + json::serialize(id) + R"(,"result":)"
        + json::serialize(reply.result);
    before.pop_back();
    before += (reply.result.empty() ? "\"" : ",\"") + reply.rawName + "\":";
    return {std::move(before), "}}"};
}

std::string failureText(const json::value &id, const RpcFailure &failure)
{
    json::object error{{"code", static_cast<int>(failure.code)}, {"message", failure.message}};
    if (!failure.data.is_null())
        error["data"] = failure.data;
    return json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(error)}});
}

json::object rpcNotification(std::string_view method, json::object params)
{
    json::object out{{"jsonrpc", "2.0"}, {"method", json::string(method)}};
    if (!params.empty())
        out["params"] = std::move(params);
    return out;
}

} // namespace hub
