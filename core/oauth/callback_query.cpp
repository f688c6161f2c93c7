#include "core/oauth/callback_query.h"

#include "core/base/encoding.h"

#include <map>

namespace hub {

Result<CallbackQuery> readCallback(std::string_view query)
{
    std::map<std::string, std::string> fields;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = pair.find('=');
        const Result<std::string> name = formDecode(pair.substr(0, equals));
        const Result<std::string> value = formDecode(equals == std::string_view::npos ? std::string_view()
                                                                                      : pair.substr(equals + 1));
        if (!name || !value)
            return Error{ErrorCode::InvalidRequest, "The answer is not well formed."};
        if (!name->empty() && !fields.emplace(*name, *value).second)
            return Error{ErrorCode::InvalidRequest, "The answer names a parameter twice."};
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    }
    CallbackQuery out{fields["state"], fields["code"], fields["error"], fields["error_description"], fields["iss"]};
    if (out.state.empty())
        return Error{ErrorCode::InvalidRequest, "The answer has no state."};
    return out;
}

} // namespace hub
