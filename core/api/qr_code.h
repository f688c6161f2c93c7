// A QR code as rows of modules; the page draws them.
#pragma once

#include <string>
#include <vector>

namespace hub {

//! Rows of '0' and '1' (1 = dark), without a margin; empty when the text does not fit.
std::vector<std::string> qrCode(const std::string &text);

} // namespace hub
