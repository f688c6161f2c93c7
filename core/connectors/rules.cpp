#include "core/connectors/loader.h"

#include "core/base/encoding.h"
#include "core/connectors/hosts.h"
#include "core/connectors/template.h"

#include <re2/re2.h>

namespace hub {
namespace {

Error wrong(const std::string &pointer, const std::string &why)
{
    return {ErrorCode::SchemaViolation, why, pointer};
}

Result<void> checkUrl(const Connector &connector, const std::string &url, const std::string &pointer)
{
    if (url.empty())
        return {};
    if (!isHeaderValue(url) || url.find_first_of(" \\\"<>`$|^@") != std::string::npos)
        return wrong(pointer, "is not a plain URL");
    if (url.starts_with("https://"))
        return {};
    if (url.starts_with("http://")) {
        const std::string_view rest = std::string_view(url).substr(7);
        std::string authority = toLower(rest.substr(0, rest.find_first_of("/?#")));
        if (authority.find(':') == std::string::npos)
            authority += ":80";
        if (connector.localHosts.contains(authority))
            return {};
    }
    return wrong(
        pointer,
        "has to be https (plain http only for a connector that is allowed as local, and only its own literal addresses)");
}

Result<void> checkInputs(const std::vector<Input> &inputs, const std::string &pointer, std::set<std::string> *known)
{
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string here = pointer + '/' + std::to_string(i);
        if (!known->insert(inputs[i].key).second)
            return wrong(here + "/key", "stands twice");
        if (inputs[i].type == "select" && inputs[i].options.empty())
            return wrong(here + "/options", "is missing: a select needs its options");
        RE2::Options quiet;
        quiet.set_log_errors(false);
        if (!inputs[i].pattern.empty() && !RE2(inputs[i].pattern, quiet).ok())
            return wrong(here + "/pattern", "is no valid RE2 pattern");
    }
    return {};
}

Result<void> checkTemplate(const std::string &text, const std::set<std::string> &known, const std::string &pointer)
{
    const Result<std::vector<std::string>> names = namesIn(text);
    if (!names)
        return wrong(pointer, names.error().message);
    for (const std::string &name : *names) {
        if (!known.contains(name))
            return wrong(pointer, "uses {" + name + "}, which is no input, credential field or learnt value");
    }
    return {};
}

Result<void> checkPlacement(const Placement &placement, const std::set<std::string> &known, const std::string &pointer)
{
    for (const auto &[name, text] : placement.headers) {
        if (!isToken(name))
            return wrong(pointer + "/headers/" + name, "is no header's name");
        if (const Result<void> fits = checkTemplate(text, known, pointer + "/headers/" + name); !fits)
            return fits;
    }
    for (const auto &[name, text] : placement.query) {
        if (const Result<void> fits = checkTemplate(text, known, pointer + "/query/" + name); !fits)
            return fits;
    }
    return {};
}

//! Parameters that a file adds to the hub's own.
Result<void> checkParams(const std::map<std::string, std::string> &params, const std::set<std::string> &known,
                         const std::string &pointer)
{
    static const std::set<std::string> own{"response_type", "client_id",  "client_secret",  "redirect_uri",
                                           "state",         "scope",      "code_challenge", "code_challenge_method",
                                           "code_verifier", "grant_type", "code",           "refresh_token"};
    for (const auto &[name, text] : params) {
        if (own.contains(name))
            return wrong(pointer + '/' + name, "is the hub's own to say");
        if (const Result<void> fits = checkTemplate(text, known, pointer + '/' + name); !fits)
            return fits;
    }
    return {};
}

//! What is known once somebody has signed in.
std::set<std::string> withLearnt(std::set<std::string> known, const OauthMethod &oauth)
{
    known.insert({"access_token", "refresh_token", "token_type", "scope"});
    for (const auto &[name, place] : oauth.tokenResponse)
        known.insert(name);
    return known;
}

Result<void> checkOauth(const Connector &connector, const OauthMethod &oauth, const std::set<std::string> &known,
                        const std::string &pointer)
{
    if (oauth.grant != "authorization_code")
        return wrong(pointer + "/grant", "is not supported by this version: " + oauth.grant);
    if (oauth.clientAuth == "private_key_jwt")
        return wrong(pointer + "/client_auth", "is not supported by this version: private_key_jwt");
    if (oauth.authorizationUrl.empty() || oauth.tokenUrl.empty())
        return wrong(pointer, "needs authorization_url and token_url");
    const std::vector<std::pair<const char *, const std::string *>> urls{
        {"/authorization_url", &oauth.authorizationUrl},
        {"/token_url", &oauth.tokenUrl},
        {"/refresh_url", &oauth.refreshUrl},
        {"/revocation_url", &oauth.revocationUrl},
        {"/device_authorization_url", &oauth.deviceAuthorizationUrl}};
    for (const auto &[name, url] : urls) {
        if (const Result<void> fits = checkUrl(connector, *url, pointer + name); !fits)
            return fits;
        if (const Result<void> fits = checkTemplate(*url, known, pointer + name); !fits)
            return fits;
    }
    if (!oauth.redirectHttpsUrl.empty() && !oauth.redirectHttpsUrl.starts_with("https://"))
        return wrong(pointer + "/redirect/https_url", "has to be https");
    if (const Result<void> fits = checkParams(oauth.authorizeParams, known, pointer + "/authorize_params"); !fits)
        return fits;
    if (const Result<void> fits = checkParams(oauth.tokenParams, known, pointer + "/token_params"); !fits)
        return fits;
    return checkParams(oauth.refreshParams, withLearnt(known, oauth), pointer + "/refresh_params");
}

Result<void> checkAuth(const Connector &connector, std::size_t index, const std::set<std::string> &inputs)
{
    const AuthMethod &method = connector.auth[index];
    const std::string pointer = "/auth/" + std::to_string(index);
    static const std::set<std::string> built{"oauth2", "api_key", "basic", "bearer"};
    if (!built.contains(method.type))
        return wrong(pointer + "/type", "is not supported by this version: " + method.type);
    for (std::size_t i = 0; i < index; ++i) {
        if (connector.auth[i].key == method.key)
            return wrong(pointer + "/key", "stands twice");
    }
    std::set<std::string> known = inputs;
    if (const Result<void> fits = checkInputs(method.fields, pointer + "/fields", &known); !fits)
        return fits;
    if (method.type != "oauth2" && method.fields.empty())
        return wrong(pointer + "/fields", "is missing: what the person pastes");
    if (method.type == "oauth2") {
        if (const Result<void> fits = checkOauth(connector, method.oauth, known, pointer); !fits)
            return fits;
        known = withLearnt(std::move(known), method.oauth);
    }
    if (method.placement.headers.empty() && method.placement.query.empty())
        return wrong(pointer + "/placement", "is missing: where the credential goes");
    return checkPlacement(method.placement, known, pointer + "/placement");
}

Result<void> checkHost(const std::string &host, const std::set<std::string> &known, const std::string &pointer)
{
    const std::size_t star = host.find('*');
    const bool wild = star == 0 && host.size() >= 5 && host[1] == '.' && host.find('.', 2) != std::string::npos;
    if (host.find_first_of("/@?#\\ ") != std::string::npos || (star != std::string::npos && !wild))
        return wrong(pointer, "is a host name, or *.example.com");
    return checkTemplate(host, known, pointer);
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one rule after the other
Result<void> checkBase(const Connector &connector)
{
    std::set<std::string> known;
    for (const Input &input : connector.inputs) {
        if (!input.secret)
            known.insert(input.key);
    }
    for (const AuthMethod &method : connector.auth) {
        for (const auto &[name, place] : method.oauth.tokenResponse)
            known.insert(name);
        for (const Input &field : method.fields) {
            if (!field.secret)
                known.insert(field.key);
        }
    }
    if (const Result<void> fits = checkTemplate(connector.baseUrl, known, "/base_url"); !fits)
        return fits;
    for (std::size_t i = 0; i < connector.hosts.size(); ++i) {
        if (const Result<void> fits = checkHost(connector.hosts[i], known, "/hosts/" + std::to_string(i)); !fits)
            return fits;
    }
    if (connector.baseUrl.starts_with('{')) {
        if (connector.hosts.empty())
            return wrong("/hosts", "is missing: a learnt base address needs the hosts it may have");
        return {};
    }
    if (const Result<void> fits = checkUrl(connector, connector.baseUrl, "/base_url"); !fits)
        return fits;
    // only a base without variables can be judged now; the others are judged at each call
    if (connector.baseUrl.find('{') == std::string::npos
        && !baseUrlOf(connector, [](std::string_view) { return std::optional<std::string>(); }))
        return wrong("/base_url", "is none of the connector's hosts");
    return {};
}

Result<void> checkRequired(const Action &action, const std::string &pointer)
{
    const std::map<std::string, const json::object *> places{{"path", &action.pathParameters},
                                                             {"query", &action.queryParameters},
                                                             {"headers", &action.headerParameters},
                                                             {"body", &action.bodyParameters}};
    for (const auto &[place, names] : action.required) {
        for (const std::string &name : names) {
            if (!places.at(place)->contains(name))
                return wrong(pointer + "/required/" + place, "names \"" + name + "\", which is no parameter");
        }
    }
    return {};
}

Result<void> checkAction(const Connector &connector, std::size_t index)
{
    const Action &action = connector.actions[index];
    const std::string pointer = "/actions/" + std::to_string(index);
    if (!action.id.starts_with(connector.key + '_'))
        return wrong(pointer + "/id", "has to start with \"" + connector.key + "_\"");
    const auto before = connector.actions.begin() + static_cast<std::ptrdiff_t>(index);
    if (std::any_of(connector.actions.begin(), before, [&](const Action &other) { return other.id == action.id; }))
        return wrong(pointer + "/id", "stands twice");
    if (!action.path.starts_with('/'))
        return wrong(pointer + "/path", "has to start with /");
    std::set<std::string> known;
    for (const auto &parameter : action.pathParameters)
        known.insert(std::string(parameter.key()));
    if (const Result<void> fits = checkTemplate(action.path, known, pointer + "/path"); !fits)
        return fits;
    if (action.method == "GET" && action.effect != Effect::Read)
        return wrong(pointer + "/effect", "is read for GET");
    if (action.method == "DELETE" && action.effect == Effect::Read)
        return wrong(pointer + "/effect", "is not read for DELETE");
    return checkRequired(action, pointer);
}

} // namespace

Result<void> checkRules(const Connector &connector)
{
    std::set<std::string> inputs;
    if (const Result<void> fits = checkInputs(connector.inputs, "/inputs", &inputs); !fits)
        return fits;
    if (const Result<void> fits = checkUrl(connector, connector.docsUrl, "/docs_url"); !fits)
        return fits;
    for (std::size_t i = 0; i < connector.auth.size(); ++i) {
        if (const Result<void> fits = checkAuth(connector, i, inputs); !fits)
            return fits;
    }
    if (const Result<void> fits = checkBase(connector); !fits)
        return fits;
    if (connector.probe && !connector.probe->path.starts_with('/'))
        return wrong("/probe/path", "has to start with /");
    for (std::size_t i = 0; i < connector.actions.size(); ++i) {
        if (const Result<void> fits = checkAction(connector, i); !fits)
            return fits;
    }
    return {};
}

} // namespace hub
