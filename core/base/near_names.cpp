#include "core/base/near_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hub {
namespace {

constexpr std::size_t kLongest = 64; // what follows does not count

//! Levenshtein's: letters to add, to drop or to change.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

} // namespace

std::vector<std::string> nearNames(std::string_view wanted, const std::vector<std::string> &names, std::size_t most)
{
    std::vector<std::pair<std::size_t, const std::string *>> ranked;
    ranked.reserve(names.size());
    for (const std::string &name : names)
        ranked.emplace_back(distance(wanted.substr(0, kLongest), std::string_view(name).substr(0, kLongest)), &name);
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<std::string> out;
    for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i)
        out.push_back(*ranked[i].second);
    return out;
}

} // namespace hub
