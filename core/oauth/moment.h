// What a signature takes from its moment: the time, and something that never comes twice.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"

namespace hub {

struct Moment {
    WallTime now{};
    std::string nonce;
};

inline Moment momentOf(const Clock &clock, Random &random)
{
    return {clock.now(), randomBase62(random, 22)}; // 131 bits
}

} // namespace hub
