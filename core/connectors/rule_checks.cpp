#include "core/connectors/rule_checks.h"

#include "core/base/encoding.h"
#include "core/connectors/json_schema.h"
#include "core/connectors/pattern.h"
#include "core/connectors/template.h"

#include <array>

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
        if (authority.find(':', authority.starts_with('[') ? authority.find(']') : 0) == std::string::npos)
            authority += ":80";
        if (connector.localHosts.contains(authority))
            return {};
    }
    return wrong(
        pointer,
        "has to be https (plain http only for a connector that is allowed as local, and only its own literal addresses)");
}

Result<void> checkHeaderName(std::string_view name, const std::string &pointer)
{
    static constexpr std::array<std::string_view, 7> framing{
        "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"};
    if (!isToken(name))
        return wrong(pointer, "is no header's name");
    if (std::find(framing.begin(), framing.end(), toLower(name)) != framing.end())
        return wrong(pointer, "is the hub's own to say");
    return {};
}

Result<void> checkHeader(const std::string &name, const std::string &text, const std::string &pointer)
{
    if (const Result<void> fits = checkHeaderName(name, pointer); !fits)
        return fits;
    return isHeaderValue(text) ? Result<void>() : wrong(pointer, "holds a character that no header may hold");
}

Result<void> checkPattern(const std::string &pattern, const std::string &pointer)
{
    return pattern.empty() || compilePattern(pattern) ? Result<void>()
                                                      : wrong(pointer, "is no valid RE2 pattern, or too large a one");
}

namespace {

Result<void> checkTypes(const json::value &types, const std::string &pointer)
{
    static constexpr std::array<std::string_view, 7> known{"string", "integer", "number", "boolean",
                                                           "object", "array",   "null"};
    const auto isKnown = [](const json::value &type) {
        return type.is_string() && std::find(known.begin(), known.end(), type.get_string()) != known.end();
    };
    const json::array *list = types.if_array();
    const bool fine = list != nullptr ? !list->empty() && std::all_of(list->begin(), list->end(), isKnown)
                                      : isKnown(types);
    return fine ? Result<void>() : wrong(pointer + "/type", "is no type of JSON Schema");
}

//! Types and patterns at any depth. What stands under `properties` is named by the file, not by JSON Schema.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): one rule after the other
Result<void> checkKeywords(const json::value &schema, const std::string &pointer, bool isNamed)
{
    if (const json::array *list = schema.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (const Result<void> fits = checkKeywords((*list)[i], pointer + '/' + std::to_string(i), false); !fits)
                return fits;
        }
    }
    const json::object *object = schema.if_object();
    if (object == nullptr)
        return {};
    const json::value *types = isNamed ? nullptr : object->if_contains("type");
    if (types != nullptr) {
        if (const Result<void> fits = checkTypes(*types, pointer); !fits)
            return fits;
    }
    if (!isNamed) {
        if (const Result<void> fits = checkPattern(stringOf(*object, "pattern"), pointer + "/pattern"); !fits)
            return fits;
    }
    for (const auto &member : *object) {
        static constexpr std::array<std::string_view, 4> values{"default", "examples", "enum", "const"};
        if (!isNamed && std::find(values.begin(), values.end(), member.key()) != values.end())
            continue;
        const bool namesFollow = !isNamed && (member.key() == "properties" || member.key() == "definitions");
        const std::string below = pointer + '/' + std::string(member.key());
        if (const Result<void> fits = checkKeywords(member.value(), below, namesFollow); !fits)
            return fits;
    }
    return {};
}

} // namespace

Result<void> checkParameter(const json::value &schema, const std::string &pointer)
{
    if (const Result<void> fits = checkKeywords(schema, pointer, false); !fits)
        return fits;
    const JsonSchema compiled(schema);
    return compiled.defect().empty() ? Result<void>() : wrong(pointer, "is no JSON Schema: " + compiled.defect());
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
