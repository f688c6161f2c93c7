#include "core/oauth/callback_query.h"

#include "core/base/query.h"

#include <map>

namespace hub {

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
    CallbackQuery out{fields["state"], fields["code"], fields["error"], fields["error_description"], fields["iss"]};
    if (out.state.empty())
        return Error{ErrorCode::InvalidRequest, "The answer has no state."};
    return out;
}

} // namespace hub
