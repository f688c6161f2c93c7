// How often one caller may ask: a fixed window a caller, so that a client that went wild meets a wall with a door.
#pragma once

#include "core/base/clock.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace hub {

//! One thread's (the hub's).
class RateLimiter {
public:
    //! Counts one request. \return how long to wait, when it is one too many: 1 s to 60 s
    std::optional<std::chrono::seconds> count(const std::string &caller, MonotonicTime now);

private:
    struct Window {
        MonotonicTime begun{};
        int requests = 0;
    };
    std::unordered_map<std::string, Window> m_windows;
    MonotonicTime m_swept{};
};

} // namespace hub
