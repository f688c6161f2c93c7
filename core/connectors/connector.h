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

//! Templates of what is put into each request.
struct Placement {
    std::map<std::string, std::string> headers, query;
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

struct OauthMethod {
    std::string grant, authorizationUrl, tokenUrl, refreshUrl, revocationUrl, deviceAuthorizationUrl, issuer, resource;
    std::vector<OauthScope> scopes;
    std::string scopeSeparator = " ";
    bool pkce = true;                            //!< S256
    std::string clientAuth = "none";             //!< basic, body, none, private_key_jwt
    std::map<std::string, std::string> authorizeParams, tokenParams, refreshParams;
    bool tokenRequestJson = false;
    std::map<std::string, std::string> tokenResponse; //!< name to JSON pointer
    std::vector<FailedWhen> failedWhen;
    std::set<std::string> deadGrant;             //!< codes beside invalid_grant
    std::string redirectHost = "127.0.0.1", redirectHttpsUrl;
    bool embedded = true;                        //!< consent in the view, else in the system browser
};

struct AuthMethod {
    std::string key, type, label; //!< type: oauth2, api_key, basic, bearer
    std::vector<Input> fields;
    Placement placement;
    OauthMethod oauth; //!< for oauth2
};

struct ExpiredWhen {
    int status = 0;
    std::string pointer, contains;
    std::optional<json::value> equals;
};

struct Probe {
    std::string method = "GET", path, identityId, identityLabel; //!< identity: JSON pointers into the answer
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
