#include "core/a2a/failure.h"

namespace hub::a2a {
namespace {

struct Names {
    std::string_view reason; //!< of google.rpc.ErrorInfo
    int httpStatus;
    std::string_view status; //!< of google.rpc.Status
};

Names namesOf(Code code)
{
    switch (code) {
    case Code::ParseError: return {"PARSE_ERROR", 400, "INVALID_ARGUMENT"};
    case Code::InvalidRequest: return {"INVALID_REQUEST", 400, "INVALID_ARGUMENT"};
    case Code::MethodNotFound: return {"METHOD_NOT_FOUND", 404, "NOT_FOUND"};
    case Code::InvalidParams: return {"INVALID_PARAMS", 400, "INVALID_ARGUMENT"};
    case Code::Internal: return {"INTERNAL_ERROR", 500, "INTERNAL"};
    case Code::TaskNotFound: return {"TASK_NOT_FOUND", 404, "NOT_FOUND"};
    case Code::TaskNotCancelable: return {"TASK_NOT_CANCELABLE", 400, "FAILED_PRECONDITION"};
    case Code::PushNotSupported: return {"PUSH_NOTIFICATION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION"};
    case Code::UnsupportedOperation: return {"UNSUPPORTED_OPERATION", 400, "FAILED_PRECONDITION"};
    case Code::ContentTypeNotSupported: return {"CONTENT_TYPE_NOT_SUPPORTED", 400, "INVALID_ARGUMENT"};
    case Code::VersionNotSupported: return {"VERSION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION"};
    }
    return {"INTERNAL_ERROR", 500, "INTERNAL"};
}

json::object errorInfo(const Failure &failure)
{
    json::object info{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                      {"reason", namesOf(failure.code).reason},
                      {"domain", "a2a-protocol.org"}};
    if (!failure.metadata.empty())
        info["metadata"] = failure.metadata;
    return info;
}

} // namespace

json::object rpcErrorOf(const Failure &failure)
{
    return {{"code", static_cast<int>(failure.code)},
            {"message", failure.message},
            {"data", json::array{errorInfo(failure)}}};
}

json::object restErrorOf(const Failure &failure)
{
    const Names names = namesOf(failure.code);
    return {{"error",
             {{"code", names.httpStatus},
              {"status", names.status},
              {"message", failure.message},
              {"details", json::array{errorInfo(failure)}}}}};
}

int httpStatusOf(Code code)
{
    return namesOf(code).httpStatus;
}

} // namespace hub::a2a
