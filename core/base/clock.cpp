#include "core/base/clock.h"

#include <cstdio>

namespace hub {

WallTime SystemClock::now() const
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::monotonic() const
{
    return std::chrono::steady_clock::now();
}

std::string toRfc3339(WallTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
}

std::int64_t toMillis(WallTime time)
{
    return time.time_since_epoch().count();
}

WallTime fromMillis(std::int64_t millis)
{
    return WallTime(std::chrono::milliseconds(millis));
}

} // namespace hub
