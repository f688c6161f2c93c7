// A connector as its file says it (docs/connectors.md). Plain values; built by the loader only.
#pragma once

#include "core/base/effect.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hub {

//! A field of a form: an input of the connector or part of a credential.
struct Input {
    std::string key, label, type = "text";
    bool required = false, secret = false;
    std::string pattern, example, help;
    std::vector<std::string> options;
};

//! Templates of what is put into each request. An entry that uses an optional field nobody filled in is left out.
struct Placement {
    std::map<std::string, std::string> headers, query;
    std::map<std::string, std::string> body; //!< members of a JSON or form body
    bool empty() const { return headers.empty() && query.empty() && body.empty(); }
};

struct OauthScope {
    std::string name, label;
    bool isDefault = false;
    Effect effect = Effect::Read;
};

//! A 200 of the token endpoint that is none.
struct FailedWhen {
    std::string pointer;
    json::value equals;
};

//! A call after signing in, for values that the base URL or later calls need.
struct LearnStep {
    std::string method = "GET", url; //!< absolute, in the connector's hosts; a template
    std::map<std::string, std::string> headers;
    json::object body; //!< empty = none
    std::map<std::string, std::string> values; //!< name to JSON pointer into the answer
};

//! A JSON Web Token that the hub signs (RFC 7519). It adds iat, exp and jti.
struct JwtTemplate {
    std::string algorithm; //!< RS256, ES256, HS256
    std::string key, keyEncoding = "text"; //!< template; text (PEM for RS256 and ES256), hex, base64
    std::chrono::seconds lifetime{300};
    std::map<std::string, std::string> header; //!< templates
    json::object claims; //!< its texts are templates
};

//! What is computed anew for each request from its own bytes.
struct RequestSigning {
    std::string scheme; //!< aws_sigv4, hmac
    std::string service, region, accessKey, secretKey, sessionToken; //!< aws_sigv4: templates
    std::string algorithm = "sha256"; //!< hmac: sha1, sha256, sha384, sha512
    std::string key, keyEncoding = "text", text, encoding = "hex"; //!< hmac: gives {signature}
};

//! RFC 5849; its other addresses are in OauthMethod.
struct Oauth1Terms {
    std::string requestTokenUrl, signature = "HMAC-SHA1", realm;
};

//! A token endpoint and the way to it: OAuth 2.0, and what two_step, jwt_bearer and oauth1 share with it.
struct OauthMethod {
    std::string grant, authorizationUrl, tokenUrl, refreshUrl, revocationUrl, deviceAuthorizationUrl, issuer, resource;
    std::string pushedAuthorizationUrl; //!< RFC 9126
    bool dpop = false;                  //!< RFC 9449
    std::vector<OauthScope> scopes;
    std::string scopeSeparator = " ";
    bool pkce = true;                            //!< S256
    std::string clientAuth = "none";             //!< basic, body, none, private_key_jwt
    std::map<std::string, std::string> authorizeParams, tokenParams, refreshParams;
    std::string tokenMethod = "POST", tokenRequest = "form"; //!< form, json, query
    std::map<std::string, std::string> tokenHeaders;
    std::optional<std::chrono::seconds> tokenLifetime; //!< when the answer does not say one
    std::map<std::string, std::string> tokenResponse; //!< name to JSON pointer
    std::map<std::string, std::string> callbackValues; //!< learnt value to the callback's parameter
    std::vector<FailedWhen> failedWhen;
    std::set<std::string> deadGrant;             //!< codes beside invalid_grant
    std::string redirectHost = "127.0.0.1", redirectHttpsUrl;
    bool embedded = true;                        //!< consent in the view, else in the system browser
    std::string clientIdPattern;                 //!< RE2; empty = any
};

struct AuthMethod {
    std::string key, type, label; //!< type: oauth2, oauth1, api_key, basic, bearer, jwt_bearer, two_step, signed, none
    std::string consoleUrl; //!< where the person makes the app or the key
    std::vector<Input> fields;
    Placement placement;
    OauthMethod oauth;
    Oauth1Terms oauth1;
    std::vector<LearnStep> learn;
    std::optional<JwtTemplate> jwt;
    std::optional<RequestSigning> sign;

    //! The person signs in at the provider, with an OAuth app of their own: an authorize page or a device code.
    bool needsConsent() const;
    //! The hub gets its access token itself from what it keeps, as often as it needs one: client credentials, two_step, jwt_bearer.
    bool mintsTokens() const;
};

struct ExpiredWhen {
    int status = 0;
    std::string pointer, contains;
    std::optional<json::value> equals;
};

struct Probe {
    std::string method = "GET", path, identityId,
                identityLabel; //!< identity: JSON pointers into the answer; empty = not said
    std::map<std::string, std::string> headers; //!< templates
    json::object body; //!< empty = none
};

struct Action {
    std::string id, title, description, method, path;
    Effect effect = Effect::Read;
    json::object pathParameters, queryParameters, headerParameters, bodyParameters; //!< name to JSON Schema
    std::map<std::string, std::set<std::string>> required; //!< by place: path, query, headers, body
    std::vector<std::string> scopes;
    std::string resultPick; //!< JSON pointer
    std::string resultText;
    bool isGeneric = false; //!< stands for any request below the base URL, by its arguments
};

struct Connector {
    std::string key, name, docsUrl, description, evidence;
    std::vector<std::string> categories, aliases;
    std::string baseUrl;
    std::vector<std::string> hosts; //!< as in the file; empty = base_url's
    std::vector<Input> inputs;
    std::vector<AuthMethod> auth; //!< the first is offered first
    std::vector<ExpiredWhen> expiredWhen; //!< beside 401
    std::optional<Probe> probe;
    std::optional<double> perSecond;
    std::string retryAfterHeader;
    json::object pagination;
    std::vector<Action> actions;

    std::string source; //!< file it came from, for messages
    std::string hash; //!< SHA-256 of the file, hex
    bool shipped = false;
    //! host:port literals of the file that the person allowed to be local and plain http; empty unless --allow-local.
    std::set<std::string> localHosts;

    const AuthMethod *findAuth(std::string_view authKey) const;
    const Action *findAction(std::string_view actionId) const;
};

} // namespace hub
