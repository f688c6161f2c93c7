#include "core/api/context.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

constexpr std::size_t kLargestJson = 10 * 1024 * 1024;

} // namespace

std::string ApiContext::param(const std::string &name) const
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

std::string ApiContext::queryValue(std::string_view name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return {};
}

std::vector<std::string> ApiContext::queryValues(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto &[key, value] : query) {
        if (key == name && !value.empty())
            values.push_back(value);
    }
    return values;
}

ResponseHead hubHead(int status, std::string_view contentType, const std::string &requestId)
{
    ResponseHead head{status, {}};
    if (!contentType.empty())
        head.headers.add("Content-Type", std::string(contentType));
    head.headers.add("Cache-Control", "no-store");
    head.headers.add("X-Content-Type-Options", "nosniff");
    head.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    head.headers.add("Referrer-Policy", "no-referrer");
    if (!requestId.empty())
        head.headers.add("x-request-id", requestId);
    return head;
}

namespace {

//! Lets the page read its answer.
void nameOrigin(ResponseHead &head, const ApiContext &context)
{
    if (context.pageOrigin.empty())
        return;
    head.headers.add("Access-Control-Allow-Origin", context.pageOrigin);
    head.headers.add("Access-Control-Expose-Headers", "x-request-id, x-connect-hub-error");
    head.headers.add("Vary", "Origin");
}

} // namespace

Task<void> answerJson(const ApiContext *context, int status, json::value value)
{
    ResponseHead head = hubHead(status, "application/json", context->requestId);
    nameOrigin(head, *context);
    std::string body = json::serialize(value);
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(body));
    static_cast<void>(sent); // the client is gone: nobody to tell
}

json::object errorBody(const Error &error, WallTime now)
{
    json::object body{{"statusCode", httpStatus(error.code)},
                      {"message", error.message},
                      {"timestamp", toRfc3339(now)},
                      {"errorCode", json::string(wireName(error.code))}};
    if (!error.field.empty())
        body["field"] = error.field;
    if (!error.choices.empty())
        body["choices"] = json::value_from(error.choices);
    if (!error.authLinkUrl.empty())
        body["action"] = json::object{{"type", "reconnect"}, {"auth_link_url", error.authLinkUrl}};
    if (error.retryAfter)
        body["retryAfter"] = error.retryAfter->count();
    return body;
}

std::pair<ResponseHead, std::string> errorAnswer(const Error &error, const std::string &requestId, WallTime now)
{
    ResponseHead head = hubHead(httpStatus(error.code), "application/json", requestId);
    head.headers.add("x-connect-hub-error", std::string(wireName(error.code)));
    const bool waits = httpStatus(error.code) == 429 || httpStatus(error.code) == 503 || httpStatus(error.code) == 408;
    if (error.retryAfter || waits)
        head.headers.add("Retry-After", std::to_string(error.retryAfter.value_or(std::chrono::seconds(1)).count()));
    if (httpStatus(error.code) == 401)
        head.headers.add("WWW-Authenticate", "Basic realm=\"connect-hub\"");
    return {std::move(head), json::serialize(errorBody(error, now))};
}

Task<void> answerPreflight(const ApiContext *context)
{
    ResponseHead head = hubHead(204, {}, context->requestId);
    nameOrigin(head, *context);
    head.headers.add("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE, OPTIONS");
    head.headers.add("Access-Control-Allow-Headers", "content-type, x-hub-session-token, x-hub-version");
    head.headers.add("Access-Control-Max-Age", "600");
    if (context->request->head.headers.value("access-control-request-private-network") == "true")
        head.headers.add("Access-Control-Allow-Private-Network", "true");
    std::string none;
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(none));
    static_cast<void>(sent);
}

Task<void> answerError(const ApiContext *context, Error error, const Clock *clock)
{
    auto answer = errorAnswer(error, context->requestId, clock->now());
    nameOrigin(answer.first, *context);
    const Result<void> sent = co_await context->responder->send(std::move(answer.first), std::move(answer.second));
    static_cast<void>(sent);
}

Task<Result<json::object>> readJsonObject(const ApiContext *context)
{
    const std::string_view type = context->request->head.headers.value("content-type");
    const std::string_view media = trim(type.substr(0, type.find(';')));
    if (!media.empty() && !iequals(media, "application/json"))
        co_return Error{ErrorCode::UnsupportedMediaType, "Send the body as application/json."};
    const Result<std::string> text = co_await readAll(context->request->body, kLargestJson);
    if (!text)
        co_return text.error();
    if (text->empty())
        co_return Error{ErrorCode::InvalidRequest, "A JSON object is expected as the body."};
    if (media.empty())
        co_return Error{ErrorCode::UnsupportedMediaType, "Send the body as application/json."};
    co_return parseObject(*text);
}

namespace {

//! What a described call names among its own headers.
std::vector<std::string> namedInside(const json::object &body)
{
    std::vector<std::string> named;
    const json::value *inner = body.if_contains("headers");
    if (inner == nullptr || !inner->is_object())
        return named;
    for (const auto &member : inner->get_object()) {
        if (iequals(std::string_view(member.key().data(), member.key().size()), "x-account-id")
            && !member.value().is_null())
            named.push_back(textOf(member.value()));
    }
    return named;
}

} // namespace

Result<std::string> accountNamed(const ApiContext &context, const json::object *body)
{
    const Headers &headers = context.request->head.headers;
    if (headers.contains("x_account_id"))
        return Error{ErrorCode::InvalidRequest, "The header is written x-account-id."};
    std::vector<std::string> named = body != nullptr ? namedInside(*body) : std::vector<std::string>();
    for (const std::string_view value : headers.all("x-account-id"))
        named.emplace_back(trim(value));
    for (const std::string_view name : {"x-account-id", "account_id"}) {
        for (std::string &value : context.queryValues(name))
            named.push_back(std::move(value));
    }
    for (const std::string &name : named) {
        if (name.find(',') != std::string::npos)
            return Error{ErrorCode::InvalidRequest, "x-account-id names one account."};
        if (name != named.front())
            return Error{ErrorCode::InvalidRequest, "x-account-id is given more than once, with different values."};
    }
    return named.empty() ? std::string() : named.front();
}

} // namespace hub
