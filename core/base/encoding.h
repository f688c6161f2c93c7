// Encodings and digests: base64, hex, percent, SHA-256. Pure functions over bytes.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace hub {

std::string base64(std::string_view bytes);
//! RFC 4648 section 5, without padding.
std::string base64Url(std::string_view bytes);
//! Takes both alphabets, padding optional. \errors InvalidRequest
Result<std::string> decodeBase64(std::string_view text);
std::string hex(std::string_view bytes);
//! \errors InvalidRequest
Result<std::string> decodeHex(std::string_view text);
std::string sha256(std::string_view bytes);
std::uint32_t crc32(std::string_view bytes);
//! value in 0-9A-Za-z, left-padded with '0' to width.
std::string base62(std::uint64_t value, std::size_t width);

//! Everything but RFC 3986's unreserved characters becomes %XX.
std::string percentEncode(std::string_view text);
//! \errors InvalidRequest (a bad escape). '+' stays '+'.
Result<std::string> percentDecode(std::string_view text);
//! application/x-www-form-urlencoded: unreserved stay, blank becomes '+'.
std::string formEncode(std::string_view text);
Result<std::string> formDecode(std::string_view text);

//! RFC 3629: no overlong forms, no surrogates, at most U+10FFFF.
bool isUtf8(std::string_view text);
//! No CR, LF, NUL, nor other control characters but tab: fit for a header's value (RFC 9110 section 5.5).
bool isHeaderValue(std::string_view text);
//! RFC 9110 section 5.6.2.
bool isToken(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
std::string toLower(std::string_view text);
std::string_view trim(std::string_view text);

//! '*' stands for any run of characters; case counts.
bool globMatch(std::string_view pattern, std::string_view text);

} // namespace hub
