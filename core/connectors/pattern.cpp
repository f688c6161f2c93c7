#include "core/connectors/pattern.h"

#include <re2/re2.h>

namespace hub {

bool fitsPattern(std::string_view value, const std::string &pattern)
{
    RE2::Options quiet;
    quiet.set_log_errors(false);
    return pattern.empty() || RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), RE2(pattern, quiet));
}

} // namespace hub
