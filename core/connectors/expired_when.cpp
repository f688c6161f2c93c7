#include "core/connectors/expired_when.h"

namespace hub {
namespace {

bool fits(const ExpiredWhen &rule, const std::string &start)
{
    const std::string_view peek = std::string_view(start).substr(0, kExpiredPeek);
    if (!rule.contains.empty() && peek.find(rule.contains) == std::string_view::npos)
        return false;
    if (rule.pointer.empty())
        return true;
    const Result<json::value> value = parseJson(start);
    const json::value *member = value ? at(*value, rule.pointer) : nullptr;
    return member != nullptr && (!rule.equals || *member == *rule.equals);
}

} // namespace

bool hasRuleFor(const Connector &connector, int status)
{
    return std::any_of(connector.expiredWhen.begin(), connector.expiredWhen.end(),
                       [&](const ExpiredWhen &rule) { return rule.status == status; });
}

bool isDeadCredential(const Connector &connector, int status, const std::string &start)
{
    return status == 401
        || std::any_of(connector.expiredWhen.begin(), connector.expiredWhen.end(),
                       [&](const ExpiredWhen &rule) { return rule.status == status && fits(rule, start); });
}

} // namespace hub
