#include "core/actions/body_encoding.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

constexpr std::string_view kJson = "application/json";

void addForm(std::string &out, const std::string &name, const json::value &value)
{
    if (value.is_null())
        return;
    if (const json::object *object = value.if_object()) {
        for (const auto &member : *object)
            addForm(out, name + '[' + std::string(member.key()) + ']', member.value());
        return;
    }
    if (const json::array *array = value.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            addForm(out, name + '[' + std::to_string(i) + ']', (*array)[i]);
        return;
    }
    out += (out.empty() ? "" : "&") + formEncode(name) + '=' + formEncode(textOf(value));
}

//! A name or file name inside quotes: RFC 7578 section 2 has the quote, CR and LF percent-encoded.
std::string inQuotes(std::string_view text)
{
    std::string out = "\"";
    for (const char sign : text) {
        if (sign == '"' || sign == '\r' || sign == '\n' || sign == '\0')
            out += percentEncode(std::string_view(&sign, 1));
        else
            out += sign;
    }
    return out + '"';
}

bool isFile(const json::value &value)
{
    return value.is_object() && value.get_object().contains("base64");
}

Result<std::string> partOf(const std::string &name, const json::value &value)
{
    std::string head = "Content-Disposition: form-data; name=" + inQuotes(name);
    if (!isFile(value)) {
        const bool nested = value.is_object() || value.is_array();
        const std::string type = nested ? "\r\nContent-Type: application/json" : "";
        return head + type + "\r\n\r\n" + (nested ? json::serialize(value) : textOf(value)) + "\r\n";
    }
    const json::object &file = value.get_object();
    const Result<std::string> bytes = decodeBase64(stringOf(file, "base64"));
    if (!bytes)
        return Error{ErrorCode::SchemaViolation, "This is not base64.", "body/" + name + "/base64"};
    std::string type = stringOf(file, "content_type");
    if (type.empty())
        type = "application/octet-stream";
    if (!isHeaderValue(type))
        return Error{ErrorCode::SchemaViolation, "This is no media type.", "body/" + name + "/content_type"};
    const std::string filename = stringOf(file, "filename");
    head += "; filename=" + inQuotes(filename.empty() ? "file" : filename) + "\r\nContent-Type: " + type;
    return head + "\r\n\r\n" + *bytes + "\r\n";
}

Result<EncodedBody> parts(const json::object &arguments)
{
    std::vector<std::string> made;
    std::string all;
    for (const auto &argument : arguments) {
        Result<std::string> part = partOf(std::string(argument.key()), argument.value());
        if (!part)
            return part.error();
        all += *part;
        made.push_back(std::move(*part));
    }
    const std::string boundary = "hub-" + hex(sha256(all)).substr(0, 40);
    EncodedBody out{"multipart/form-data; boundary=" + boundary, {}};
    for (const std::string &part : made)
        out.bytes += "--" + boundary + "\r\n" + part;
    out.bytes += "--" + boundary + "--\r\n";
    return out;
}

} // namespace

Result<EncodedBody> encodeBody(std::string_view contentType, const json::object &arguments)
{
    const std::string type = toLower(contentType.substr(0, contentType.find(';')));
    if (type.empty() || type == kJson || type.ends_with("+json"))
        return EncodedBody{std::string(contentType.empty() ? kJson : contentType), json::serialize(arguments)};
    if (type == "multipart/form-data")
        return parts(arguments);
    if (type == "application/x-www-form-urlencoded") {
        EncodedBody out{std::string(contentType), {}};
        for (const auto &argument : arguments)
            addForm(out.bytes, std::string(argument.key()), argument.value());
        return out;
    }
    if (arguments.size() != 1 || !arguments.begin()->value().is_string())
        return Error{ErrorCode::SchemaViolation, "A body of type " + type + " is one text.", "body"};
    return EncodedBody{std::string(contentType), textOf(arguments.begin()->value())};
}

} // namespace hub
