#include "core/connectors/loader.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

std::vector<std::string> texts(const json::object &object, std::string_view name)
{
    std::vector<std::string> out;
    const json::value *list = object.if_contains(name);
    if (list == nullptr)
        return out;
    for (const json::value &item : list->get_array())
        out.emplace_back(item.get_string());
    return out;
}

std::map<std::string, std::string> pairs(const json::object &object, std::string_view name)
{
    std::map<std::string, std::string> out;
    const json::value *members = object.if_contains(name);
    if (members == nullptr)
        return out;
    for (const auto &member : members->get_object())
        out[std::string(member.key())] = std::string(member.value().get_string());
    return out;
}

bool isTrue(const json::object &object, std::string_view name)
{
    const json::value *value = object.if_contains(name);
    return value != nullptr && value->get_bool();
}

const json::object &member(const json::object &object, std::string_view name)
{
    static const json::object none;
    const json::value *value = object.if_contains(name);
    return value != nullptr ? value->get_object() : none;
}

std::vector<Input> readInputs(const json::object &object, std::string_view name)
{
    std::vector<Input> out;
    const json::value *list = object.if_contains(name);
    if (list == nullptr)
        return out;
    for (const json::value &item : list->get_array()) {
        const json::object &field = item.get_object();
        Input input{stringOf(field, "key"), stringOf(field, "label"), stringOf(field, "type")};
        input.required = isTrue(field, "required");
        input.secret = isTrue(field, "secret") || input.type == "password";
        input.pattern = stringOf(field, "pattern");
        input.example = stringOf(field, "example");
        input.help = stringOf(field, "help");
        input.options = texts(field, "options");
        out.push_back(std::move(input));
    }
    return out;
}

OauthMethod readOauth(const json::object &auth)
{
    OauthMethod out;
    out.grant = stringOf(auth, "grant", "authorization_code");
    out.authorizationUrl = stringOf(auth, "authorization_url");
    out.tokenUrl = stringOf(auth, "token_url");
    out.refreshUrl = stringOf(auth, "refresh_url");
    out.revocationUrl = stringOf(auth, "revocation_url");
    out.deviceAuthorizationUrl = stringOf(auth, "device_authorization_url");
    out.pushedAuthorizationUrl = stringOf(auth, "pushed_authorization_url");
    out.dpop = isTrue(auth, "dpop");
    out.issuer = stringOf(auth, "issuer");
    out.resource = stringOf(auth, "resource");
    if (const json::value *scopes = auth.if_contains("scopes")) {
        for (const json::value &item : scopes->get_array()) {
            const json::object &scope = item.get_object();
            out.scopes.push_back({stringOf(scope, "name"), stringOf(scope, "label"), isTrue(scope, "default"),
                                  effectFrom(stringOf(scope, "effect")).value_or(Effect::Write)});
        }
    }
    out.scopeSeparator = stringOf(auth, "scope_separator", " ");
    out.pkce = stringOf(auth, "pkce", "S256") == "S256";
    out.clientAuth = stringOf(auth, "client_auth", "none");
    out.authorizeParams = pairs(auth, "authorize_params");
    out.tokenParams = pairs(auth, "token_params");
    out.refreshParams = pairs(auth, "refresh_params");
    out.tokenMethod = stringOf(auth, "token_method", "POST");
    out.tokenRequest = stringOf(auth, "token_request", "form");
    out.tokenHeaders = pairs(auth, "token_headers");
    if (const json::value *lifetime = auth.if_contains("token_lifetime"))
        out.tokenLifetime = std::chrono::seconds(lifetime->to_number<std::int64_t>());
    out.callbackValues = pairs(auth, "callback_values");
    out.clientIdPattern = stringOf(auth, "client_id_pattern");
    out.tokenResponse = pairs(auth, "token_response");
    if (const json::value *rules = auth.if_contains("failed_when")) {
        for (const json::value &item : rules->get_array())
            out.failedWhen.push_back({stringOf(item.get_object(), "pointer"), item.get_object().at("equals")});
    }
    for (std::string &code : texts(auth, "dead_grant"))
        out.deadGrant.insert(std::move(code));
    out.redirectHost = stringOf(member(auth, "redirect"), "host", "127.0.0.1");
    out.redirectHttpsUrl = stringOf(member(auth, "redirect"), "https_url");
    out.embedded = stringOf(auth, "consent", "embedded") == "embedded";
    return out;
}

