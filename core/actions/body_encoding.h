// How the arguments of a body become bytes: JSON, a form, parts, or plain text.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>

namespace hub {

struct EncodedBody {
    std::string contentType; //!< with its boundary, when it has one
    std::string bytes;
};

//! \param contentType  what the connector's file fixes; empty = JSON
//! - application/x-www-form-urlencoded: a=1&b[c]=2&d[0]=3 (brackets as most APIs of that kind read them)
//! - multipart/form-data (RFC 7578): one part an argument; {filename, content_type, base64} makes a file of it. The
//!   boundary comes from the content, so that the same arguments make the same bytes
//! - any other type but JSON: the one argument's text, as it is
//! \errors SchemaViolation (field)
Result<EncodedBody> encodeBody(std::string_view contentType, const json::object &arguments);

} // namespace hub
