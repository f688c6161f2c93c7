#include "core/base/query.h"

#include "core/base/encoding.h"

#include <algorithm>

namespace hub {
namespace {

std::vector<std::string_view> pairsOf(std::string_view query)
{
    std::vector<std::string_view> pairs;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        if (end != 0)
            pairs.push_back(query.substr(0, end));
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    }
    return pairs;
}

} // namespace

Result<QueryPairs> parseQuery(std::string_view query)
{
    QueryPairs out;
    for (const std::string_view pair : pairsOf(query)) {
        const std::size_t equals = pair.find('=');
        Result<std::string> name = formDecode(pair.substr(0, equals));
        Result<std::string> value = formDecode(equals == std::string_view::npos ? std::string_view()
                                                                                : pair.substr(equals + 1));
        if (!name || !value || !isUtf8(*name) || !isUtf8(*value) || value->find('\0') != std::string::npos)
            return Error{ErrorCode::InvalidRequest, "the query is not well formed"};
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

std::string queryWithout(std::string_view query, const std::vector<std::string_view> &names)
{
    std::string out;
    for (const std::string_view pair : pairsOf(query)) {
        const std::string_view name = pair.substr(0, pair.find('='));
        if (std::find(names.begin(), names.end(), name) != names.end())
            continue;
        if (!out.empty())
            out += '&';
        out += pair;
    }
    return out;
}

} // namespace hub
