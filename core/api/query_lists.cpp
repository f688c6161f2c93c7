#include "core/api/query_lists.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kDefaultPage = 25;
constexpr std::size_t kLargestPage = 1000;

} // namespace

std::vector<std::string> listOf(const ApiContext &context, const std::string &name)
{
    std::vector<std::string> out;
    for (const std::string &key : {name, name + "[]", "filter[" + name + ']', "filter[" + name + "][]"}) {
        for (const std::string &value : context.queryValues(key)) {
            for (std::size_t start = 0; start <= value.size();) {
                const std::size_t comma = std::min(value.find(',', start), value.size());
                if (comma > start)
                    out.push_back(value.substr(start, comma - start));
                start = comma + 1;
            }
        }
    }
    return out;
}

std::string valueOf(const ApiContext &context, const std::string &name)
{
    const std::string flat = context.queryValue(name);
    return flat.empty() ? context.queryValue("filter[" + name + ']') : flat;
}

std::size_t numberOr(const std::string &text, std::size_t fallback, std::size_t most)
{
    if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos)
        return fallback;
    return std::min(static_cast<std::size_t>(std::stoul(text)), most);
}

std::size_t pageSizeOf(const ApiContext &context)
{
    return std::max<std::size_t>(1, numberOr(context.queryValue("page_size"), kDefaultPage, kLargestPage));
}

bool asksFor(const ApiContext &context, const std::string &parameter, std::string_view name)
{
    const std::vector<std::string> asked = listOf(context, parameter);
    return std::find(asked.begin(), asked.end(), name) != asked.end();
}

} // namespace hub
