// /hub/connection_attempts: a sign-in that goes through a page, a device or a person's yes.
#include "core/api/answering.h"
#include "core/api/qr_code.h"

namespace hub {
namespace {

json::object attemptJson(const Attempt &attempt)
{
    json::object out{{"id", attempt.id.str()},
                     {"status", json::string(wireName(attempt.status))},
                     {"account", nullptr},
                     {"error", nullptr}};
    if (attempt.account && attempt.status == AttemptStatus::Authenticated)
        out["account"] = {{"id", attempt.account->str()}, {"provider", attempt.connector}};
    if (!attempt.errorCode.empty())
        out["error"] = {
            {"code", attempt.errorCode}, {"description", attempt.errorText}, {"technical", attempt.technical}};
    if (attempt.canAccept) {
        out["can_accept"] = true;
        out["provider"] = attempt.connector;
        out["identities"] = {{"account", attempt.knownIdentity}, {"signed_in", attempt.newIdentity}};
    }
    if (attempt.expires != WallTime{})
        out["expires_at"] = toRfc3339(attempt.expires);
    if (!attempt.pasteBack.empty())
        out["paste_back"] = attempt.pasteBack;
    if (attempt.device) {
        const DevicePrompt &device = *attempt.device;
        json::object shown{{"user_code", device.userCode},
                           {"verification_uri", device.verificationUri},
                           {"expires_at", toRfc3339(attempt.expires)}};
        const std::string &target = device.verificationUriComplete.empty() ? device.verificationUri
                                                                           : device.verificationUriComplete;
        if (!device.verificationUriComplete.empty())
            shown["verification_uri_complete"] = device.verificationUriComplete;
        shown["qr"] = json::value_from(qrCode(target));
        out["device"] = std::move(shown);
    }
    return out;
}

Result<json::value> answerOf(const Result<Attempt> &attempt)
{
    return attempt ? Result<json::value>(json::value(attemptJson(*attempt))) : Result<json::value>(attempt.error());
}

std::map<std::string, Secret> inputsIn(const json::object &body)
{
    std::map<std::string, Secret> out;
    const json::value *given = body.if_contains("credentials");
    if (given == nullptr || !given->is_object())
        return out;
    for (const auto &member : given->get_object()) {
        if (std::string value = textOf(member.value()); !value.empty())
            out.emplace(std::string(member.key()), Secret(std::move(value)));
    }
    return out;
}

Task<Result<json::value>> startAttempt(const ApiServices *services, ApiContext *context)
{
    json::object body; // clients that start a page's attempt send nothing that is needed
    const Headers &headers = context->request->head.headers;
    const bool empty = headers.value("content-length") == "0"
        || (headers.value("content-length").empty() && headers.value("transfer-encoding").empty());
    if (!empty && headers.value("content-type").starts_with("application/json")) {
        Result<json::object> read = co_await readJsonObject(context);
        if (!read)
            co_return read.error();
        body = std::move(*read);
    }
    const Result<Attempt> attempt = services->connect->startAttempt(*context->session);
    const std::string grant = stringOf(body, "grant");
    if (!attempt || grant.empty() || grant == "authorization_code")
        co_return answerOf(attempt);
    if (grant != "device_code")
        co_return Error{ErrorCode::SchemaViolation, "There is no such grant.", "grant"};
    ConnectSession session = *context->session;
    if (const std::string alias = stringOf(body, "alias"); !alias.empty())
        session.wish.alias = alias;
    std::string connector = stringOf(body, "integration_id");
    std::string auth = stringOf(body, "auth");
    AttemptId id = attempt->id;
    std::optional<std::vector<std::string>> scopes = pickedScopes(body);
    std::map<std::string, Secret> inputs = inputsIn(body);
    const Result<Attempt> started = co_await services->connect->startDevice(
        std::move(session), std::move(connector), std::move(auth), std::move(id), std::move(scopes), std::move(inputs));
    co_return answerOf(started);
}

Task<Result<json::value>> showAttempt(const ApiServices *services, ApiContext *context)
{
    const AttemptId id(context->param("id"));
    co_return answerOf(services->connect->attempt(*context->session, id));
}

Task<Result<json::value>> cancelAttempt(const ApiServices *services, ApiContext *context)
{
    const AttemptId id(context->param("id"));
    services->connect->cancelAttempt(*context->session, id);
    co_return json::value{{"id", id.str()}, {"status", "cancelled"}};
}

Task<Result<json::value>> pasteBack(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    ConnectSession session = *context->session;
    AttemptId id(context->param("id"));
    std::string url = stringOf(*body, "url");
    const Result<Attempt> attempt = co_await services->connect->callbackAt(std::move(session), std::move(id),
                                                                           std::move(url));
    co_return answerOf(attempt);
}

Task<Result<json::value>> acceptAttempt(const ApiServices *services, ApiContext *context)
{
    ConnectSession session = *context->session;
    AttemptId id(context->param("id"));
    const Result<Attempt> attempt = co_await services->connect->accept(std::move(session), std::move(id));
    co_return answerOf(attempt);
}

} // namespace

void addAttemptRoutes(Router *router, const ApiServices *services)
{
    const auto add = [&](const char *method, const char *path, const char *summary, JsonWork work, int status = 200) {
        router->add({method, path, Audience::Session, Need::None, summary, answering(services, work, status)});
    };
    add("POST", "/hub/connection_attempts", "Starts an OAuth attempt, with grant device_code its code", &startAttempt,
        201);
    add("GET", "/hub/connection_attempts/{id}", "How the attempt stands", &showAttempt);
    add("DELETE", "/hub/connection_attempts/{id}", "Cancels it", &cancelAttempt);
    add("POST", "/hub/connection_attempts/{id}/callback", "The address the person ended on", &pasteBack);
    add("POST", "/hub/connection_attempts/{id}/accept", "The account becomes that of who signed in", &acceptAttempt);
}

} // namespace hub
