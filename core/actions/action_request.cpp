#include "core/actions/action_request.h"

#include "core/actions/body_encoding.h"
#include "core/base/encoding.h"
#include "core/connectors/json_schema.h"
#include "core/connectors/template.h"

#include <array>

namespace hub {
namespace {

constexpr std::array<std::string_view, 4> kPlaces{"path", "query", "headers", "body"};

const json::object &parametersOf(const Action &action, std::string_view place)
{
    if (place == "path")
        return action.pathParameters;
    if (place == "query")
        return action.queryParameters;
    return place == "headers" ? action.headerParameters : action.bodyParameters;
}

json::object &argumentsOf(ActionArguments &arguments, std::string_view place)
{
    if (place == "path")
        return arguments.path;
    if (place == "query")
        return arguments.query;
    return place == "headers" ? arguments.headers : arguments.body;
}

//! What the connector's file fixes: filled in, and not the agent's to know.
const json::value *constantOf(const json::value &schema)
{
    return schema.is_object() ? schema.get_object().if_contains("const") : nullptr;
}

void fillConstants(const Action &action, std::string_view place, json::object &given)
{
    for (const auto &parameter : parametersOf(action, place)) {
        const json::value *constant = constantOf(parameter.value());
        if (constant != nullptr && !given.contains(parameter.key()))
            given.emplace(parameter.key(), *constant);
    }
}

//! Takes the content type out of the headers: the body's encoding says it again, with its boundary.
std::string takeContentType(json::object &headers)
{
    for (const auto &header : headers) {
        if (!iequals(std::string(header.key()), "content-type"))
            continue;
        std::string type = textOf(header.value());
        headers.erase(header.key());
        return type;
    }
    return {};
}

//! Parameters that share their first letters, or all there are.
std::vector<std::string> near(const json::object &known, std::string_view wanted)
{
    std::vector<std::string> names;
    for (const auto &parameter : known) {
        const std::string name(parameter.key());
        if (constantOf(parameter.value()) != nullptr)
            continue;
        if (toLower(name).starts_with(toLower(wanted.substr(0, 2))))
            names.push_back(name);
    }
    if (names.empty()) {
        for (const auto &parameter : known) {
            if (constantOf(parameter.value()) == nullptr)
                names.emplace_back(parameter.key());
        }
    }
    return names;
}

Result<void> checkPlace(const Action &action, std::string_view place, const json::object &given)
{
    const json::object &known = parametersOf(action, place);
    for (const auto &argument : given) {
        const std::string name(argument.key());
        const json::value *schema = known.if_contains(name);
        const std::string field = std::string(place) + '/' + name;
        if (schema == nullptr)
            return Error{ErrorCode::SchemaViolation,
                         "There is no parameter \"" + name + "\" in " + std::string(place) + '.',
                         field,
                         {},
                         {},
                         near(known, name)};
        const Result<void> fits = checkSchema(*schema, argument.value(), field);
        if (!fits)
            return Error{fits.error().code, fits.error().field + ": " + fits.error().message, fits.error().field};
    }
    const auto required = action.required.find(std::string(place));
    if (required == action.required.end())
        return {};
    for (const std::string &name : required->second) {
        if (!given.contains(name))
            return Error{ErrorCode::SchemaViolation,
                         "The parameter \"" + name + "\" in " + std::string(place) + " is required.",
                         std::string(place) + '/' + name};
    }
    return {};
}

void addPair(std::string &target, const std::string &name, const json::value &value)
{
    if (value.is_null())
        return;
    if (const json::array *list = value.if_array()) {
        for (const json::value &item : *list)
            addPair(target, name, item);
        return;
    }
    const std::string text = value.is_object() ? json::serialize(value) : textOf(value);
    target += (target.find('?') == std::string::npos ? '?' : '&') + percentEncode(name) + '=' + percentEncode(text);
}

//! A connector without actions still can be called: method and path are arguments.
json::object genericSchema()
{
    const json::object method{{"type", "string"},
                              {"enum", {"GET", "POST", "PUT", "PATCH", "DELETE"}},
                              {"description", "GET if left out; a key that only reads may use no other"}};
    const json::object path{
        {"type", "string"}, {"pattern", "^/"}, {"description", "Below the API's base URL, with a leading slash"}};
    const json::object place{{"type", "object"},
                             {"properties", {{"method", method}, {"path", path}}},
                             {"required", json::array{"path"}},
                             {"additionalProperties", false}};
    const json::object query{{"type", "object"}, {"description", "Parameters of the query"}};
    const json::object body{{"type", "object"}, {"description", "Sent as JSON"}};
    return {{"type", "object"},
            {"properties", {{"path", place}, {"query", query}, {"body", body}}},
            {"required", json::array{"path"}},
            {"additionalProperties", false}};
}

} // namespace

void addQuery(std::string &target, const json::object &query)
{
    for (const auto &argument : query)
        addPair(target, std::string(argument.key()), argument.value());
}

Result<ActionArguments> argumentsFrom(const Action &action, const json::object &arguments)
{
    ActionArguments out;
    for (const auto &argument : arguments) {
        const std::string name(argument.key());
        const bool isPlace = std::find(kPlaces.begin(), kPlaces.end(), name) != kPlaces.end();
        if (isPlace && argument.value().is_object()) {
            argumentsOf(out, name) = argument.value().get_object();
            continue;
        }
        // a flat argument goes where a parameter of that name is
        std::string_view found;
        for (const std::string_view place : kPlaces) {
            if (found.empty() && parametersOf(action, place).contains(name))
                found = place;
        }
        if (found.empty() && action.isGeneric && (name == "path" || name == "method"))
            found = "path";
        if (found.empty() && name == "next" && argument.value().is_string()) {
            out.next = textOf(argument.value());
            continue;
        }
        if (found.empty())
            return Error{ErrorCode::SchemaViolation,
                         "There is no parameter \"" + name + "\". Arguments go into path, query, headers and body.",
                         name};
        argumentsOf(out, found)[name] = argument.value();
    }
    return out;
}

Result<ActionRequest> toRequest(const Action &action, const ActionArguments &arguments)
{
    ActionArguments given = arguments;
    for (const std::string_view place : kPlaces) {
        fillConstants(action, place, argumentsOf(given, place));
        const Result<void> fits = checkPlace(action, place, argumentsOf(given, place));
        if (!fits)
            return fits.error();
    }
    const Lookup values = [&](std::string_view name) -> std::optional<std::string> {
        const json::value *value = given.path.if_contains(name);
        return value != nullptr ? std::optional(textOf(*value)) : std::nullopt;
    };
    // a base before it makes the template judge each value as a path segment
    constexpr std::string_view base = "https://x";
    const Result<std::string> path = expand(std::string(base) + action.path, values, Place::Url);
    if (!path)
        return Error{ErrorCode::SchemaViolation, path.error().message, "path"};
    ActionRequest out{action.method, path->substr(base.size()), {}, {}};
    addQuery(out.target, given.query);
    const std::string contentType = takeContentType(given.headers);
    for (const auto &argument : given.headers) {
        const std::string value = textOf(argument.value());
        if (!isHeaderValue(value))
            return Error{ErrorCode::SchemaViolation, "A header's value holds a control character.",
                         "headers/" + std::string(argument.key())};
        out.headers.add(std::string(argument.key()), value);
    }
    if (!action.bodyParameters.empty()) {
        Result<EncodedBody> encoded = encodeBody(contentType, given.body);
        if (!encoded)
            return encoded.error();
        out.body = std::move(encoded->bytes);
        out.headers.set("content-type", encoded->contentType);
    }
    return out;
}

namespace {

//! The names that a call has to give in that place.
json::array requiredOf(const Action &action, std::string_view place, const json::object &parameters)
{
    json::array names;
    const auto named = action.required.find(std::string(place));
    if (named == action.required.end())
        return names;
    for (const std::string &name : named->second) {
        if (parameters.contains(name))
            names.emplace_back(json::string(name));
    }
    return names;
}

} // namespace

json::object inputSchema(const Action &action)
{
    if (action.isGeneric)
        return genericSchema();
    json::object properties;
    json::array required;
    for (const std::string_view place : kPlaces) {
        json::object parameters;
        for (const auto &parameter : parametersOf(action, place)) {
            if (constantOf(parameter.value()) == nullptr)
                parameters.emplace(parameter.key(), parameter.value());
        }
        if (parameters.empty())
            continue;
        json::object schema{{"type", "object"}, {"properties", parameters}, {"additionalProperties", false}};
        if (json::array names = requiredOf(action, place, parameters); !names.empty()) {
            schema["required"] = std::move(names);
            required.push_back(json::string(place));
        }
        properties[place] = std::move(schema);
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty())
        out["required"] = std::move(required);
    return out;
}

json::value toData(const Action &action, const json::value &answer)
{
    const json::value *picked = action.resultPick.empty() ? &answer : at(answer, action.resultPick);
    if (picked == nullptr)
        picked = &answer; // it says why the part is not there
    if (picked->is_object() || picked->is_null())
        return *picked;
    if (const json::array *list = picked->if_array()) {
        json::array out;
        for (const json::value &item : *list)
            out.push_back(item.is_object() ? item : json::value(json::object{{"value", item}}));
        return out;
    }
    return json::object{{"value", *picked}};
}

} // namespace hub
