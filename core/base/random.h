// Random bytes and the ids and tokens made of them.
#pragma once

#include <cstddef>
#include <string>

namespace hub {

//! Thread-safe. Real: SystemRandom (OpenSSL). In tests: support/counting_random.h.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;
};

//! count characters of 0-9A-Za-z, unbiased: 22 hold 131 bits, 43 hold 256.
std::string randomBase62(Random &random, std::size_t count);
//! count characters of 0-9a-z, for ids that people read.
std::string randomBase36(Random &random, std::size_t count);

} // namespace hub
