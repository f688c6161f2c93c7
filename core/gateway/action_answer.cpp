#include "core/gateway/action_answer.h"

#include "core/actions/result_window.h"
#include "core/base/encoding.h"

namespace hub {
namespace {

constexpr std::size_t kLargestFile = 5 * 1024 * 1024;

std::string mediaTypeOf(const Headers &headers)
{
    const std::string_view type = headers.value("content-type");
    return toLower(trim(type.substr(0, type.find(';'))));
}

bool isJsonType(const std::string &type)
{
    return type == "application/json" || type.ends_with("+json") || type.find("json") != std::string::npos;
}

bool isTextType(const std::string &type)
{
    return type.empty() || type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("/xml")
        || type == "application/javascript" || type == "application/x-www-form-urlencoded"
        || type == "application/x-ndjson" || type == "application/yaml" || type == "application/x-yaml"
        || type == "message/rfc822";
}

Result<ActionOutcome> fileOf(std::string type, std::string bytes, int status)
{
    if (bytes.size() > kLargestFile)
        return Error{ErrorCode::TooLarge,
                     "The file has " + std::to_string(bytes.size())
                         + " bytes: too large for a result. Get it through "
                           "/proxy."};
    if (type.empty())
        type = "application/octet-stream";
    ActionOutcome out;
    out.status = status;
    out.data = json::object{{"content_type", type}, {"bytes", bytes.size()}};
    out.binary = Binary{std::move(type), std::move(bytes)};
    return out;
}

//! An answer that is no JSON: text comes in parts, anything else as a file.
Result<ActionOutcome> plainOutcome(const ResultShape &shape, Received received)
{
    const std::string type = mediaTypeOf(received.headers);
    if (isJsonType(type))
        return Error{ErrorCode::UpstreamFailed, "The provider's answer is not valid JSON."};
    if (!isTextType(type) || !isUtf8(received.text))
        return fileOf(type, std::move(received.text), received.status);
    ResultPart part = partOf(json::value(json::string(received.text)), shape.from.skip, shape.limit);
    const bool whole = shape.from.skip == 0 && !part.rest;
    ActionOutcome out;
    out.status = received.status;
    out.data = whole ? json::value(json::object{{"text", json::string(received.text)}}) : std::move(part.data);
    out.next = part.rest ? writeCursor({shape.from.page, *part.rest}) : std::string();
    return out;
}

} // namespace

Result<ActionOutcome> outcomeOf(const ResultShape &shape, Received received)
{
    // what was not followed did nothing, and must not look as if it had
    if (received.status >= 300 && received.status < 400 && received.status != 304)
        return Error{ErrorCode::UpstreamFailed,
                     "The provider sends this call to another address (status " + std::to_string(received.status)
                         + "), and it may not go there."};
    ActionOutcome out;
    out.status = received.status;
    if (received.text.empty())
        return out;
    Result<json::value> value = parseJson(received.text);
    if (received.status >= 400) {
        out.data = value ? std::move(*value) : json::value(json::string(received.text));
        return out;
    }
    if (!value)
        return plainOutcome(shape, std::move(received));
    ResultPart part = partOf(toData(*shape.action, *value), shape.from.skip, shape.limit);
    out.data = std::move(part.data);
    if (part.rest) {
        out.next = writeCursor({shape.from.page, *part.rest});
    } else if (shape.paging) {
        json::value page = nextPage(*shape.paging, shape.arguments, received.headers, *value);
        out.next = page.is_null() ? std::string() : writeCursor({std::move(page), 0});
    }
    return out;
}

} // namespace hub