std::vector<LearnStep> readLearn(const json::object &auth)
{
    std::vector<LearnStep> out;
    const json::value *steps = auth.if_contains("learn");
    if (steps == nullptr)
        return out;
    for (const json::value &item : steps->get_array()) {
        const json::object &step = item.get_object();
        out.push_back({stringOf(step, "method", "GET"), stringOf(step, "url"), pairs(step, "headers"),
                       member(step, "body"), pairs(step, "values")});
    }
    return out;
}

JwtTemplate readJwt(const json::object &jwt)
{
    JwtTemplate out;
    out.algorithm = stringOf(jwt, "algorithm");
    out.key = stringOf(jwt, "key");
    out.keyEncoding = stringOf(jwt, "key_encoding", "text");
    if (const json::value *lifetime = jwt.if_contains("lifetime"))
        out.lifetime = std::chrono::seconds(lifetime->to_number<std::int64_t>());
    out.header = pairs(jwt, "header");
    out.claims = member(jwt, "claims");
    return out;
}

RequestSigning readSigning(const json::object &sign)
{
    RequestSigning out;
    out.scheme = stringOf(sign, "scheme");
    out.service = stringOf(sign, "service");
    out.region = stringOf(sign, "region");
    out.accessKey = stringOf(sign, "access_key");
    out.secretKey = stringOf(sign, "secret_key");
    out.sessionToken = stringOf(sign, "session_token");
    out.algorithm = stringOf(sign, "algorithm", "sha256");
    out.key = stringOf(sign, "key");
    out.keyEncoding = stringOf(sign, "key_encoding", "text");
    out.text = stringOf(sign, "text");
    out.encoding = stringOf(sign, "encoding", "hex");
    return out;
}

//! What goes into each request when the file does not say it.
Placement defaultPlacement(const AuthMethod &method)
{
    const auto authorization = [](std::string value) {
        Placement out;
        out.headers["Authorization"] = std::move(value);
        return out;
    };
    if (method.type == "oauth2")
        return authorization(method.oauth.dpop ? "DPoP {access_token}" : "Bearer {access_token}");
    if (method.mintsTokens())
        return authorization("Bearer {access_token}");
    if (method.type == "bearer" && !method.fields.empty())
        return authorization("Bearer {" + method.fields.front().key + '}');
    if (method.type == "basic" && !method.fields.empty()) {
        const std::string second = method.fields.size() > 1 ? method.fields[1].key : std::string();
        return authorization("Basic {base64(" + method.fields.front().key + ':' + second + ")}");
    }
    return {};
}

//! What a person types for client credentials when the file does not say it and there is no profile.
std::vector<Input> clientFields(const OauthMethod &oauth)
{
    Input id{"client_id", "Client ID"};
    id.required = true;
    Input secret{"client_secret", oauth.clientAuth == "private_key_jwt" ? "Private key" : "Client secret", "password"};
    secret.required = secret.secret = true;
    return {std::move(id), std::move(secret)};
}

AuthMethod readAuth(const json::object &auth)
{
    AuthMethod out;
    out.key = stringOf(auth, "key");
    out.type = stringOf(auth, "type");
    out.label = stringOf(auth, "label");
    out.consoleUrl = stringOf(auth, "console_url");
    out.fields = readInputs(auth, "fields");
    out.oauth = readOauth(auth);
    out.oauth1 = {stringOf(auth, "request_token_url"), stringOf(auth, "signature", "HMAC-SHA1"),
                  stringOf(auth, "realm")};
    out.learn = readLearn(auth);
    if (auth.contains("jwt"))
        out.jwt = readJwt(member(auth, "jwt"));
    if (auth.contains("sign"))
        out.sign = readSigning(member(auth, "sign"));
    if (out.type == "oauth2" && out.oauth.grant == "client_credentials" && out.fields.empty())
        out.fields = clientFields(out.oauth);
    out.placement = defaultPlacement(out);
    if (auth.contains("placement")) {
        const json::object &placement = member(auth, "placement");
        out.placement = {pairs(placement, "headers"), pairs(placement, "query"), pairs(placement, "body")};
    }
    return out;
}

