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

std::pair<std::string_view, std::string_view> halvesOf(std::string_view pair)
{
    const std::size_t equals = std::min(pair.find('='), pair.size());
    return {pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))};
}

Result<std::string> decoded(std::string_view text)
{
    Result<std::string> out = formDecode(text);
    if (out && (!isUtf8(*out) || out->find('\0') != std::string::npos))
        return Error{ErrorCode::InvalidRequest, "no text"};
    return out;
}

std::string readable(std::string_view text)
{
    Result<std::string> out = decoded(text);
    return out ? std::move(*out) : std::string(text);
}

} // namespace

Result<QueryPairs> parseQuery(std::string_view query)
{
    QueryPairs out;
    for (const std::string_view pair : pairsOf(query)) {
        const auto [rawName, rawValue] = halvesOf(pair);
        Result<std::string> name = decoded(rawName);
        Result<std::string> value = decoded(rawValue);
        if (!name || !value)
            return Error{ErrorCode::InvalidRequest, "the query is not well formed"};
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

QueryPairs readablePairs(std::string_view query)
{
    QueryPairs out;
    for (const std::string_view pair : pairsOf(query)) {
        const auto [name, value] = halvesOf(pair);
        out.emplace_back(readable(name), readable(value));
    }
    return out;
}

std::string queryWithout(std::string_view query, const std::vector<std::string_view> &names)
{
    std::string out;
    for (const std::string_view pair : pairsOf(query)) {
        const std::string name = readable(halvesOf(pair).first);
        if (std::find(names.begin(), names.end(), name) != names.end())
            continue;
        if (!out.empty())
            out += '&';
        out += pair;
    }
    return out;
}

} // namespace hub
