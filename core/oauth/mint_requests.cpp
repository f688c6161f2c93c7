#include "core/oauth/mint_requests.h"

#include "core/base/encoding.h"
#include "core/connectors/left_out.h"

namespace hub {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

Result<Parameters> filled(const std::map<std::string, std::string> &texts, const Connector &connector,
                          const AuthMethod &method, const Lookup &values, Place place)
{
    Parameters out;
    for (const auto &[name, text] : texts) {
        Result<std::string> value = expand(text, values, place);
        if (!value && isLeftOut(text, connector, method, values))
            continue;
        if (!value)
            return value.error();
        out.emplace_back(name, std::move(*value));
    }
    return out;
}

Result<EndpointRequest> requestOf(const Connector &connector, const AuthMethod &method, const std::string &url,
                                  const Parameters &parameters, const Lookup &values)
{
    const OauthMethod &oauth = method.oauth;
    Result<std::string> filledUrl = expand(url, values, Place::Url);
    if (!filledUrl)
        return filledUrl.error();
    const Result<Parameters> headers = filled(oauth.tokenHeaders, connector, method, values, Place::HeaderValue);
    if (!headers)
        return headers.error();
    EndpointRequest out{std::move(*filledUrl), {}, {}, oauth.tokenMethod};
    out.headers.add("Accept", "application/json");
    if (oauth.tokenRequest == "query" || oauth.tokenMethod == "GET") {
        for (const auto &[name, value] : parameters)
            out.url += (out.url.find('?') == std::string::npos ? '?' : '&') + percentEncode(name) + '='
                + percentEncode(value);
    } else if (oauth.tokenRequest == "json") {
        out.headers.add("Content-Type", "application/json");
        out.body = json::serialize(nested(parameters));
    } else {
        out.headers.add("Content-Type", "application/x-www-form-urlencoded");
        for (const auto &[name, value] : parameters)
            out.body += (out.body.empty() ? "" : "&") + formEncode(name) + '=' + formEncode(value);
    }
    for (const auto &[name, value] : *headers)
        out.headers.set(name, value);
    return out;
}

} // namespace

json::object nested(const std::vector<std::pair<std::string, std::string>> &parameters)
{
    json::object out;
    for (const auto &[name, value] : parameters) {
        json::object *level = &out;
        std::string_view rest = name;
        while (rest.starts_with('/')) {
            rest.remove_prefix(1);
            const std::size_t slash = rest.find('/');
            if (slash == std::string_view::npos)
                break;
            json::value &next = (*level)[std::string(rest.substr(0, slash))];
            if (!next.is_object())
                next = json::object();
            level = &next.get_object();
            rest.remove_prefix(slash);
        }
        (*level)[std::string(rest)] = value;
    }
    return out;
}

Result<EndpointRequest> mintRequest(const Connector &connector, const AuthMethod &method, const Lookup &values,
                                    const Moment &moment)
{
    std::string assertion;
    if (method.jwt) {
        Result<std::string> made = signJwt(*method.jwt, connector, method, values, moment);
        if (!made)
            return made.error();
        assertion = std::move(*made);
    }
    const Lookup all = [&](std::string_view name) {
        return name == "assertion" && method.jwt ? std::optional<std::string>(assertion) : values(name);
    };
    Result<Parameters> parameters = filled(method.oauth.tokenParams, connector, method, all, Place::Text);
    if (!parameters)
        return parameters.error();
    if (method.type == "jwt_bearer") {
        parameters->emplace_back("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        parameters->emplace_back("assertion", assertion);
    }
    return requestOf(connector, method, method.oauth.tokenUrl, *parameters, all);
}

Result<EndpointRequest> renewRequest(const Connector &connector, const AuthMethod &method, const Lookup &values)
{
    const Result<Parameters> parameters = filled(method.oauth.refreshParams, connector, method, values, Place::Text);
    if (!parameters)
        return parameters.error();
    return requestOf(connector, method, method.oauth.refreshUrl, *parameters, values);
}

} // namespace hub