Action readAction(const json::object &action)
{
    Action out{stringOf(action, "id"), stringOf(action, "title"), stringOf(action, "description"),
               stringOf(action, "method"), stringOf(action, "path")};
    out.effect = effectFrom(stringOf(action, "effect")).value_or(Effect::Write);
    const json::object &parameters = member(action, "parameters");
    out.pathParameters = member(parameters, "path");
    out.queryParameters = member(parameters, "query");
    out.headerParameters = member(parameters, "headers");
    out.bodyParameters = member(parameters, "body");
    for (const char *place : {"path", "query", "headers", "body"}) {
        for (std::string &name : texts(member(action, "required"), place))
            out.required[place].insert(std::move(name));
    }
    // a path has no gaps
    for (const auto &parameter : out.pathParameters)
        out.required["path"].insert(std::string(parameter.key()));
    out.scopes = texts(action, "scopes");
    out.resultPick = stringOf(member(action, "result"), "pick");
    out.resultText = stringOf(member(action, "result"), "text");
    return out;
}

Action genericAction(const Connector &connector)
{
    Action out;
    out.id = connector.key + "_request_api";
    out.title = "Call the API of " + connector.name;
    out.description = "One request to the API of " + connector.name + ", below " + connector.baseUrl
        + ". Its documentation: " + connector.docsUrl;
    out.method = "GET";
    out.path = "/";
    out.isGeneric = true;
    return out;
}

} // namespace

Connector readConnector(const json::object &document)
{
    Connector out;
    out.key = stringOf(document, "key");
    out.name = stringOf(document, "name");
    out.docsUrl = stringOf(document, "docs_url");
    out.description = stringOf(document, "description");
    out.evidence = stringOf(document, "evidence");
    out.categories = texts(document, "categories");
    out.aliases = texts(document, "aliases");
    out.baseUrl = stringOf(document, "base_url");
    out.hosts = texts(document, "hosts");
    out.inputs = readInputs(document, "inputs");
    for (const json::value &item : document.at("auth").get_array())
        out.auth.push_back(readAuth(item.get_object()));
    if (const json::value *rules = document.if_contains("expired_when")) {
        for (const json::value &item : rules->get_array()) {
            const json::object &rule = item.get_object();
            ExpiredWhen when{
                rule.at("status").to_number<int>(), stringOf(rule, "pointer"), stringOf(rule, "contains"), {}};
            if (const json::value *equals = rule.if_contains("equals"))
                when.equals = *equals;
            out.expiredWhen.push_back(std::move(when));
        }
    }
    if (document.contains("probe")) {
        const json::object &probe = member(document, "probe");
        const json::object &identity = member(probe, "identity");
        out.probe = Probe{stringOf(probe, "method"),   stringOf(probe, "path"), stringOf(identity, "id"),
                          stringOf(identity, "label"), pairs(probe, "headers"), member(probe, "body")};
    }
    if (document.contains("rate_limit"))
        out.perSecond = member(document, "rate_limit").at("per_second").to_number<double>();
    out.retryAfterHeader = stringOf(document, "retry_after_header");
    out.pagination = member(document, "pagination");
    if (const json::value *actions = document.if_contains("actions")) {
        for (const json::value &item : actions->get_array())
            out.actions.push_back(readAction(item.get_object()));
    }
    if (out.actions.empty())
        out.actions.push_back(genericAction(out));
    return out;
}

//! "host:port" of an address that is written out; empty for any other text.
std::string literalHost(std::string_view url)
{
    const bool https = url.starts_with("https://");
    if (!https && !url.starts_with("http://"))
        return {};
    url.remove_prefix(https ? 8 : 7);
    const std::string host = toLower(url.substr(0, url.find_first_of("/?#")));
    if (host.empty() || host.find_first_of("{}@*") != std::string::npos)
        return {};
    const std::size_t colon = host.starts_with('[') ? host.find("]:") : host.find(':');
    return colon == std::string::npos ? host + (https ? ":443" : ":80") : host;
}

std::set<std::string> literalHosts(const json::value &document)
{
    std::set<std::string> out;
    if (const json::object *object = document.if_object()) {
        for (const auto &each : *object)
            out.merge(literalHosts(each.value()));
    } else if (const json::array *array = document.if_array()) {
        for (const json::value &item : *array)
            out.merge(literalHosts(item));
    } else if (const json::string *text = document.if_string()) {
        if (std::string host = literalHost({text->data(), text->size()}); !host.empty())
            out.insert(std::move(host));
    }
    return out;
}

} // namespace hub
