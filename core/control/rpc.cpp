#include "core/control/rpc.h"

namespace hub::control {
namespace {

constexpr std::string_view kVersion = "2.0";

std::optional<Error> problemOf(const json::object &message)
{
    if (stringOf(message, "jsonrpc") != kVersion)
        return Error{ErrorCode::InvalidRequest, "\"jsonrpc\" must be \"2.0\"."};
    const json::value *id = message.if_contains("id");
    if (id != nullptr && !id->is_string() && !id->is_number() && !id->is_null())
        return Error{ErrorCode::InvalidRequest, "\"id\" must be a string or a number."};
    if (stringOf(message, "method").empty())
        return Error{ErrorCode::InvalidRequest, "\"method\" is missing."};
    const json::value *params = message.if_contains("params");
    if (params != nullptr && !params->is_object())
        return Error{ErrorCode::InvalidRequest, "\"params\" must be an object."};
    return std::nullopt;
}

std::string line(const json::object &message)
{
    std::string text = json::serialize(message);
    text += '\n';
    return text;
}

json::object envelope(const json::value &id)
{
    json::object message;
    message["jsonrpc"] = kVersion;
    message["id"] = id;
    return message;
}

json::object dataOf(const Error &error)
{
    json::object data;
    data["error_code"] = wireName(error.code);
    if (!error.field.empty())
        data["field"] = error.field;
    if (!error.choices.empty())
        data["choices"] = json::value_from(error.choices);
    if (!error.authLinkUrl.empty())
        data["auth_link_url"] = error.authLinkUrl;
    if (error.retryAfter)
        data["retry_after_s"] = error.retryAfter->count();
    return data;
}

} // namespace

RpcRequest readRequest(std::string_view text)
{
    RpcRequest request;
    Result<json::object> message = parseObject(text);
    if (!message) {
        request.problem = message.error();
        return request;
    }
    request.problem = problemOf(*message);
    const json::value *id = message->if_contains("id");
    if (id != nullptr && (id->is_string() || id->is_number()))
        request.id = *id;
    request.wantsAnswer = id != nullptr || request.problem.has_value();
    if (request.problem)
        return request;
    request.method = stringOf(*message, "method");
    if (json::value *params = message->if_contains("params"))
        request.params = std::move(params->get_object());
    return request;
}

std::string resultLine(const json::value &id, json::object result)
{
    json::object message = envelope(id);
    message["result"] = std::move(result);
    return line(message);
}

std::string errorLine(const json::value &id, const Error &error)
{
    json::object problem;
    problem["code"] = httpStatus(error.code);
    problem["message"] = error.message;
    problem["data"] = dataOf(error);
    json::object message = envelope(id);
    message["error"] = std::move(problem);
    return line(message);
}

std::string eventLine(std::string_view type, json::object params)
{
    params["type"] = type;
    json::object message;
    message["jsonrpc"] = kVersion;
    message["method"] = "event";
    message["params"] = std::move(params);
    return line(message);
}

} // namespace hub::control
