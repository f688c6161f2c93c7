#include "core/connectors/loader.h"

#include "core/base/encoding.h"
#include "core/connectors/hosts.h"
#include "core/connectors/rule_checks.h"

namespace hub {

using namespace rules;

namespace {

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
        known.merge(learntNames(method));
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

//! Below the base URL, and what the other side reads is what stands here.
Result<void> checkPath(const std::string &path, const std::string &pointer)
{
    if (!path.starts_with('/') || path.starts_with("//"))
        return wrong(pointer, "has to start with one /");
    const std::string segments = path.substr(0, path.find('?')) + '/';
    if (!isHeaderValue(path) || path.find_first_of(" \\#") != std::string::npos
        || segments.find("/../") != std::string::npos || segments.find("/./") != std::string::npos)
        return wrong(pointer, "is no plain path");
    return {};
}

Result<void> checkParameters(const Action &action, const std::string &pointer)
{
    const std::map<std::string, const json::object *> places{{"path", &action.pathParameters},
                                                             {"query", &action.queryParameters},
                                                             {"headers", &action.headerParameters},
                                                             {"body", &action.bodyParameters}};
    for (const auto &[place, parameters] : places) {
        for (const auto &each : *parameters) {
            const std::string here = pointer + '/' + place + '/' + std::string(each.key());
            const Result<void> named = place == "headers" ? checkHeaderName(each.key(), here) : Result<void>();
            if (!named)
                return named;
            if (const Result<void> fits = checkParameter(each.value(), here); !fits)
                return fits;
        }
    }
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

//! \param ids those of the actions before
Result<void> checkAction(const Connector &connector, std::size_t index, std::set<std::string> *ids)
{
    const Action &action = connector.actions[index];
    const std::string pointer = "/actions/" + std::to_string(index);
    if (!action.id.starts_with(connector.key + '_'))
        return wrong(pointer + "/id", "has to start with \"" + connector.key + "_\"");
    if (!ids->insert(action.id).second)
        return wrong(pointer + "/id", "stands twice");
    if (const Result<void> fits = checkPath(action.path, pointer + "/path"); !fits)
        return fits;
    std::set<std::string> known;
    for (const auto &parameter : action.pathParameters)
        known.insert(std::string(parameter.key()));
    if (const Result<void> fits = checkTemplate(action.path, known, pointer + "/path"); !fits)
        return fits;
    if (action.method == "DELETE" && action.effect == Effect::Read)
        return wrong(pointer + "/effect", "is not read for DELETE");
    if (const Result<void> fits = checkParameters(action, pointer + "/parameters"); !fits)
        return fits;
    return checkRequired(action, pointer);
}

Result<void> checkProbe(const Probe &probe)
{
    if (const Result<void> fits = checkPath(probe.path, "/probe/path"); !fits)
        return fits;
    for (const auto &[name, text] : probe.headers) {
        if (const Result<void> fits = checkHeader(name, text, "/probe/headers/" + name); !fits)
            return fits;
    }
    if (!probe.body.empty() && probe.method == "GET")
        return wrong("/probe/body", "does not go with GET");
    return {};
}

} // namespace

std::vector<Error> ruleProblems(const Connector &connector)
{
    std::vector<Error> out;
    const auto note = [&](const Result<void> &fits) {
        if (!fits)
            out.push_back(fits.error());
    };
    std::set<std::string> inputs;
    note(checkInputs(connector.inputs, "/inputs", &inputs));
    note(checkUrl(connector, connector.docsUrl, "/docs_url"));
    for (std::size_t i = 0; i < connector.auth.size(); ++i)
        note(checkAuth(connector, i, inputs));
    note(checkBase(connector));
    if (connector.probe)
        note(checkProbe(*connector.probe));
    std::set<std::string> ids;
    for (std::size_t i = 0; i < connector.actions.size(); ++i)
        note(checkAction(connector, i, &ids));
    return out;
}

Result<void> checkRules(const Connector &connector)
{
    const std::vector<Error> problems = ruleProblems(connector);
    return problems.empty() ? Result<void>() : problems.front();
}

} // namespace hub
