// JSON from outside, read strictly: what is decided is what was sent.
#pragma once

#include "core/base/result.h"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace hub {

namespace json = boost::json;

//! Refuses duplicate keys, numbers beyond a double, invalid UTF-8, depth over 64. Integers over 64 bits stay exact:
//! they come back as strings.
//! \errors InvalidRequest
Result<json::value> parseJson(std::string_view text);
//! As parseJson, but only an object is accepted.
Result<json::object> parseObject(std::string_view text);

//! The value at an RFC 6901 pointer, or null when there is none.
const json::value *at(const json::value &value, std::string_view pointer);
//! A string member, or the fallback when it is missing or not a string.
std::string stringOf(const json::object &object, std::string_view key, std::string_view fallback = {});
//! A value as people read it: strings as they are, numbers and booleans as JSON; empty for others.
std::string textOf(const json::value &value);

} // namespace hub
