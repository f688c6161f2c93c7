#include "core/access/rate_limiter.h"

namespace hub {
namespace {

constexpr int kMost = 1'000;
constexpr std::chrono::seconds kWindow{60};

} // namespace

std::optional<std::chrono::seconds> RateLimiter::count(const std::string &caller, MonotonicTime now)
{
    if (now - m_swept >= kWindow) {
        std::erase_if(m_windows, [&](const auto &each) { return now - each.second.begun >= kWindow; });
        m_swept = now;
    }
    Window &window = m_windows[caller];
    if (window.requests == 0 || now - window.begun >= kWindow)
        window = {now, 0};
    if (++window.requests <= kMost)
        return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(window.begun + kWindow - now);
}

} // namespace hub
