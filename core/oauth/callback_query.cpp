#include "core/oauth/callback_query.h"

#include "core/base/query.h"

namespace hub {

std::string CallbackQuery::value(const std::string &name) const
{
    const auto found = all.find(name);
    return found == all.end() ? std::string() : found->second;
}

Result<CallbackQuery> readCallback(std::string_view query)
{
    const Result<QueryPairs> pairs = parseQuery(query);
    if (!pairs)
        return Error{ErrorCode::InvalidRequest, "The answer is not well formed."};
    std::map<std::string, std::string> fields;
    for (const auto &[name, value] : *pairs) {
        if (!name.empty() && !fields.emplace(name, value).second)
            return Error{ErrorCode::InvalidRequest, "The answer names a parameter twice."};
    }
    CallbackQuery out;
    out.all = std::move(fields);
    out.state = out.value("state");
    out.code = out.value("code");
    out.error = out.value("error");
    out.errorDescription = out.value("error_description");
    out.issuer = out.value("iss");
    if (out.state.empty())
        return Error{ErrorCode::InvalidRequest, "The answer has no state."};
    return out;
}

} // namespace hub
