// One HTTP request on its way through the hub's own API.
#pragma once

#include "core/access/origin_list.h"
#include "core/access/principal.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/query.h"
#include "core/connect/connect_service.h"
#include "core/http/server.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

//! Lives in the front's coroutine until the handler returns.
struct ApiContext {
    const Request *request = nullptr;
    Responder *responder = nullptr;
    std::string requestId;
    std::shared_ptr<const Principal> principal; //!< for routes with audience Key
    std::optional<ConnectSession> session;      //!< for routes with audience Session
    std::string sessionToken;
    std::map<std::string, std::string> parameters; //!< of the route's pattern, decoded
    QueryPairs query;
    const OriginList *pages = nullptr; //!< elsewhere, that the person lets in
    std::string pageOrigin; //!< of a web page elsewhere that the person lets talk to the hub; empty = no such page

    std::string param(const std::string &name) const;
    //! The first of that name, or empty.
    std::string queryValue(std::string_view name) const;
    std::vector<std::string> queryValues(std::string_view name) const;
};

//! What every answer that the hub makes carries (SECURITY S21).
ResponseHead hubHead(int status, std::string_view contentType, const std::string &requestId);
Task<void> answerJson(const ApiContext *context, int status, json::value value);
//! What a browser asks before a page elsewhere may ask.
Task<void> answerPreflight(const ApiContext *context);
Task<void> answerError(const ApiContext *context, Error error, const Clock *clock);
//! The JSON body of an error (docs/http-api.md).
json::object errorBody(const Error &error, WallTime now);
//! Head and body of an error outside any route: bad framing, limits.
std::pair<ResponseHead, std::string> errorAnswer(const Error &error, const std::string &requestId, WallTime now);

//! The request's JSON object. \errors UnsupportedMediaType, TooLarge (10 MiB), InvalidRequest
Task<Result<json::object>> readJsonObject(const ApiContext *context);

//! The account that the caller names: header, query, and for rpc the JSON body; equal ones are fine.
//! \errors InvalidRequest (different ones, the underscore form)
Result<std::string> accountNamed(const ApiContext &context, const json::object *body = nullptr);

} // namespace hub
