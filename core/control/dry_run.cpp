#include "core/control/dry_run.h"

#include "core/base/encoding.h"

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

json::value authorizeUrl(const OauthMethod &oauth, const DryRunInput &input)
{
    if (oauth.grant != "authorization_code")
        return nullptr;
    Pairs pairs{{"response_type", "code"},
                {"client_id", clientOf(input)},
                {"redirect_uri", input.redirectUri},
                {"state", "{state}"}};
    if (const std::string scope = scopeText(oauth, input); !scope.empty())
        pairs.emplace_back("scope", scope);
    if (oauth.pkce) {
        pairs.emplace_back("code_challenge", "{code_challenge}");
        pairs.emplace_back("code_challenge_method", "S256");
    }
    if (!oauth.resource.empty())
        pairs.emplace_back("resource", oauth.resource);
    pairs.insert(pairs.end(), oauth.authorizeParams.begin(), oauth.authorizeParams.end());
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
    if (oauth.clientAuth != "basic")
        pairs.emplace_back("client_id", clientOf(input));
    if (oauth.clientAuth == "body")
        pairs.emplace_back("client_secret", "{client_secret}");
    if (!oauth.resource.empty())
        pairs.emplace_back("resource", oauth.resource);
    pairs.insert(pairs.end(), oauth.tokenParams.begin(), oauth.tokenParams.end());
    return pairs;
}

json::value tokenRequest(const OauthMethod &oauth, const DryRunInput &input)
{
    const Pairs pairs = tokenForm(oauth, input);
    json::object headers;
    headers["Accept"] = "application/json";
    headers["Content-Type"] = oauth.tokenRequest == "json" ? "application/json" : "application/x-www-form-urlencoded";
    if (oauth.clientAuth == "basic")
        headers["Authorization"] = "Basic {base64(client_id:client_secret)}";
    json::object out;
    out["method"] = "POST";
    out["url"] = oauth.tokenUrl;
    out["headers"] = std::move(headers);
    if (oauth.tokenRequest != "json") {
        out["body"] = form(pairs);
        return out;
    }
    json::object body;
    for (const auto &[name, value] : pairs)
        body[name] = value;
    out["body"] = json::serialize(body);
    return out;
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
    for (const auto &[name, value] : method.placement.headers)
        headers[name] = value;
    json::object out;
    out["method"] = verb;
    out["url"] = connector.baseUrl + path;
    out["headers"] = std::move(headers);
    return out;
}

} // namespace

json::object dryRun(const Connector &connector, const AuthMethod &method, const DryRunInput &input)
{
    const bool oauth = method.type == "oauth2";
    json::object out;
    out["authorize_url"] = oauth ? authorizeUrl(method.oauth, input) : json::value(nullptr);
    out["token_request"] = oauth ? tokenRequest(method.oauth, input) : json::value(nullptr);
    out["first_call"] = firstCall(connector, method);
    return out;
}

} // namespace hub::control
