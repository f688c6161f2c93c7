#include "core/connectors/search.h"

#include "core/base/encoding.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

constexpr std::size_t kLongest = 63; // of what is compared for typos

// lower fits better
enum class Rank { Exact, Prefix, WordPrefix, Substring, OneTypo, TwoTypos, Category, None };

bool isWordSign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool beginsWord(std::string_view text, std::size_t at)
{
    return at == 0 || !isWordSign(text[at - 1]);
}

//! Against the whole name, and as many words in a row as the query has, from each word on: "googel" is near "google calendar".
// NOLINTNEXTLINE(readability-function-cognitive-complexity): one kind of nearness after the other
Rank nearness(std::string_view name, std::string_view wanted)
{
    const std::size_t most = wanted.size() >= 8 ? 2 : wanted.size() >= 4 ? 1 : 0;
    if (most == 0)
        return Rank::None;
    std::size_t best = typosBetween(name, wanted, most);
    const auto words = 1 + std::count(wanted.begin(), wanted.end(), ' ');
    for (std::size_t start = 0; start < name.size(); ++start) {
        if (!beginsWord(name, start) || !isWordSign(name[start]))
            continue;
        std::size_t end = start;
        for (std::ptrdiff_t word = 0; word < words && end < name.size(); ++word) {
            end += word > 0 ? 1 : 0;
            while (end < name.size() && isWordSign(name[end]))
                ++end;
        }
        best = std::min(best, typosBetween(name.substr(start, end - start), wanted, most));
    }
    return best > most ? Rank::None : best == 1 ? Rank::OneTypo : Rank::TwoTypos;
}

Rank rankOf(std::string_view name, std::string_view wanted)
{
    if (name.starts_with(wanted))
        return name.size() == wanted.size() ? Rank::Exact : Rank::Prefix;
    Rank best = Rank::None;
    for (std::size_t found = name.find(wanted); found != std::string_view::npos; found = name.find(wanted, found + 1)) {
        if (beginsWord(name, found))
            return Rank::WordPrefix;
        best = Rank::Substring;
    }
    return best == Rank::None ? nearness(name, wanted) : best;
}

Rank rankOf(const ConnectorSummary &connector, std::string_view wanted)
{
    Rank best = std::min(rankOf(toLower(connector.name), wanted), rankOf(connector.key, wanted));
    for (const std::string &alias : connector.aliases)
        best = std::min(best, rankOf(toLower(alias), wanted));
    for (const std::string &category : connector.categories)
        best = std::min(best, toLower(category).starts_with(wanted) ? Rank::Category : Rank::None);
    return best;
}

} // namespace

std::size_t typosBetween(std::string_view a, std::string_view b, std::size_t most)
{
    if (a.size() > b.size() + most || b.size() > a.size() + most || b.size() > kLongest)
        return most + 1;
    // optimal string alignment: the row before the last one is what a swap needs. No allocation: this runs a thousand times a search
    std::array<std::array<std::size_t, kLongest + 1>, 3> rows{};
    std::size_t *before = rows[0].data(), *last = rows[1].data(), *row = rows[2].data();
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        if (*std::min_element(row, row + b.size() + 1) > most)
            return most + 1;
        std::swap(before, last);
        std::swap(last, row);
    }
    return std::min(last[b.size()], most + 1);
}

std::vector<SummaryPointer> searchConnectors(const std::vector<SummaryPointer> &all, std::string_view query)
{
    const std::string wanted = toLower(trim(query));
    if (wanted.empty())
        return all;
    std::vector<std::pair<std::pair<Rank, Needs>, SummaryPointer>> found;
    for (const SummaryPointer &each : all) {
        if (const Rank rank = rankOf(*each, wanted); rank != Rank::None)
            found.emplace_back(std::pair(rank, each->needs), each);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<SummaryPointer> out;
    out.reserve(found.size());
    for (auto &[rank, each] : found)
        out.push_back(std::move(each));
    return out;
}

} // namespace hub
