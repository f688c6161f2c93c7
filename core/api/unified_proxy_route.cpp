// /unified/proxy: a direct call described in JSON.
#include "core/api/heartbeat.h"
#include "core/api/profile_check.h"
#include "core/api/proxy_headers.h"
#include "core/api/shapes.h"

#include "core/base/encoding.h"
#include "core/connectors/hosts.h"
#include "core/gateway/path_guard.h"

namespace hub {
namespace {

constexpr std::size_t kLargestAnswer = 10 * 1024 * 1024;

struct Described {
    Call call;
    std::string body;
    bool hasBody = false;
};

Result<std::string> methodOf(const json::object &body)
{
    std::string method;
    for (const char c : stringOf(body, "method", "get"))
        method += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    static const std::vector<std::string> known{"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (std::find(known.begin(), known.end(), method) == known.end())
        return Error{ErrorCode::SchemaViolation, "method is get, post, put, patch or delete.", "method"};
    return method;
}

Result<std::string> targetOf(const json::object &body)
{
    std::string target = stringOf(body, "path", "/");
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
    if (!isHeaderValue(target) || target.find_first_of(" #") != std::string::npos)
        return Error{ErrorCode::InvalidRequest, "The path holds characters that must be percent-encoded."};
    const Result<void> fits = checkProxiedPath(std::string_view(target).substr(0, target.find('?')));
    if (!fits)
        return fits.error();
    return target;
}

Result<Headers> headersIn(const json::object &body)
{
    Headers out;
    const json::value *headers = body.if_contains("headers");
    if (headers == nullptr || !headers->is_object())
        return out;
    for (const auto &member : headers->get_object()) {
        const std::string name(member.key());
        const std::string value = textOf(member.value());
        if (!isToken(name) || !isHeaderValue(value))
            return Error{ErrorCode::InvalidRequest, "A header is not well formed."};
        out.add(name, value);
    }
    return out;
}

Result<Described> describedIn(const ApiServices *services, const ApiContext *context, const json::object &body)
{
    const Result<std::string> named = accountNamed(*context);
    if (!named)
        return named.error();
    Result<Account> account = services->actions->resolve(*context->principal, *named);
    if (!account)
        return account.error();
    Described out;
    Call &call = out.call;
    call.principal = context->principal;
    call.requestId = context->requestId;
    call.protocol = "rest";
    call.connector = services->catalogue->find(account->connector);
    if (!call.connector)
        return Error{ErrorCode::NotFound, "The connector \"" + account->connector + "\" is gone."};
    call.account = std::move(*account);
    Result<std::string> method = methodOf(body);
    if (!method)
        return method.error();
    call.method = std::move(*method);
    Result<std::string> target = targetOf(body);
    if (!target)
        return target.error();
    call.target = std::move(*target);
    call.baseUrl = stringOf(body, "url");
    Result<Headers> headers = headersIn(body);
    if (!headers)
        return headers.error();
    call.headers = std::move(*headers);
    const Result<Effect> effect = effectOf(*context->principal, call.method, call.headers);
    if (!effect)
        return effect.error();
    call.effect = *effect;
    const json::value *content = body.if_contains("body");
    out.hasBody = content != nullptr && !content->is_null() && call.method != "GET";
    if (out.hasBody) {
        out.body = content->is_string() ? std::string(content->get_string()) : json::serialize(*content);
        if (!content->is_string() && !call.headers.contains("content-type"))
            call.headers.set("content-type", "application/json");
    }
    return out;
}

Task<Result<json::value>> run(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    if (const Result<void> plain = checkStrings(*body, {"method", "path", "url"}); !plain)
        co_return plain.error();
    Result<Described> wish = describedIn(services, context, *body);
    if (!wish)
        co_return wish.error();
    const Result<void> profile = co_await checkProfile(services, context, &wish->call.account);
    if (!profile)
        co_return profile.error();
    wish->call.headers = headersUp(wish->call.headers);
    StringBody content(std::move(wish->body));
    BodyReader *sent = wish->hasBody ? &content : nullptr;
    Call call = std::move(wish->call);
    Result<Answer> answer = co_await services->gateway->call(std::move(call), sent);
    if (!answer)
        co_return answer.error();
    const Result<std::string> text = co_await readAll(answer->body.get(), kLargestAnswer);
    if (!text)
        co_return text.error();
    json::object headers;
    for (const Header &header : answer->head.headers)
        headers[toLower(header.name)] = header.value;
    const Result<json::value> data = parseJson(*text);
    json::object out{{"status", answer->head.status}, {"headers", std::move(headers)}};
    out["data"] = data  ? *data
        : text->empty() ? json::value(nullptr)
        : isUtf8(*text) ? json::value(json::string(*text))
                        : json::value(json::string(base64(*text)));
    co_return json::value(std::move(out));
}

} // namespace

void addUnifiedProxyRoute(Router *router, const ApiServices *services)
{
    router->add({"POST", "/unified/proxy", Audience::Key, Need::Calls, "A direct call, described in JSON",
                 answeringWithHeartbeat(services, &run)});
}

} // namespace hub
