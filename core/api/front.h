// The front door: Host, Origin, caller and scope are judged here, before any handler sees the request.
#pragma once

#include "core/access/key_store.h"
#include "core/access/login_limiter.h"
#include "core/access/origin_list.h"
#include "core/access/rate_limiter.h"
#include "core/api/refusals.h"
#include "core/api/router.h"

namespace hub {

std::string newRequestId(Random &random);

//! One thread's (the hub's).
class Front {
public:
    Front(const Router *router, KeyStore *keys, ConnectService *connect, LoginLimiter *limiter, Refusals *refusals,
          Clock *clock, Random *random);

    //! Its own names with its own port, e.g. {"127.0.0.1:7423", "localhost:7423", "[::1]:7423"}.
    void setOwnHosts(std::vector<std::string> hosts);
    //! One more name, e.g. "https://hub.example": its host, and its origin with that very scheme.
    void addOwnUrl(const std::string &url);
    //! Pages elsewhere that may talk to /hub/*. It outlives this.
    void letIn(const OriginList *pages) { m_pages = pages; }
    Task<void> handle(const Request *request, Responder *responder);

private:
    Task<Result<void>> admit(ApiContext *context, const Match *match);
    void record(const ApiContext &context, const Match &match, const Error &refusal);
    Result<void> judgeSource(ApiContext *context, Audience audience) const;
    Result<void> judgeCaller(const Principal &principal, const Route &route);
    Task<Result<std::shared_ptr<const Principal>>> callerOf(const Headers *headers);

    const Router *m_router;
    KeyStore *m_keys;
    ConnectService *m_connect;
    LoginLimiter *m_limiter;
    RateLimiter m_rates;
    const OriginList *m_pages = nullptr;
    Refusals *m_refusals;
    Clock *m_clock;
    Random *m_random;
    std::vector<std::string> m_hosts, m_origins;
};

} // namespace hub
