#include "core/gateway/patience.h"

#include <algorithm>

namespace hub {
namespace {

constexpr int kMostTries = 3;
constexpr std::chrono::seconds kLongestPause{10};

} // namespace

std::optional<std::chrono::milliseconds> pauseBeforeRetry(int tries, int status, Effect effect,
                                                          std::optional<std::chrono::seconds> asked)
{
    const bool repeatable = status == 429 || (effect == Effect::Read && status >= 502 && status <= 504);
    if (!repeatable || tries >= kMostTries)
        return std::nullopt;
    if (asked)
        return *asked <= kLongestPause ? std::optional<std::chrono::milliseconds>(*asked) : std::nullopt;
    return std::chrono::milliseconds(500) * (1 << (tries - 1));
}

Result<std::chrono::milliseconds> Pace::turn(const AccountId &account, double perSecond, MonotonicTime now)
{
    // who was not called for long need not be remembered
    if (m_next.size() > 1000)
        std::erase_if(m_next, [&](const auto &entry) { return entry.second <= now; });
    MonotonicTime &next = m_next[account];
    const MonotonicTime mine = std::max(next, now);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(mine - now);
    if (wait > kLongestPause)
        return Error{ErrorCode::RateLimited,
                     "Too many calls wait for this account already.",
                     {},
                     std::chrono::ceil<std::chrono::seconds>(wait)};
    next = mine + std::chrono::duration_cast<MonotonicTime::duration>(std::chrono::duration<double>(1.0 / perSecond));
    return wait;
}

} // namespace hub
