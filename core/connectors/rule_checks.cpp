#include "core/connectors/rule_checks.h"

#include "core/base/encoding.h"
#include "core/connectors/template.h"

#include <re2/re2.h>

namespace hub::rules {

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

Result<void> checkPattern(const std::string &pattern, const std::string &pointer)
{
    RE2::Options quiet;
    quiet.set_log_errors(false);
    return pattern.empty() || RE2(pattern, quiet).ok() ? Result<void>() : wrong(pointer, "is no valid RE2 pattern");
}

Result<void> checkInputs(const std::vector<Input> &inputs, const std::string &pointer, std::set<std::string> *known)
{
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string here = pointer + '/' + std::to_string(i);
        if (!known->insert(inputs[i].key).second)
            return wrong(here + "/key", "stands twice");
        if (inputs[i].type == "select" && inputs[i].options.empty())
            return wrong(here + "/options", "is missing: a select needs its options");
        if (const Result<void> fits = checkPattern(inputs[i].pattern, here + "/pattern"); !fits)
            return fits;
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

Result<void> checkTemplates(const std::map<std::string, std::string> &texts, const std::set<std::string> &known,
                            const std::string &pointer)
{
    for (const auto &[name, text] : texts) {
        if (const Result<void> fits = checkTemplate(text, known, pointer + '/' + name); !fits)
            return fits;
    }
    return {};
}

} // namespace hub::rules
