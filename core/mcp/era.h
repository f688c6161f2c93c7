// Which of the protocol's two eras a request belongs to, and what the stateless one asks of each request. Pure functions.
#pragma once

#include "core/http/message.h"
#include "core/mcp/rpc.h"

namespace hub {

inline constexpr std::string_view kStatelessVersion = "2026-07-28";
inline constexpr std::string_view kNewestSessionVersion = "2025-11-25";
inline constexpr std::string_view kBatchVersion =
    "2025-03-26"; //!< the one with batches, and what a missing header means

inline constexpr std::string_view kMetaVersion = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view kMetaCapabilities = "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view kMetaLogLevel = "io.modelcontextprotocol/logLevel";
inline constexpr std::string_view kMetaServer = "io.modelcontextprotocol/serverInfo";
inline constexpr std::string_view kMetaSubscription = "io.modelcontextprotocol/subscriptionId";

enum class Era { Session, Stateless };

//! 2025-03-26, 2025-06-18, 2025-11-25.
bool isSessionVersion(std::string_view version);

//! By what the request claims; a malformed claim of the stateless era is one, too: it gets that era's errors.
Era eraOf(const Headers &headers, const json::value &message);

//! The params' _meta, or an empty object.
json::object metaOf(const json::object &params);

//! What a request of the stateless era must carry: headers that repeat the body, version and capabilities.
std::optional<RpcFailure> judgeStateless(const Headers &headers, const RpcMessage &message);
//! Arguments that a tool's schema marks with x-mcp-header stand in a header, too.
std::optional<RpcFailure> judgeParamHeaders(const Headers &headers, const json::object &inputSchema,
                                            const json::object &arguments);
//! HTTP's status for a failure of that era.
int statelessStatus(RpcCode code);

//! A header's value, trimmed and freed of its =?base64?…?= form. \errors InvalidRequest (bad Base64)
Result<std::string> decodedHeader(std::string_view value);

} // namespace hub
