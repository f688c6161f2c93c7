#include "core/base/random.h"

#include <openssl/rand.h>

#include <stdexcept>
#include <string_view>

namespace hub {
namespace {

std::string pick(Random &random, std::string_view alphabet, std::size_t count)
{
    const auto fair = static_cast<unsigned char>(256 - 256 % alphabet.size());
    std::string out;
    while (out.size() < count) {
        for (const char c : random.bytes(count)) {
            const auto byte = static_cast<unsigned char>(c);
            if ((fair == 0 || byte < fair) && out.size() < count)
                out += alphabet[byte % alphabet.size()];
        }
    }
    return out;
}

} // namespace

std::string SystemRandom::bytes(std::size_t count)
{
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("the system's random generator failed");
    return out;
}

std::string randomBase62(Random &random, std::size_t count)
{
    return pick(random, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count);
}

std::string randomBase36(Random &random, std::size_t count)
{
    return pick(random, "0123456789abcdefghijklmnopqrstuvwxyz", count);
}

} // namespace hub
