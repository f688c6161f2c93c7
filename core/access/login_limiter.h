// Wrong keys are answered slowly once there are many; good ones never wait (SECURITY S20).
#pragma once

#include "core/base/clock.h"

#include <deque>

namespace hub {

//! One thread's (the hub's).
class LoginLimiter {
public:
    //! Counts a failed login. \return how long its answer waits: nothing for the first ten of a minute
    std::chrono::milliseconds failed(MonotonicTime now);

private:
    std::deque<MonotonicTime> m_recent;
};

} // namespace hub
