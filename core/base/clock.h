// Time is an argument: wall clock for stored moments, monotonic for waits.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>

namespace hub {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using MonotonicTime = std::chrono::steady_clock::time_point;

//! Thread-safe. Real: SystemClock. In tests: support/manual_clock.h.
class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime now() const = 0;
    virtual MonotonicTime monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    WallTime now() const override;
    MonotonicTime monotonic() const override;
};

//! RFC 3339 in UTC with milliseconds, e.g. 2026-11-24T13:58:26.004Z.
std::string toRfc3339(WallTime time);
std::int64_t toMillis(WallTime time);
WallTime fromMillis(std::int64_t millis);

} // namespace hub
