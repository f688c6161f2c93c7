// What each way to sign in needs and may name.
#include "core/connectors/rule_checks.h"

#include "core/base/encoding.h"
#include "core/connectors/template.h"

namespace hub::rules {
namespace {

using Names = std::set<std::string>;

Result<void> checkHeaders(const std::map<std::string, std::string> &headers, const Names &known,
                          const std::string &pointer)
{
    for (const auto &[name, text] : headers) {
        if (const Result<void> fits = checkHeader(name, text, pointer + '/' + name); !fits)
            return fits;
    }
    return checkTemplates(headers, known, pointer);
}

Result<void> checkPlacement(const Placement &placement, const Names &known, const std::string &pointer)
{
    if (const Result<void> fits = checkHeaders(placement.headers, known, pointer + "/headers"); !fits)
        return fits;
    if (const Result<void> fits = checkTemplates(placement.query, known, pointer + "/query"); !fits)
        return fits;
    return checkTemplates(placement.body, known, pointer + "/body");
}

//! Parameters that a file adds to the hub's own.
Result<void> checkParams(const std::map<std::string, std::string> &params, const Names &known,
                         const std::string &pointer)
{
    static const Names own{"response_type", "client_id",  "client_secret",  "redirect_uri",
                           "state",         "scope",      "code_challenge", "code_challenge_method",
                           "code_verifier", "grant_type", "code",           "refresh_token"};
    for (const auto &[name, text] : params) {
        if (own.contains(name))
            return wrong(pointer + '/' + name, "is the hub's own to say");
    }
    return checkTemplates(params, known, pointer);
}

//! What is known once somebody has signed in.
Names withLearnt(Names known, const AuthMethod &method)
{
    if (method.needsConsent() || method.mintsTokens())
        known.insert({"access_token", "refresh_token", "token_type", "scope"});
    known.merge(learntNames(method));
    return known;
}

Result<void> checkAddresses(const Connector &connector, const OauthMethod &oauth, const Oauth1Terms &oauth1,
                            const Names &known, const std::string &pointer)
{
    const std::vector<std::pair<const char *, const std::string *>> urls{
        {"/authorization_url", &oauth.authorizationUrl},
        {"/token_url", &oauth.tokenUrl},
        {"/refresh_url", &oauth.refreshUrl},
        {"/revocation_url", &oauth.revocationUrl},
        {"/device_authorization_url", &oauth.deviceAuthorizationUrl},
        {"/pushed_authorization_url", &oauth.pushedAuthorizationUrl},
        {"/request_token_url", &oauth1.requestTokenUrl}};
    for (const auto &[name, url] : urls) {
        if (const Result<void> fits = checkUrl(connector, *url, pointer + name); !fits)
            return fits;
        if (const Result<void> fits = checkTemplate(*url, known, pointer + name); !fits)
            return fits;
    }
    if (!oauth.redirectHttpsUrl.empty() && !oauth.redirectHttpsUrl.starts_with("https://"))
        return wrong(pointer + "/redirect/https_url", "has to be https");
    return {};
}

Result<void> checkOauth(const AuthMethod &method, const Names &known, const std::string &pointer)
{
    const OauthMethod &oauth = method.oauth;
    if (oauth.tokenUrl.empty())
        return wrong(pointer + "/token_url", "is missing");
    if (oauth.grant == "authorization_code" && oauth.authorizationUrl.empty())
        return wrong(pointer + "/authorization_url", "is missing");
    if (oauth.grant == "device_code" && oauth.deviceAuthorizationUrl.empty())
        return wrong(pointer + "/device_authorization_url", "is missing");
    if (oauth.tokenRequest == "query" || oauth.tokenMethod != "POST")
        return wrong(pointer + "/token_request", "is a POST of a form or JSON for OAuth 2.0");
    if (const Result<void> fits = checkPattern(oauth.clientIdPattern, pointer + "/client_id_pattern"); !fits)
        return fits;
    std::map<std::string, std::string> filled = oauth.authorizeParams;
    std::erase_if(filled, [](const auto &each) { return each.second == kPickedScopes; });
    if (const Result<void> fits = checkParams(filled, known, pointer + "/authorize_params"); !fits)
        return fits;
    if (const Result<void> fits = checkParams(oauth.tokenParams, known, pointer + "/token_params"); !fits)
        return fits;
    return checkParams(oauth.refreshParams, withLearnt(known, method), pointer + "/refresh_params");
}

Result<void> checkOauth1(const AuthMethod &method, const Names &known, const std::string &pointer)
{
    const bool pasted = method.oauth.authorizationUrl.empty();
    if (!pasted && (method.oauth.tokenUrl.empty() || method.oauth1.requestTokenUrl.empty()))
        return wrong(pointer, "needs request_token_url, authorization_url and token_url");
    for (const char *name : {"consumer_key", "consumer_secret", "token", "token_secret"}) {
        if (pasted && !known.contains(name))
            return wrong(pointer + "/fields", "needs \"" + std::string(name) + "\" where nobody signs in on a page");
    }
    if (const Result<void> fits = checkTemplate(method.oauth1.realm, known, pointer + "/realm"); !fits)
        return fits;
    return checkTemplates(method.oauth.authorizeParams, known, pointer + "/authorize_params");
}

//! The texts of claims, at any depth.
Result<void> checkClaims(const json::value &claims, const Names &known, const std::string &pointer)
{
    if (const json::string *text = claims.if_string())
        return checkTemplate({text->data(), text->size()}, known, pointer);
    if (const json::array *list = claims.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (const Result<void> fits = checkClaims((*list)[i], known, pointer + '/' + std::to_string(i)); !fits)
                return fits;
        }
    } else if (const json::object *object = claims.if_object()) {
        for (const auto &each : *object) {
            const Result<void> fits = checkClaims(each.value(), known, pointer + '/' + std::string(each.key()));
            if (!fits)
                return fits;
        }
    }
    return {};
}

Result<void> checkJwt(const JwtTemplate &jwt, const Names &known, const std::string &pointer)
{
    if (const Result<void> fits = checkTemplate(jwt.key, known, pointer + "/key"); !fits)
        return fits;
    if (jwt.algorithm != "HS256" && jwt.keyEncoding != "text")
        return wrong(pointer + "/key_encoding", "is text: the key is a PEM");
    if (const Result<void> fits = checkTemplates(jwt.header, known, pointer + "/header"); !fits)
        return fits;
    return checkClaims(jwt.claims, known, pointer + "/claims");
}

//! jwt_bearer and two_step.
Result<void> checkMinted(const AuthMethod &method, const Names &fields, const std::string &pointer)
{
    Names known = fields;
    if (method.type == "jwt_bearer" && !method.jwt)
        return wrong(pointer + "/jwt", "is missing: what the hub signs");
    if (method.type == "two_step" && method.oauth.tokenUrl.empty())
        return wrong(pointer + "/token_url", "is missing");
    if (method.jwt) {
        if (const Result<void> fits = checkJwt(*method.jwt, known, pointer + "/jwt"); !fits)
            return fits;
        known.insert("assertion");
    }
    if (const Result<void> fits = checkHeaders(method.oauth.tokenHeaders, known, pointer + "/token_headers"); !fits)
        return fits;
    if (const Result<void> fits = checkTemplates(method.oauth.tokenParams, known, pointer + "/token_params"); !fits)
        return fits;
    return checkTemplates(method.oauth.refreshParams, withLearnt(known, method), pointer + "/refresh_params");
}

Result<void> checkSigned(const AuthMethod &method, const Names &known, const std::string &pointer)
{
    if (!method.sign)
        return wrong(pointer, "is missing: what is signed, and how");
    const RequestSigning &sign = *method.sign;
    const std::map<std::string, std::string> sigv4{{"service", sign.service},
                                                   {"region", sign.region},
                                                   {"access_key", sign.accessKey},
                                                   {"secret_key", sign.secretKey}};
    const std::map<std::string, std::string> hmac{{"key", sign.key}, {"text", sign.text}};
    const auto &needed = sign.scheme == "aws_sigv4" ? sigv4 : hmac;
    for (const auto &[name, text] : needed) {
        if (text.empty())
            return wrong(pointer + '/' + name, "is missing");
    }
    if (const Result<void> fits = checkTemplates(needed, known, pointer); !fits)
        return fits;
    return checkTemplate(sign.sessionToken, known, pointer + "/session_token");
}

Result<void> checkLearn(const Connector &connector, const AuthMethod &method, Names known, const std::string &pointer)
{
    for (std::size_t i = 0; i < method.learn.size(); ++i) {
        const LearnStep &step = method.learn[i];
        const std::string here = pointer + '/' + std::to_string(i);
        // a learnt address is judged against the connector's hosts when it is called
        const Result<void> plain = step.url.starts_with('{') ? Result<void>()
                                                             : checkUrl(connector, step.url, here + "/url");
        if (!plain)
            return plain;
        if (const Result<void> fits = checkTemplate(step.url, known, here + "/url"); !fits)
            return fits;
        if (const Result<void> fits = checkHeaders(step.headers, known, here + "/headers"); !fits)
            return fits;
        for (const auto &[name, place] : step.values)
            known.insert(name);
    }
    return {};
}

//! What a signature may be made of, beside the account's own values.
Names withRequest(Names known)
{
    known.insert({"method", "host", "path", "query", "target", "url", "body", "body_sha256", "nonce", "timestamp",
                  "timestamp_ms", "timestamp_iso", "timestamp_http"});
    return known;
}

//! The part that is the type's own.
Result<void> checkType(const AuthMethod &method, const Names &known, const std::string &pointer)
{
    if (method.type == "oauth2")
        return checkOauth(method, known, pointer);
    if (method.type == "oauth1")
        return checkOauth1(method, known, pointer);
    if (method.mintsTokens())
        return checkMinted(method, known, pointer);
    if (method.type == "signed")
        return checkSigned(method, withRequest(known), pointer + "/sign");
    return {};
}

} // namespace

