#include "core/mcp/era.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

RpcFailure mismatch(const std::string &header)
{
    return {RpcCode::HeaderMismatch, "The header " + header + " is missing, or it does not say what the body says."};
}

//! The header repeats that text.
bool repeats(const Headers &headers, std::string_view name, const std::string &text)
{
    const std::string *value = headers.find(name);
    if (value == nullptr)
        return false;
    const Result<std::string> decoded = decodedHeader(*value);
    return decoded && *decoded == text;
}

//! What Mcp-Name repeats, for the methods that have such a name.
const char *nameMember(std::string_view method)
{
    if (method == "tools/call" || method == "prompts/get")
        return "name";
    return method == "resources/read" ? "uri" : nullptr;
}

bool claimsStateless(const json::value &message)
{
    const json::object *object = message.if_object();
    if (object == nullptr)
        return false;
    const std::string method = stringOf(*object, "method");
    if (method == "server/discover" || method == "subscriptions/listen")
        return true;
    const json::value *params = object->if_contains("params");
    const json::object meta = params != nullptr && params->is_object() ? metaOf(params->get_object()) : json::object();
    return meta.contains(kMetaVersion);
}

} // namespace

bool isSessionVersion(std::string_view version)
{
    return version == kNewestSessionVersion || version == "2025-06-18" || version == kBatchVersion;
}

Era eraOf(const Headers &headers, const json::value &message)
{
    const std::string_view version = trim(headers.value("mcp-protocol-version"));
    const bool newer = !version.empty() && version.front() >= '0' && version.front() <= '9'
        && version >= kStatelessVersion;
    // clients of the session era send the newer era's header, too: what only their era has decides
    const bool ofSession = isSessionVersion(version) || headers.contains("mcp-session-id")
        || (message.is_object() && stringOf(message.get_object(), "method") == "initialize");
    const bool repeatsMethod = headers.contains("mcp-method") && !ofSession;
    return newer || repeatsMethod || claimsStateless(message) ? Era::Stateless : Era::Session;
}

json::object metaOf(const json::object &params)
{
    const json::value *meta = params.if_contains("_meta");
    return meta != nullptr && meta->is_object() ? meta->get_object() : json::object();
}

std::optional<RpcFailure> judgeStateless(const Headers &headers, const RpcMessage &message)
{
    if (!repeats(headers, "mcp-method", message.method))
        return mismatch("Mcp-Method");
    if (!headers.contains("mcp-protocol-version"))
        return mismatch("MCP-Protocol-Version");
    const json::object meta = metaOf(message.params);
    const json::value *version = meta.if_contains(kMetaVersion);
    if (version == nullptr || !version->is_string())
        return RpcFailure{RpcCode::InvalidParams, "params._meta names no " + std::string(kMetaVersion) + '.'};
    const std::string wanted = textOf(*version);
    if (!repeats(headers, "mcp-protocol-version", wanted))
        return mismatch("MCP-Protocol-Version");
    if (wanted != kStatelessVersion)
        return RpcFailure{RpcCode::UnsupportedVersion,
                          "This protocol version is not served.",
                          {{"supported", json::array{json::string(kStatelessVersion)}}, {"requested", wanted}}};
    const json::value *capabilities = meta.if_contains(kMetaCapabilities);
    if (capabilities == nullptr || !capabilities->is_object())
        return RpcFailure{RpcCode::InvalidParams, "params._meta names no " + std::string(kMetaCapabilities) + '.'};
    const char *name = nameMember(message.method);
    if (name != nullptr && !repeats(headers, "mcp-name", stringOf(message.params, name)))
        return mismatch("Mcp-Name");
    return std::nullopt;
}

std::optional<RpcFailure> judgeParamHeaders(const Headers &headers, const json::object &inputSchema,
                                            const json::object &arguments)
{
    const json::value *properties = inputSchema.if_contains("properties");
    if (properties == nullptr || !properties->is_object())
        return std::nullopt;
    for (const auto &property : properties->get_object()) {
        const json::object *schema = property.value().if_object();
        const json::value *argument = arguments.if_contains(property.key());
        const std::string suffix = schema != nullptr ? stringOf(*schema, "x-mcp-header") : std::string();
        if (suffix.empty() || argument == nullptr || argument->is_structured() || argument->is_null())
            continue;
        if (const std::string header = "Mcp-Param-" + suffix; !repeats(headers, header, textOf(*argument)))
            return mismatch(header);
    }
    return std::nullopt;
}

int statelessStatus(RpcCode code)
{
    switch (code) {
    case RpcCode::ParseError:
    case RpcCode::InvalidRequest:
    case RpcCode::HeaderMismatch:
    case RpcCode::MissingCapability:
    case RpcCode::UnsupportedVersion: return 400;
    case RpcCode::MethodNotFound: return 404;
    case RpcCode::InvalidParams:
    case RpcCode::Internal: break;
    }
    return 200;
}

Result<std::string> decodedHeader(std::string_view value)
{
    constexpr std::string_view start = "=?base64?", stop = "?=";
    value = trim(value);
    if (!value.starts_with(start) || !value.ends_with(stop) || value.size() < start.size() + stop.size())
        return std::string(value);
    value = value.substr(start.size(), value.size() - start.size() - stop.size());
    if (value.size() % 4 != 0 || value.find_first_of("-_") != std::string_view::npos)
        return Error{ErrorCode::InvalidRequest, "The header is no Base64."};
    return decodeBase64(value);
}

} // namespace hub
