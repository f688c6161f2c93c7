// HTTP answers of /mcp.
#pragma once

#include "core/http/server.h"
#include "core/mcp/rpc.h"

namespace hub {

//! What every answer carries; errors name their code, too.
ResponseHead mcpHead(int status, const std::string &requestId);
Task<void> sendJson(Responder *responder, ResponseHead head, std::string text);
//! A method's answer; what of it is serialized already goes out uncopied.
Task<void> sendReply(Responder *responder, ResponseHead head, json::value id, Reply reply);
//! A failure that belongs to HTTP rather than to a method.
Task<void> sendFailure(Responder *responder, std::string requestId, int status, json::value id, RpcFailure failure);
//! 202 without a body.
Task<void> sendAccepted(Responder *responder, std::string requestId);

//! Whether the client takes server-sent events; one that does not say is taken to.
bool acceptsEvents(const Headers &headers);

} // namespace hub