std::set<std::string> learntNames(const AuthMethod &method)
{
    Names out;
    for (const auto &[name, place] : method.oauth.tokenResponse)
        out.insert(name);
    for (const auto &[name, parameter] : method.oauth.callbackValues)
        out.insert(name);
    for (const LearnStep &step : method.learn) {
        for (const auto &[name, place] : step.values)
            out.insert(name);
    }
    return out;
}

Result<void> checkAuth(const Connector &connector, std::size_t index, const std::set<std::string> &inputs)
{
    const AuthMethod &method = connector.auth[index];
    const std::string pointer = "/auth/" + std::to_string(index);
    if (method.type == "mcp")
        return wrong(pointer + "/type", "is not supported by this version: mcp");
    for (std::size_t i = 0; i < index; ++i) {
        if (connector.auth[i].key == method.key)
            return wrong(pointer + "/key", "stands twice");
    }
    Names known = inputs;
    if (const Result<void> fits = checkInputs(method.fields, pointer + "/fields", &known); !fits)
        return fits;
    if (!method.needsConsent() && method.type != "none" && method.fields.empty())
        return wrong(pointer + "/fields", "is missing: what the person pastes");
    if (const Result<void> fits = checkUrl(connector, method.consoleUrl, pointer + "/console_url"); !fits)
        return fits;
    if (const Result<void> fits = checkAddresses(connector, method.oauth, method.oauth1, known, pointer); !fits)
        return fits;
    if (const Result<void> fits = checkType(method, known, pointer); !fits)
        return fits;
    known = withLearnt(std::move(known), method);
    if (const Result<void> fits = checkLearn(connector, method, known, pointer + "/learn"); !fits)
        return fits;
    const bool placesItself = method.type == "none" || method.type == "oauth1" || method.type == "signed";
    if (method.placement.empty() && !placesItself)
        return wrong(pointer + "/placement", "is missing: where the credential goes");
    if (method.type == "signed") {
        known = withRequest(std::move(known));
        known.insert("signature");
    }
    return checkPlacement(method.placement, known, pointer + "/placement");
}

} // namespace hub::rules
