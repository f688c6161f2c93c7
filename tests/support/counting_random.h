// Bytes that count up: every id of a test is different and known.
#pragma once

#include "core/base/random.h"

namespace hub {

class CountingRandom final : public Random {
public:
    std::string bytes(std::size_t count) override
    {
        std::string out;
        while (out.size() < count)
            out += static_cast<char>(m_next++ % 248);
        return out;
    }

private:
    unsigned m_next = 1;
};

} // namespace hub
