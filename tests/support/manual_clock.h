// A clock that stands still until it is moved.
#pragma once

#include "core/base/clock.h"

namespace hub {

class ManualClock final : public Clock {
public:
    explicit ManualClock(WallTime start = fromMillis(1'700'000'000'000)) : m_wall(start) {}
    WallTime now() const override { return m_wall; }
    MonotonicTime monotonic() const override { return m_monotonic; }
    void advance(std::chrono::milliseconds by)
    {
        m_wall += by;
        m_monotonic += by;
    }
    //! Only the wall clock jumps, as when somebody sets the time.
    void jump(std::chrono::milliseconds by) { m_wall += by; }

private:
    WallTime m_wall;
    MonotonicTime m_monotonic{};
};

} // namespace hub
