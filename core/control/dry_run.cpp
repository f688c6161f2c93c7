#include "core/control/dry_run.h"

#include "core/base/encoding.h"
#include "core/oauth/mint_requests.h"

namespace hub::control {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

//! A value in braces is a name that is not known yet: it stays readable.
std::string encoded(const std::string &value)
{
    return !value.empty() && value.front() == '{' && value.back() == '}' ? value : formEncode(value);
}

std::string form(const Pairs &pairs)
{
    std::string out;
    for (const auto &[name, value] : pairs) {
        out += out.empty() ? "" : "&";
        out += formEncode(name) + '=' + encoded(value);
    }
    return out;
}

std::string scopeText(const OauthMethod &oauth, const DryRunInput &input)
{
    std::vector<std::string> names = input.scopes;
    for (const OauthScope &scope : oauth.scopes) {
        if (input.scopes.empty() && scope.isDefault)
            names.push_back(scope.name);
    }
    std::string out;
    for (const std::string &name : names)
        out += (out.empty() ? "" : oauth.scopeSeparator) + name;
    return out;
}

std::string clientOf(const DryRunInput &input)
{
    return input.clientId.empty() ? "{client_id}" : input.clientId;
}

json::value authorizeUrl(const AuthMethod &method, const DryRunInput &input)
{
    const OauthMethod &oauth = method.oauth;
    if (method.type == "oauth1" && !oauth.authorizationUrl.empty()) {
        Pairs pairs{{"oauth_token", "{oauth_token}"}};
        pairs.insert(pairs.end(), oauth.authorizeParams.begin(), oauth.authorizeParams.end());
        return json::value(oauth.authorizationUrl + '?' + form(pairs));
    }
    if (method.type != "oauth2" || oauth.grant != "authorization_code")
        return nullptr;
    Pairs pairs{{"response_type", "code"},
                {"client_id", clientOf(input)},
                {"redirect_uri", input.redirectUri},
                {"state", "{state}"}};
    const std::string scope = scopeText(oauth, input);
    if (!scope.empty() && !takesScopesElsewhere(oauth.authorizeParams))
        pairs.emplace_back("scope", scope);
    if (oauth.pkce) {
        pairs.emplace_back("code_challenge", "{code_challenge}");
        pairs.emplace_back("code_challenge_method", "S256");
    }
    if (!oauth.resource.empty())
        pairs.emplace_back("resource", oauth.resource);
    for (const auto &[name, text] : oauth.authorizeParams)
        pairs.emplace_back(name, text == kPickedScopes ? scope : text);
    const char *join = oauth.authorizationUrl.find('?') == std::string::npos ? "?" : "&";
    return json::value(oauth.authorizationUrl + join + form(pairs));
}

Pairs tokenForm(const OauthMethod &oauth, const DryRunInput &input)
{
    Pairs pairs{
        {"grant_type", oauth.grant == "device_code" ? "urn:ietf:params:oauth:grant-type:device_code" : oauth.grant}};
    if (oauth.grant == "authorization_code") {
        pairs.emplace_back("code", "{code}");
        pairs.emplace_back("redirect_uri", input.redirectUri);
        if (oauth.pkce)
            pairs.emplace_back("code_verifier", "{code_verifier}");
    }
    if (oauth.grant == "device_code")
        pairs.emplace_back("device_code", "{device_code}");
    if (const std::string scope = scopeText(oauth, input); oauth.grant == "client_credentials" && !scope.empty())
        pairs.emplace_back("scope", scope);
    if (oauth.clientAuth != "basic")
        pairs.emplace_back("client_id", clientOf(input));
    if (oauth.clientAuth == "private_key_jwt") {
        pairs.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        pairs.emplace_back("client_assertion", "{client_assertion}");
    }
    if (oauth.clientAuth == "body")
        pairs.emplace_back("client_secret", "{client_secret}");
    if (!oauth.resource.empty())
        pairs.emplace_back("resource", oauth.resource);
    pairs.insert(pairs.end(), oauth.tokenParams.begin(), oauth.tokenParams.end());
    return pairs;
}

//! How the parameters of a token request travel.
json::value requestOf(const OauthMethod &oauth, const Pairs &pairs, json::object headers)
{
    json::object out;
    out["method"] = oauth.tokenMethod;
    out["url"] = oauth.tokenUrl;
    if (oauth.tokenRequest == "query" || oauth.tokenMethod == "GET") {
        const char *join = oauth.tokenUrl.find('?') == std::string::npos ? "?" : "&";
        out["url"] = oauth.tokenUrl + (pairs.empty() ? "" : join + form(pairs));
    } else {
        const bool asJson = oauth.tokenRequest == "json";
        headers["Content-Type"] = asJson ? "application/json" : "application/x-www-form-urlencoded";
        out["body"] = asJson ? json::serialize(nested(pairs)) : form(pairs);
    }
    out["headers"] = std::move(headers);
    return out;
}

const char *const kOauth1Header = "OAuth oauth_consumer_key=\"{consumer_key}\", oauth_token=\"{token}\", "
                                  "oauth_signature=\"{signature}\", …";

json::value tokenRequest(const AuthMethod &method, const DryRunInput &input)
{
    const OauthMethod &oauth = method.oauth;
    json::object headers{{"Accept", "application/json"}};
    if (method.type == "oauth2") {
        if (oauth.clientAuth == "basic")
            headers["Authorization"] = "Basic {base64(client_id:client_secret)}";
        if (oauth.dpop)
            headers["DPoP"] = "{dpop_proof}";
        return requestOf(oauth, tokenForm(oauth, input), std::move(headers));
    }
    if (oauth.tokenUrl.empty())
        return nullptr;
    if (method.type == "oauth1") {
        json::object out{{"method", "POST"}, {"url", oauth.tokenUrl}};
        out["headers"] = {{"Authorization", kOauth1Header}};
        return out;
    }
    if (!method.mintsTokens())
        return nullptr;
    Pairs pairs(oauth.tokenParams.begin(), oauth.tokenParams.end());
    if (method.type == "jwt_bearer") {
        pairs.emplace_back("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        pairs.emplace_back("assertion", "{assertion}");
    }
    for (const auto &[name, value] : oauth.tokenHeaders)
        headers[name] = value;
    return requestOf(oauth, pairs, std::move(headers));
}

//! What is computed from the request itself.
void addSigned(const AuthMethod &method, json::object *headers)
{
    if (method.oauth.dpop)
        (*headers)["DPoP"] = "{dpop_proof}";
    if (method.type == "oauth1")
        (*headers)["Authorization"] = kOauth1Header;
    if (method.type != "signed" || method.sign->scheme != "aws_sigv4")
        return;
    const RequestSigning &sign = *method.sign;
    (*headers)["x-amz-date"] = "{date}";
    (*headers)["x-amz-content-sha256"] = "{sha256(body)}";
    if (!sign.sessionToken.empty())
        (*headers)["x-amz-security-token"] = sign.sessionToken;
    (*headers)["Authorization"] = "AWS4-HMAC-SHA256 Credential=" + sign.accessKey + "/{day}/" + sign.region + '/'
        + sign.service + "/aws4_request, SignedHeaders=…, Signature={signature}";
}

json::value firstCall(const Connector &connector, const AuthMethod &method)
{
    std::string verb;
    std::string path;
    if (connector.probe) {
        verb = connector.probe->method;
        path = connector.probe->path;
    } else if (!connector.actions.empty()) {
        verb = connector.actions.front().method;
        path = connector.actions.front().path;
    } else {
        return nullptr;
    }
    Pairs query(method.placement.query.begin(), method.placement.query.end());
    if (!query.empty())
        path += (path.find('?') == std::string::npos ? "?" : "&") + form(query);
    json::object headers;
    if (connector.probe) {
        for (const auto &[name, value] : connector.probe->headers)
            headers[name] = value;
    }
    for (const auto &[name, value] : method.placement.headers)
        headers[name] = value;
    addSigned(method, &headers);
    json::object out;
    out["method"] = verb;
    out["url"] = connector.baseUrl + path;
    out["headers"] = std::move(headers);
    json::object body = connector.probe ? connector.probe->body : json::object();
    if (verb != "GET") {
        for (const auto &[name, value] : method.placement.body)
            body[name] = value;
    }
    if (!body.empty())
        out["body"] = json::serialize(body);
    return out;
}

} // namespace

json::object dryRun(const Connector &connector, const AuthMethod &method, const DryRunInput &input)
{
    json::object out;
    out["authorize_url"] = authorizeUrl(method, input);
    out["token_request"] = tokenRequest(method, input);
    out["first_call"] = firstCall(connector, method);
    return out;
}

} // namespace hub::control
