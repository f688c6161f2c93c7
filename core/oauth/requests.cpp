#include "core/oauth/requests.h"

#include "core/base/encoding.h"
#include "core/base/json.h"
#include "core/oauth/jwt.h"

namespace hub {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::string formOf(const Parameters &parameters)
{
    std::string out;
    for (const auto &[name, value] : parameters)
        out += (out.empty() ? "" : "&") + formEncode(name) + '=' + formEncode(value);
    return out;
}

std::string jsonOf(const Parameters &parameters)
{
    json::object out;
    for (const auto &[name, value] : parameters)
        out[name] = value;
    return json::serialize(out);
}

//! RFC 7523 section 2.2. The audience is the issuer, or the token endpoint where the file names none, for every endpoint.
Result<void> addAssertion(const OauthMethod &method, const ClientApp &app, const Lookup &values, Parameters *parameters)
{
    const Result<std::string> audience = method.issuer.empty() ? expand(method.tokenUrl, values, Place::Url)
                                                               : Result<std::string>(method.issuer);
    if (!audience)
        return audience.error();
    const Result<PrivateKey> key = PrivateKey::from(app.clientSecret.reveal());
    if (!key)
        return Error{ErrorCode::InvalidRequest, "The app's secret is no private key, and this provider wants one."};
    Result<std::string> assertion = clientAssertion(app.clientId, *key, *audience, app.moment);
    if (!assertion)
        return assertion.error();
    parameters->emplace_back("client_id", app.clientId);
    parameters->emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    parameters->emplace_back("client_assertion", std::move(*assertion));
    return {};
}

//! Exactly one way of client authentication, or none; Basic form-encodes both parts first (RFC 6749 section 2.3.1).
Result<void> authenticate(const OauthMethod &method, const ClientApp &app, const Lookup &values, Parameters *parameters,
                          Headers *headers)
{
    if (method.clientAuth == "private_key_jwt")
        return addAssertion(method, app, values, parameters);
    if (method.clientAuth == "basic" && !app.clientSecret.empty()) {
        headers->set("Authorization",
                     "Basic " + base64(formEncode(app.clientId) + ':' + formEncode(app.clientSecret.reveal())));
        return {};
    }
    parameters->emplace_back("client_id", app.clientId);
    if (method.clientAuth != "none" && !app.clientSecret.empty())
        parameters->emplace_back("client_secret", std::string(app.clientSecret.reveal()));
    return {};
}

Result<EndpointRequest> finished(const OauthMethod &method, const ClientApp &app, const std::string &url,
                                 Parameters parameters, const std::map<std::string, std::string> &extra,
                                 const Lookup &values)
{
    EndpointRequest out;
    Result<std::string> filled = expand(url, values, Place::Url);
    if (!filled)
        return filled.error();
    out.url = std::move(*filled);
    for (const auto &[name, text] : extra) {
        Result<std::string> value = expand(text, values, Place::Text);
        if (!value)
            return value.error();
        parameters.emplace_back(name, std::move(*value));
    }
    out.headers.add("Accept", "application/json");
    if (const Result<void> named = authenticate(method, app, values, &parameters, &out.headers); !named)
        return named.error();
    const bool asJson = method.tokenRequest == "json";
    out.headers.add("Content-Type", asJson ? "application/json" : "application/x-www-form-urlencoded");
    out.body = asJson ? jsonOf(parameters) : formOf(parameters);
    return out;
}

std::string scopeOf(const OauthMethod &method, const std::vector<std::string> &scopes)
{
    std::string out;
    for (const std::string &name : scopes)
        out += (out.empty() ? "" : method.scopeSeparator) + name;
    return out;
}

//! Of the authorize request, whichever way it goes. response_type is code, always (RFC 6749 section 4.1.1).
Result<Parameters> authorizeParameters(const OauthMethod &method, const AuthorizeWish &wish, const Lookup &values)
{
    Parameters parameters{{"response_type", "code"},
                          {"client_id", wish.clientId},
                          {"redirect_uri", wish.redirectUri},
                          {"state", wish.state}};
    const std::string scope = scopeOf(method, wish.scopes);
    if (!scope.empty() && !takesScopesElsewhere(method.authorizeParams))
        parameters.emplace_back("scope", scope);
    if (!wish.challenge.empty()) {
        parameters.emplace_back("code_challenge", wish.challenge);
        parameters.emplace_back("code_challenge_method", "S256");
    }
    if (!wish.nonce.empty())
        parameters.emplace_back("nonce", wish.nonce);
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    for (const auto &[name, text] : method.authorizeParams) {
        Result<std::string> value = text == kPickedScopes ? Result<std::string>(scope)
                                                          : expand(text, values, Place::Text);
        if (!value)
            return value.error();
        if (text != kPickedScopes || !scope.empty())
            parameters.emplace_back(name, std::move(*value));
    }
    return parameters;
}

Result<std::string> withQuery(const std::string &url, const Parameters &parameters, const Lookup &values)
{
    const Result<std::string> filled = expand(url, values, Place::Url);
    if (!filled)
        return filled.error();
    std::string query;
    for (const auto &[name, value] : parameters)
        query += (query.empty() ? "" : "&") + percentEncode(name) + '=' + percentEncode(value);
    return *filled + (filled->find('?') == std::string::npos ? '?' : '&') + query;
}

} // namespace

