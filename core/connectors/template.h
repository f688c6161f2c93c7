// Templates of connector files: `{name}`, `{base64(a:b)}`, `{urlencode(x)}`; a value can't leave its place.
#pragma once

#include "core/base/result.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

//! Where the text stands decides what a value may be.
enum class Place {
    Url,         //!< decided inside the template: host label, path segment or query value
    HeaderValue, //!< no control characters
    QueryValue,  //!< percent-encoded by the caller
    Text,        //!< no CR, LF, NUL
    Bytes,       //!< anything: it goes into a digest only
};

//! A value by name; none when it is not known.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

//! \errors InvalidRequest (a name without a value, a value that would leave its place, an unknown function)
Result<std::string> expand(std::string_view text, const Lookup &lookup, Place place);
//! The names it uses.
Result<std::vector<std::string>> namesIn(std::string_view text);

//! In authorize_params, as the whole value: the picked scopes, for providers that take them under another name than
//! `scope`, which is not sent then.
inline constexpr std::string_view kPickedScopes = "{scopes}";
bool takesScopesElsewhere(const std::map<std::string, std::string> &authorizeParams);

} // namespace hub
