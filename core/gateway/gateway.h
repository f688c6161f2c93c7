// One agent call from principal to answer: decide, take the credential, fill the request, send, heal once, record.
#pragma once

#include "core/access/principal.h"
#include "core/actions/action_request.h"
#include "core/audit/audit_log.h"
#include "core/connect/connect_service.h"
#include "core/oauth/credentials.h"

#include <chrono>

namespace hub {

//! The request, a value handed down.
struct Call {
    std::shared_ptr<const Principal> principal;
    std::string requestId, protocol;
    Account account;
    std::shared_ptr<const Connector> connector;
    std::string actionId; //!< empty for the proxy
    Effect effect = Effect::Read;
    std::string method;
    std::string target;  //!< below the base URL: "/items?limit=5"
    std::string baseUrl; //!< empty = the connector's; else one of its hosts
    Headers headers;     //!< already cleaned by the face
    std::chrono::milliseconds deadline{std::chrono::seconds(60)};
};

//! A provider's answer, cleaned: no Set-Cookie, no hop-by-hop, stored secrets masked in head and body.
struct Answer {
    ResponseHead head;
    std::unique_ptr<BodyReader> body;
    bool lacksScope = false; //!< the provider says that the person has not granted what the call needs (RFC 6750 3.1)
    std::string authLinkUrl; //!< where the person can, for actions
};

//! One thread's (the hub's).
class Gateway {
public:
    Gateway(Transport *transport, Credentials *credentials, ConnectService *connect, AuditLog *audit, Clock *clock);

    //! \param body read while it is sent; kept up to 1 MiB so that it can be sent again after a refresh
    //! \errors 403, 412 (with authLinkUrl), 408, 502, 503, 507
    Task<Result<Answer>> call(Call call, BodyReader *body);
    //! "127.0.0.1:7423": a provider's Location that points there, by any name of this machine, is not handed down.
    void setOwnAddress(const std::string &hostAndPort);

private:
    Task<Result<Answer>> attempt(const Call *call, BodyReader *body);
    Result<void> judge(const Call &call) const;
    Task<Result<Answer>> send(const Call *call, LiveCredential credential, BodyReader *body);
    Task<Result<Answer>> sendSigned(const Call *call, LiveCredential credential, const AuthMethod *method,
                                    BodyReader *body);
    //! Adds the link to sign in again, where that is the next step.
    Task<Error> withLink(const Account *account, const Error *plain);

    Transport *m_transport;
    Credentials *m_credentials;
    ConnectService *m_connect;
    AuditLog *m_audit;
    Clock *m_clock;
    std::uint16_t m_ownPort = 0;
};

} // namespace hub
