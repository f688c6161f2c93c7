// A provider's mark: two letters on its colour, until it has a glyph.
#pragma once

#include <string>

namespace hub {

struct Brand {
    std::string color = "#545C6D"; //!< "#RRGGBB"
    std::string letters;
    std::string ink = "#FFFFFF"; //!< of the letters: white where it has a contrast of 4.5
};

//! From the table of brands; for others a colour that is always the same for the key.
Brand brandOf(const std::string &key, const std::string &name);
//! 48 units square.
std::string brandSvg(const Brand &brand);

} // namespace hub
