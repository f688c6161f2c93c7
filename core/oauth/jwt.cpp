#include "core/oauth/jwt.h"

#include "core/base/encoding.h"
#include "core/base/hmac.h"
#include "core/connectors/left_out.h"

namespace hub {
namespace {

constexpr std::chrono::minutes kAssertionLife{5};

std::int64_t secondsOf(WallTime time)
{
    return toMillis(time) / 1000;
}

std::string signingInput(const json::object &header, const json::object &claims)
{
    return base64Url(json::serialize(header)) + '.' + base64Url(json::serialize(claims));
}

Result<std::string> symmetricKey(std::string text, const std::string &encoding)
{
    if (encoding == "base64")
        return decodeBase64(text);
    return encoding == "hex" ? decodeHex(text) : Result<std::string>(std::move(text));
}

//! Null when an optional value is missing.
Result<json::value> filledText(std::string_view form, const Connector &connector, const AuthMethod &method,
                               const Lookup &values)
{
    Result<std::string> value = expand(form, values, Place::Text);
    if (!value && isLeftOut(form, connector, method, values))
        return json::value(nullptr);
    return value ? Result<json::value>(json::value(*value)) : Result<json::value>(value.error());
}

//! Texts of claims are templates, at any depth; null when an optional one has no value.
Result<json::value> filled(const json::value &claim, const Connector &connector, const AuthMethod &method,
                           const Lookup &values)
{
    if (const json::string *text = claim.if_string())
        return filledText({text->data(), text->size()}, connector, method, values);
    if (const json::array *list = claim.if_array()) {
        json::array out;
        for (const json::value &item : *list) {
            Result<json::value> value = filled(item, connector, method, values);
            if (!value)
                return value;
            if (!value->is_null())
                out.push_back(std::move(*value));
        }
        return json::value(std::move(out));
    }
    if (const json::object *object = claim.if_object()) {
        json::object out;
        for (const auto &each : *object) {
            Result<json::value> value = filled(each.value(), connector, method, values);
            if (!value)
                return value;
            if (!value->is_null())
                out[each.key()] = std::move(*value);
        }
        return json::value(std::move(out));
    }
    return claim;
}

} // namespace

Result<std::string> signJwt(const PrivateKey &key, std::string_view algorithm, json::object header,
                            const json::object &claims)
{
    header["alg"] = algorithm;
    if (!key.keyId().empty() && !header.contains("kid"))
        header["kid"] = key.keyId();
    std::string input = signingInput(header, claims);
    const Result<std::string> signature = key.sign(algorithm, input);
    if (!signature)
        return signature.error();
    return input + '.' + base64Url(*signature);
}

Result<std::string> signJwt(const JwtTemplate &jwt, const Connector &connector, const AuthMethod &method,
                            const Lookup &values, const Moment &moment)
{
    json::object header{{"typ", "JWT"}};
    for (const auto &[name, text] : jwt.header) {
        const Result<std::string> value = expand(text, values, Place::Text);
        if (!value && isLeftOut(text, connector, method, values))
            continue;
        if (!value)
            return value.error();
        header[name] = *value;
    }
    Result<json::value> body = filled(jwt.claims, connector, method, values);
    if (!body)
        return body.error();
    json::object &claims = body->get_object();
    claims["iat"] = secondsOf(moment.now);
    claims["exp"] = secondsOf(moment.now + jwt.lifetime);
    claims["jti"] = moment.nonce;
    Result<std::string> text = expand(jwt.key, values, Place::Text);
    if (!text)
        return text.error();
    if (jwt.algorithm != "HS256") {
        const Result<PrivateKey> key = PrivateKey::from(*text);
        return key ? signJwt(*key, jwt.algorithm, std::move(header), claims) : Result<std::string>(key.error());
    }
    const Result<std::string> key = symmetricKey(std::move(*text), jwt.keyEncoding);
    if (!key)
        return key.error();
    header["alg"] = "HS256";
    std::string input = signingInput(header, claims);
    return input + '.' + base64Url(hmac(Hash::Sha256, *key, input));
}

Result<std::string> clientAssertion(const std::string &clientId, const PrivateKey &key, const std::string &audience,
                                    const Moment &moment)
{
    const json::object claims{{"iss", clientId},
                              {"sub", clientId},
                              {"aud", audience},
                              {"iat", secondsOf(moment.now)},
                              {"exp", secondsOf(moment.now + kAssertionLife)},
                              {"jti", moment.nonce}};
    return signJwt(key, key.isRsa() ? "RS256" : "ES256", {{"typ", "JWT"}}, claims);
}

} // namespace hub
