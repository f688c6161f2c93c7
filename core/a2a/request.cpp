#include "core/a2a/request.h"

#include "core/base/encoding.h"

namespace hub::a2a {

Result<std::optional<Dialect>> versionOf(const Headers &headers)
{
    const std::string version(trim(headers.value("a2a-version")));
    if (version.empty())
        return std::optional<Dialect>();
    if (version == "1.0" || version.starts_with("1.0."))
        return std::optional<Dialect>(Dialect::V1);
    if (version == "0.3" || version.starts_with("0.3."))
        return std::optional<Dialect>(Dialect::V03);
    return Error{ErrorCode::NotSupported, "This version of A2A is not served; 1.0 and 0.3 are."};
}

std::variant<RpcCall, Failure> readRpcCall(const json::value &message)
{
    const json::object *object = message.if_object();
    if (object == nullptr || stringOf(*object, "jsonrpc") != "2.0")
        return Failure{Code::InvalidRequest, "A JSON-RPC 2.0 request is expected, one at a time."};
    RpcCall out;
    out.method = stringOf(*object, "method");
    const json::value *id = object->if_contains("id");
    if (out.method.empty() || id == nullptr || !(id->is_string() || id->is_number()))
        return Failure{Code::InvalidRequest, "A request has a method, and an id that is a text or a number."};
    out.id = *id;
    const json::value *params = object->if_contains("params");
    if (params != nullptr && params->is_object())
        out.params = params->get_object();
    else if (params != nullptr && !params->is_null())
        return Failure{Code::InvalidRequest, "params is an object."};
    return out;
}

json::object rpcAnswer(const json::value &id, const Reply &reply)
{
    json::object out{{"jsonrpc", "2.0"}, {"id", id}};
    if (const auto *failure = std::get_if<Failure>(&reply))
        out["error"] = rpcErrorOf(*failure);
    else
        out["result"] = std::get<json::object>(reply);
    return out;
}

ResponseHead answerHead(int status, const std::string &requestId)
{
    ResponseHead head{status,
                      {{"Content-Type", "application/json"},
                       {"Cache-Control", "no-store"},
                       {"X-Content-Type-Options", "nosniff"},
                       {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
                       {"Referrer-Policy", "no-referrer"},
                       {"x-request-id", requestId}}};
    if (status < 400)
        return head;
    const ErrorCode code = status == 404 ? ErrorCode::NotFound
        : status == 413                  ? ErrorCode::TooLarge
        : status == 415                  ? ErrorCode::UnsupportedMediaType
        : status == 503                  ? ErrorCode::Overloaded
        : status >= 500                  ? ErrorCode::Internal
                                         : ErrorCode::InvalidRequest;
    head.headers.add("x-connect-hub-error", std::string(wireName(code)));
    if (status == 503)
        head.headers.add("Retry-After", "1");
    return head;
}

} // namespace hub::a2a
