#include "core/http/retry_after.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <sstream>

namespace hub {
namespace {

constexpr std::chrono::seconds kLongestAsked{24 * 3600};
constexpr std::int64_t kYear2001 = 1'000'000'000; // numbers past it are moments, not waits

std::optional<std::chrono::seconds> fromDate(const std::string &text, WallTime now)
{
    std::tm parts{};
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S");
    if (stream.fail())
        return std::nullopt;
    const auto moment = std::chrono::system_clock::from_time_t(timegm(&parts));
    return std::chrono::ceil<std::chrono::seconds>(moment - now);
}

std::optional<std::chrono::seconds> fromNumber(std::string_view text, WallTime now)
{
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || !(number >= 0) || number > 1e12)
        return std::nullopt;
    const auto whole = static_cast<std::int64_t>(number)
        + (number > static_cast<double>(static_cast<std::int64_t>(number)) ? 1 : 0);
    if (whole < kYear2001)
        return std::chrono::seconds(whole);
    return std::chrono::ceil<std::chrono::seconds>(fromMillis(whole * 1000) - now);
}

} // namespace

std::optional<std::chrono::seconds> retryAfter(const Headers &headers, const std::string &ownHeader, WallTime now)
{
    for (const std::string &name : {ownHeader, std::string("retry-after")}) {
        const std::string value(name.empty() ? std::string_view() : headers.value(name));
        if (value.empty())
            continue;
        std::optional<std::chrono::seconds> wait = fromNumber(value, now);
        if (!wait)
            wait = fromDate(value, now);
        if (wait)
            return std::clamp(*wait, std::chrono::seconds(0), kLongestAsked);
    }
    return std::nullopt;
}

std::string toHttpDate(WallTime time)
{
    const std::time_t seconds = toMillis(time) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << std::put_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
    return out.str();
}

} // namespace hub
