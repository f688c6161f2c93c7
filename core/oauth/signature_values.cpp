#include "core/oauth/signature_values.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"
#include "core/http/retry_after.h"

namespace hub {
namespace {

std::optional<std::string> timeNamed(std::string_view name, WallTime now)
{
    if (name == "timestamp")
        return std::to_string(toMillis(now) / 1000);
    if (name == "timestamp_ms")
        return std::to_string(toMillis(now));
    if (name == "timestamp_iso")
        return toRfc3339(now);
    if (name == "timestamp_http")
        return toHttpDate(now);
    return std::nullopt;
}

std::optional<std::string> partNamed(std::string_view name, const OutgoingRequest &request)
{
    const std::string &target = request.url.target;
    const std::size_t mark = std::min(target.find('?'), target.size());
    if (name == "method")
        return request.method;
    if (name == "host")
        return hostHeader(request.url.origin);
    if (name == "path")
        return target.substr(0, mark);
    if (name == "query")
        return target.substr(std::min(mark + 1, target.size()));
    if (name == "target")
        return target;
    if (name == "url")
        return toString(request.url.origin) + target;
    if (name == "body")
        return request.body.value_or(std::string());
    if (name == "body_sha256")
        return hex(sha256(request.body.value_or(std::string())));
    return std::nullopt;
}

} // namespace

Lookup withRequest(const OutgoingRequest &request, const Moment &moment, const Lookup &account)
{
    return [&request, &moment, &account](std::string_view name) -> std::optional<std::string> {
        if (std::optional<std::string> part = partNamed(name, request))
            return part;
        if (std::optional<std::string> time = timeNamed(name, moment.now))
            return time;
        return name == "nonce" ? std::optional<std::string>(moment.nonce) : account(name);
    };
}

Result<std::string> hmacSignature(const RequestSigning &sign, const Lookup &values)
{
    const Result<std::string> text = expand(sign.text, values, Place::Bytes);
    if (!text)
        return text;
    Result<std::string> key = expand(sign.key, values, Place::Text);
    if (key && sign.keyEncoding == "base64")
        key = decodeBase64(*key);
    else if (key && sign.keyEncoding == "hex")
        key = decodeHex(*key);
    if (!key)
        return Error{ErrorCode::InvalidRequest, "The key that requests are signed with can't be read."};
    const std::string bytes = hmac(hashFrom(sign.algorithm).value_or(Hash::Sha256), *key, *text);
    if (sign.encoding == "base64")
        return base64(bytes);
    return sign.encoding == "base64url" ? base64Url(bytes) : hex(bytes);
}

} // namespace hub
