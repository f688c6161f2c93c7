#include "core/control/params.h"

namespace hub::control {

const json::value *Params::take(std::string_view name)
{
    m_known.emplace(name);
    const json::value *value = m_object->if_contains(json::string_view(name.data(), name.size()));
    return value == nullptr || value->is_null() ? nullptr : value;
}

void Params::fail(std::string_view name, const std::string &message)
{
    if (!m_problem)
        m_problem = Error{ErrorCode::SchemaViolation, '"' + std::string(name) + "\" " + message, std::string(name)};
}

std::string Params::text(std::string_view name)
{
    std::string value = optionalText(name);
    if (value.empty())
        fail(name, "is missing.");
    return value;
}

std::string Params::optionalText(std::string_view name, std::string_view fallback)
{
    const json::value *value = take(name);
    if (value == nullptr)
        return std::string(fallback);
    if (!value->is_string()) {
        fail(name, "must be a string.");
        return {};
    }
    return std::string(value->get_string());
}

std::vector<std::string> Params::texts(std::string_view name)
{
    std::vector<std::string> out;
    const json::value *value = take(name);
    if (value == nullptr)
        return out;
    if (!value->is_array()) {
        fail(name, "must be a list of strings.");
        return out;
    }
    for (const json::value &item : value->get_array()) {
        if (!item.is_string() || item.get_string().empty()) {
            fail(name, "must be a list of strings.");
            return {};
        }
        out.emplace_back(item.get_string());
    }
    return out;
}

bool Params::flag(std::string_view name, bool fallback)
{
    const json::value *value = take(name);
    if (value == nullptr)
        return fallback;
    if (!value->is_bool())
        fail(name, "must be true or false.");
    return value->is_bool() && value->get_bool();
}

bool Params::requiredFlag(std::string_view name)
{
    if (take(name) == nullptr)
        fail(name, "is missing.");
    return flag(name, false);
}

std::int64_t Params::number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most)
{
    const json::value *value = take(name);
    if (value == nullptr)
        return fallback;
    json::error_code ec;
    const auto number = value->is_number() ? value->to_number<std::int64_t>(ec) : fallback;
    if (!value->is_number() || ec || number < least || number > most) {
        fail(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + '.');
        return fallback;
    }
    return number;
}

bool Params::has(std::string_view name)
{
    return take(name) != nullptr;
}

json::object Params::object(std::string_view name)
{
    const json::value *value = take(name);
    if (value == nullptr)
        return {};
    if (!value->is_object()) {
        fail(name, "must be an object.");
        return {};
    }
    return value->get_object();
}

std::map<std::string, Secret> Params::secrets(std::string_view name)
{
    std::map<std::string, Secret> out;
    const json::value *value = take(name);
    if (value == nullptr)
        return out;
    if (!value->is_object()) {
        fail(name, "must be an object.");
        return out;
    }
    for (const auto &member : value->get_object()) {
        if (!member.value().is_string() && !member.value().is_number() && !member.value().is_bool())
            fail(name, "must hold strings only.");
        out.emplace(std::string(member.key()), Secret(textOf(member.value())));
    }
    return out;
}

std::optional<Secret> Params::secret(std::string_view name)
{
    if (!has(name))
        return std::nullopt;
    return Secret(optionalText(name));
}

Result<void> Params::check() const
{
    if (m_problem)
        return *m_problem;
    for (const auto &member : *m_object) {
        const std::string name(member.key());
        if (!m_known.contains(name))
            return Error{ErrorCode::SchemaViolation,
                         "There is no parameter \"" + name.substr(0, 64) + "\" here.",
                         name.substr(0, 64),
                         {},
                         {},
                         {m_known.begin(), m_known.end()}};
    }
    return {};
}

} // namespace hub::control
