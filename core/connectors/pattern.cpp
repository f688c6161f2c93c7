#include "core/connectors/pattern.h"

#include <re2/re2.h>

namespace hub {
namespace {

constexpr std::size_t kLongestPattern = 4096;
constexpr std::int64_t kMostMemory = 1024 * 1024;

} // namespace

std::shared_ptr<const re2::RE2> compilePattern(std::string_view pattern)
{
    if (pattern.size() > kLongestPattern)
        return nullptr;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMostMemory);
    auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    return compiled->ok() ? compiled : nullptr;
}

bool fitsPattern(std::string_view value, const std::string &pattern)
{
    if (pattern.empty())
        return true;
    const std::shared_ptr<const re2::RE2> compiled = compilePattern(pattern);
    return compiled && re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *compiled);
}

} // namespace hub
