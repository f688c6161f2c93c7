#include "core/access/login_limiter.h"

namespace hub {
namespace {

constexpr std::size_t kFreeTries = 10;
constexpr std::chrono::minutes kWindow{1};
constexpr std::chrono::milliseconds kDelay{300};

} // namespace

std::chrono::milliseconds LoginLimiter::failed(MonotonicTime now)
{
    while (!m_recent.empty() && now - m_recent.front() > kWindow)
        m_recent.pop_front();
    m_recent.push_back(now);
    if (m_recent.size() <= kFreeTries)
        return std::chrono::milliseconds(0);
    m_recent.pop_front(); // the count is what matters, not the whole list
    return kDelay;
}

} // namespace hub
