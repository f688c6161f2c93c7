#include "core/connectors/brand.h"

#include "core/base/encoding.h"
#include "core/base/json.h"
#include "core/connectors/shipped.h"
#include "core/connectors/tables.h"

#include <array>
#include <cmath>

namespace hub {
namespace {

//! Read once; the table is part of the program.
const json::object &table()
{
    static const json::object brands = [] {
        const Result<json::object> read = parseObject(tableText(QStringLiteral(":/brands.json")));
        return read ? *read : json::object();
    }();
    return brands;
}

//! Of simple-icons; none where that was not there when the program was built.
const json::object &glyphs()
{
    static const json::object table = [] {
        initShippedResources();
        const Result<json::object> read = parseObject(tableText(QStringLiteral(":/brand_glyphs.json")));
        return read ? *read : json::object();
    }();
    return table;
}

//! WCAG 2.1 relative luminance.
double luminance(const std::string &color)
{
    double sum = 0;
    constexpr std::array<double, 3> weights{0.2126, 0.7152, 0.0722};
    for (std::size_t i = 0; i < 3; ++i) {
        const double part = static_cast<double>(std::stoi(color.substr(1 + 2 * i, 2), nullptr, 16)) / 255;
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

std::string lettersOf(const std::string &name)
{
    std::string letters = toLower(name);
    std::erase_if(letters, [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9'); });
    letters.resize(std::min<std::size_t>(letters.size(), 2));
    if (letters.empty())
        return "?";
    if (letters.front() >= 'a')
        letters.front() = static_cast<char>(letters.front() - 32);
    return letters;
}

} // namespace

Brand brandOf(const std::string &key, const std::string &name)
{
    static constexpr std::array<const char *, 8> calm{"#3D5AFE", "#17683D", "#7A4E00", "#AD1F1A",
                                                      "#5B1F5E", "#0A64AD", "#4B5364", "#0D7A5F"};
    Brand brand;
    brand.letters = lettersOf(name);
    brand.color = calm[crc32(key) % calm.size()];
    if (const json::value *drawn = glyphs().if_contains(key); drawn != nullptr && drawn->is_object()) {
        brand.color = stringOf(drawn->get_object(), "color", brand.color);
        brand.glyph = stringOf(drawn->get_object(), "path");
    }
    if (const json::value *known = table().if_contains(key); known != nullptr && known->is_object()) {
        brand.color = stringOf(known->get_object(), "color", brand.color);
        brand.letters = stringOf(known->get_object(), "letters", brand.letters);
    }
    brand.ink = 1.05 / (luminance(brand.color) + 0.05) >= 4.5 ? "#FFFFFF" : "#14161B";
    return brand;
}

std::string brandSvg(const Brand &brand)
{
    const std::string ground =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\" width=\"48\" height=\"48\">"
        "<rect x=\"0.5\" y=\"0.5\" width=\"47\" height=\"47\" rx=\"10.5\" fill=\""
        + brand.color + "\" stroke=\"#808080\" stroke-opacity=\".28\"/>";
    if (!brand.glyph.empty())
        return ground + "<path transform=\"translate(12 12)\" fill=\"" + brand.ink + "\" d=\"" + brand.glyph
            + "\"/></svg>";
    return ground
        + "<text x=\"24\" y=\"31\" text-anchor=\"middle\" font-family=\"'Noto Sans',system-ui,sans-serif\" font-size=\"19\" font-weight=\"700\" fill=\""
        + brand.ink + "\">" + brand.letters + "</text></svg>";
}

} // namespace hub
