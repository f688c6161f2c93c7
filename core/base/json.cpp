#include "core/base/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace hub {
namespace {

// Builds the value, and stops where Boost's own handler would quietly keep the last of two equal keys
// or turn 1e400 into infinity.
struct StrictHandler {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    struct Level {
        json::value value;
        std::string key;
    };
    std::vector<Level> open;
    json::value root;
    std::string text;   // of the string or key being read
    std::string number; // of the number being read
    std::string problem;

    bool fail(std::string why, json::error_code &ec)
    {
        problem = std::move(why);
        ec = make_error_code(boost::system::errc::invalid_argument);
        return false;
    }
    bool add(json::value value, json::error_code &ec)
    {
        if (open.empty()) {
            root = std::move(value);
            return true;
        }
        Level &level = open.back();
        if (auto *array = level.value.if_array()) {
            array->push_back(std::move(value));
            return true;
        }
        if (!level.value.get_object().emplace(level.key, std::move(value)).second)
            return fail("the name \"" + level.key.substr(0, 64) + "\" stands twice in one object", ec);
        return true;
    }
    bool push(json::value value)
    {
        open.push_back({std::move(value), {}});
        return true;
    }
    bool pop(json::error_code &ec)
    {
        json::value value = std::move(open.back().value);
        open.pop_back();
        return add(std::move(value), ec);
    }

    bool on_document_begin(json::error_code &) { return true; }
    bool on_document_end(json::error_code &) { return true; }
    bool on_object_begin(json::error_code &) { return push(json::object()); }
    bool on_object_end(std::size_t, json::error_code &ec) { return pop(ec); }
    bool on_array_begin(json::error_code &) { return push(json::array()); }
    bool on_array_end(std::size_t, json::error_code &ec) { return pop(ec); }
    bool on_key_part(json::string_view part, std::size_t, json::error_code &)
    {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code &)
    {
        text.append(part.data(), part.size());
        open.back().key = std::exchange(text, {});
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code &)
    {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code &ec)
    {
        text.append(part.data(), part.size());
        return add(json::string(std::exchange(text, {})), ec);
    }
    bool on_number_part(json::string_view part, json::error_code &)
    {
        number.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, json::string_view, json::error_code &ec)
    {
        number.clear();
        return add(value, ec);
    }
    bool on_uint64(std::uint64_t value, json::string_view, json::error_code &ec)
    {
        number.clear();
        return add(value, ec);
    }
    bool on_double(double value, json::string_view part, json::error_code &ec)
    {
        number.append(part.data(), part.size());
        const std::string whole = std::exchange(number, {});
        if (whole.find_first_of(".eE") == std::string::npos)
            return add(json::string(whole), ec);
        if (!std::isfinite(value))
            return fail("a number is out of range", ec);
        return add(value, ec);
    }
    bool on_bool(bool value, json::error_code &ec) { return add(value, ec); }
    bool on_null(json::error_code &ec) { return add(nullptr, ec); }
    bool on_comment_part(json::string_view, json::error_code &) { return true; }
    bool on_comment(json::string_view, json::error_code &) { return true; }
};

//! As ECMAScript writes it: people and servers read 52.52, and not all of them 5.252E1.
std::string numberText(double value)
{
    std::array<char, 64> text{};
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific);
    return {text.data(), end.ptr};
}

} // namespace

Result<json::value> parseJson(std::string_view text)
{
    json::parse_options options;
    options.max_depth = 64;
    json::basic_parser<StrictHandler> parser(options);
    json::error_code ec;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && used != text.size())
        return Error{ErrorCode::InvalidRequest, "the JSON text goes on after its end"};
    if (ec) {
        const std::string &problem = parser.handler().problem;
        return Error{ErrorCode::InvalidRequest, problem.empty() ? "not valid JSON: " + ec.message() : problem};
    }
    return std::move(parser.handler().root);
}

Result<json::object> parseObject(std::string_view text)
{
    Result<json::value> value = parseJson(text);
    if (!value)
        return value.error();
    if (!value->is_object())
        return Error{ErrorCode::InvalidRequest, "a JSON object is expected"};
    return std::move(value->get_object());
}

const json::value *at(const json::value &value, std::string_view pointer)
{
    json::error_code ec;
    return value.find_pointer(json::string_view(pointer.data(), pointer.size()), ec);
}

std::string stringOf(const json::object &object, std::string_view key, std::string_view fallback)
{
    const json::value *value = object.if_contains(json::string_view(key.data(), key.size()));
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string(fallback);
}

std::string textOf(const json::value &value)
{
    if (value.is_string())
        return std::string(value.get_string());
    if (value.is_double())
        return numberText(value.get_double());
    if (value.is_number() || value.is_bool())
        return json::serialize(value);
    return {};
}

} // namespace hub
