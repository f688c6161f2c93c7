// A provider's mark: its glyph on its colour, or two letters where there is none.
#pragma once

#include <string>

namespace hub {

struct Brand {
    std::string color = "#545C6D"; //!< "#RRGGBB"
    std::string letters;
    std::string ink = "#FFFFFF"; //!< of the glyph and the letters: white where it has a contrast of 4.5
    std::string glyph;           //!< SVG path data in 24 units square; empty = the letters
};

//! From the table of brands, then from the glyphs; for others a colour that is always the same for the key.
Brand brandOf(const std::string &key, const std::string &name);
//! 48 units square.
std::string brandSvg(const Brand &brand);

} // namespace hub
