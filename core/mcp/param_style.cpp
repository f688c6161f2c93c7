#include "core/mcp/param_style.h"

#include <array>
#include <map>

namespace hub {
namespace {

constexpr std::array<std::string_view, 4> kPlaces{"path", "query", "headers", "body"};

struct Slot {
    std::string place, name;
};

//! Each parameter under its flat name, in the order of places.
std::vector<std::pair<std::string, Slot>> slotsOf(const json::object &nested, ParamStyle style)
{
    // the hub's own arguments come first, and are never a parameter's
    std::map<std::string, int> counts{{"account", 1}, {"next", 1}};
    for (const std::string_view place : kPlaces)
        ++counts[std::string(place)];
    const json::object &places = nested.at("properties").get_object();
    for (const auto &place : places) {
        for (const auto &parameter : place.value().at("properties").get_object())
            ++counts[std::string(parameter.key())];
    }
    std::vector<std::pair<std::string, Slot>> slots;
    for (const auto &place : places) {
        for (const auto &parameter : place.value().at("properties").get_object()) {
            const Slot slot{std::string(place.key()), std::string(parameter.key())};
            const bool plain = style == ParamStyle::FlatSmart && counts[slot.name] == 1;
            slots.emplace_back(plain ? slot.name : slot.place + '_' + slot.name, slot);
        }
    }
    return slots;
}

bool isRequired(const json::value &schema, const std::string &name)
{
    const json::value *required = schema.get_object().if_contains("required");
    if (required == nullptr)
        return false;
    const json::array &names = required->get_array();
    return std::find(names.begin(), names.end(), json::value(json::string(name))) != names.end();
}

json::object &partOf(ActionArguments &arguments, std::string_view place)
{
    if (place == "path")
        return arguments.path;
    if (place == "query")
        return arguments.query;
    return place == "headers" ? arguments.headers : arguments.body;
}

} // namespace

std::optional<ParamStyle> paramStyleFrom(std::string_view name)
{
    if (name == "nested")
        return ParamStyle::Nested;
    if (name == "flat_prefixed")
        return ParamStyle::FlatPrefixed;
    return name == "flat_smart" ? std::optional(ParamStyle::FlatSmart) : std::nullopt;
}

json::object styledSchema(const Action &action, ParamStyle style)
{
    json::object nested = inputSchema(action);
    if (style == ParamStyle::Nested || action.isGeneric)
        return nested;
    json::object properties;
    json::array required;
    for (const auto &[flat, slot] : slotsOf(nested, style)) {
        const json::value &place = nested.at("properties").at(slot.place);
        properties[flat] = place.at("properties").at(slot.name);
        if (isRequired(place, slot.name))
            required.push_back(json::string(flat));
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty())
        out["required"] = std::move(required);
    return out;
}

Result<ActionArguments> styledArguments(const Action &action, ParamStyle style, const json::object &arguments)
{
    if (style == ParamStyle::Nested || action.isGeneric)
        return argumentsFrom(action, arguments);
    std::map<std::string, Slot> slots;
    for (auto &[flat, slot] : slotsOf(inputSchema(action), style))
        slots.emplace(std::move(flat), std::move(slot));
    ActionArguments out;
    json::object rest;
    for (const auto &argument : arguments) {
        const auto slot = slots.find(std::string(argument.key()));
        if (slot == slots.end())
            rest.emplace(argument.key(), argument.value());
        else
            partOf(out, slot->second.place)[slot->second.name] = argument.value();
    }
    Result<ActionArguments> others = argumentsFrom(action, rest);
    if (!others)
        return others;
    out.next = std::move(others->next);
    for (const std::string_view place : kPlaces) {
        for (const auto &argument : partOf(*others, place))
            partOf(out, place).emplace(argument.key(), argument.value());
    }
    return out;
}

} // namespace hub