Result<std::string> authorizeUrl(const OauthMethod &method, const AuthorizeWish &wish, const Lookup &values)
{
    const Result<Parameters> parameters = authorizeParameters(method, wish, values);
    return parameters ? withQuery(method.authorizationUrl, *parameters, values)
                      : Result<std::string>(parameters.error());
}

Result<EndpointRequest> pushedRequest(const OauthMethod &method, const ClientApp &app, const AuthorizeWish &wish,
                                      const Lookup &values)
{
    Result<Parameters> parameters = authorizeParameters(method, wish, values);
    if (!parameters)
        return parameters.error();
    const bool byHeader = method.clientAuth == "basic" && !app.clientSecret.empty();
    if (!byHeader) // the client authentication says it
        std::erase_if(*parameters, [](const auto &parameter) { return parameter.first == "client_id"; });
    OauthMethod form = method;
    form.tokenRequest = "form";
    return finished(form, app, method.pushedAuthorizationUrl, std::move(*parameters), {}, values);
}

Result<std::string> pushedUrl(const OauthMethod &method, const std::string &clientId, const std::string &requestUri,
                              const Lookup &values)
{
    return withQuery(method.authorizationUrl, {{"client_id", clientId}, {"request_uri", requestUri}}, values);
}

Result<std::string> oauth1PageUrl(const OauthMethod &method, const std::string &token, const Lookup &values)
{
    Parameters parameters{{"oauth_token", token}};
    for (const auto &[name, text] : method.authorizeParams) {
        Result<std::string> value = expand(text, values, Place::Text);
        if (!value)
            return value.error();
        parameters.emplace_back(name, std::move(*value));
    }
    return withQuery(method.authorizationUrl, parameters, values);
}

Result<EndpointRequest> deviceRequest(const OauthMethod &method, const ClientApp &app,
                                      const std::vector<std::string> &scopes, const Lookup &values)
{
    Parameters parameters;
    if (const std::string scope = scopeOf(method, scopes); !scope.empty())
        parameters.emplace_back("scope", scope);
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    OauthMethod form = method;
    form.tokenRequest = "form";
    return finished(form, app, method.deviceAuthorizationUrl, std::move(parameters), {}, values);
}

Result<EndpointRequest> deviceTokenRequest(const OauthMethod &method, const ClientApp &app, const Secret &deviceCode,
                                           const Lookup &values)
{
    Parameters parameters{{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                          {"device_code", std::string(deviceCode.reveal())}};
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    return finished(method, app, method.tokenUrl, std::move(parameters), method.tokenParams, values);
}

Result<EndpointRequest> exchangeRequest(const OauthMethod &method, const ClientApp &app, const std::string &code,
                                        const std::string &redirectUri, const std::string &verifier,
                                        const Lookup &values)
{
    Parameters parameters{{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirectUri}};
    if (!verifier.empty())
        parameters.emplace_back("code_verifier", verifier);
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    return finished(method, app, method.tokenUrl, std::move(parameters), method.tokenParams, values);
}

Result<EndpointRequest> refreshRequest(const OauthMethod &method, const ClientApp &app, const Secret &refreshToken,
                                       const Lookup &values)
{
    Parameters parameters{{"grant_type", "refresh_token"}, {"refresh_token", std::string(refreshToken.reveal())}};
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    return finished(method, app, method.refreshUrl.empty() ? method.tokenUrl : method.refreshUrl, std::move(parameters),
                    method.refreshParams, values);
}

Result<EndpointRequest> revokeRequest(const OauthMethod &method, const ClientApp &app, const Secret &token,
                                      const char *hint, const Lookup &values)
{
    Parameters parameters{{"token", std::string(token.reveal())}, {"token_type_hint", hint}};
    return finished(method, app, method.revocationUrl, std::move(parameters), {}, values);
}

Result<EndpointRequest> clientCredentialsRequest(const OauthMethod &method, const ClientApp &app,
                                                 const std::vector<std::string> &scopes, const Lookup &values)
{
    Parameters parameters{{"grant_type", "client_credentials"}};
    std::string scope;
    for (const std::string &name : scopes)
        scope += (scope.empty() ? "" : method.scopeSeparator) + name;
    if (!scope.empty())
        parameters.emplace_back("scope", scope);
    if (!method.resource.empty())
        parameters.emplace_back("resource", method.resource);
    return finished(method, app, method.tokenUrl, std::move(parameters), method.tokenParams, values);
}

} // namespace hub
