#include "core/base/encoding.h"

#include <openssl/evp.h>

#include <array>

namespace hub {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";

std::string encode64(std::string_view bytes, std::string_view alphabet, bool pad)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            if (k <= count)
                out += alphabet[group >> (18 - 6 * k) & 63];
            else if (pad)
                out += '=';
        }
    }
    return out;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

//! What each byte stands for, in both alphabets; -1 = nothing.
constexpr std::array<int, 256> kValue64 = [] {
    std::array<int, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < 64; ++i) {
        values[static_cast<unsigned char>(kBase64[i])] = static_cast<int>(i);
        values[static_cast<unsigned char>(kBase64Url[i])] = static_cast<int>(i);
    }
    return values;
}();

//! RFC 9110 section 5.6.2: tchar.
constexpr std::array<bool, 256> kTokenCharacter = [] {
    std::array<bool, 256> is{};
    for (const char c :
         std::string_view("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
        is[static_cast<unsigned char>(c)] = true;
    return is;
}();

bool isUnreserved(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.'
        || c == '_' || c == '~';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

} // namespace

std::string base64(std::string_view bytes)
{
    return encode64(bytes, kBase64, true);
}

std::string base64Url(std::string_view bytes)
{
    return encode64(bytes, kBase64Url, false);
}

Result<std::string> decodeBase64(std::string_view text)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return Error{ErrorCode::InvalidRequest, "not Base64"};
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = kValue64[static_cast<unsigned char>(c)];
        if (value < 0)
            return Error{ErrorCode::InvalidRequest, "not Base64"};
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 255);
        }
    }
    return out;
}

std::string hex(std::string_view bytes)
{
    std::string out;
    out.reserve(2 * bytes.size());
    for (const char c : bytes) {
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

Result<std::string> decodeHex(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hexDigit(text[i]);
        const int low = i + 1 < text.size() ? hexDigit(text[i + 1]) : -1;
        if (high < 0 || low < 0)
            return Error{ErrorCode::InvalidRequest, "not hexadecimal"};
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

std::string sha256(std::string_view bytes)
{
    // fetched once: the implicit fetch is a quarter of what hashing a key costs
    static const EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr);
    return std::string(reinterpret_cast<const char *>(digest.data()), size);
}

std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
    }
    return ~crc;
}

std::string base62(std::uint64_t value, std::size_t width)
{
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string out;
    while (value > 0 || out.size() < width) {
        out.insert(out.begin(), alphabet[value % 62]);
        value /= 62;
    }
    return out;
}

std::string percentEncode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
        } else {
            out += '%';
            out += kUpperHex[static_cast<unsigned char>(c) >> 4];
            out += kUpperHex[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

Result<std::string> percentDecode(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return Error{ErrorCode::InvalidRequest, "a percent sign is not followed by two hexadecimal digits"};
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string formEncode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == ' ')
            out += '+';
        else
            out += percentEncode(std::string_view(&c, 1));
    }
    return out;
}

Result<std::string> formDecode(std::string_view text)
{
    std::string spaced(text);
    for (char &c : spaced)
        c = c == '+' ? ' ' : c;
    return percentDecode(spaced);
}

namespace {

//! How many bytes the sequence has that this one begins; 0 when none begins so.
std::size_t sequenceLength(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first >= 0xf5)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

//! A character, and no shorter way to write it.
bool isCharacter(std::uint32_t point, std::size_t length)
{
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    return point >= least[length] && point <= 0x10ffff && !surrogate;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequenceLength(first);
        if (length == 0 || i + length > text.size())
            return false;
        std::uint32_t point = length == 1 ? first : first & (0x7fU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0) != 0x80)
                return false;
            point = point << 6 | (next & 0x3fU);
        }
        if (!isCharacter(point, length))
            return false;
        i += length;
    }
    return true;
}

bool isHeaderValue(std::string_view text)
{
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            return false;
    }
    return true;
}

bool isToken(std::string_view text)
{
    for (const char c : text) {
        if (!kTokenCharacter[static_cast<unsigned char>(c)])
            return false;
    }
    return !text.empty();
}

bool iequals(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

std::string toLower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = lower(c);
    return out;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool globMatch(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace hub
