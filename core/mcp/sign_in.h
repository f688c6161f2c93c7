// Brings the person to sign in where a call needs it, in the form that the client can show.
#pragma once

#include "core/base/wait.h"
#include "core/mcp/call.h"
#include "core/mcp/sealed_state.h"

namespace hub {

//! What is to be signed in to.
struct MissingAccount {
    std::string provider, url, expiresAt;
    std::string reason; //!< for people
    ErrorCode code = ErrorCode::AccountInactive; //!< ScopeInsufficient = it lacks rights only
    std::function<bool()> isLive;
};

struct SignInOutcome {
    bool signedIn = false;
    Reply reply; //!< when not: what ends this request
};

//! One thread's (the hub's).
class SignIn {
public:
    SignIn(Random *random, const Clock *clock, Wait wait) : m_seal(random, clock), m_wait(std::move(wait)) {}

    const StateSeal &seal() const { return m_seal; }
    //! The state that the client brings back, or nothing; a changed one is a failure.
    Result<std::optional<json::object>> stateOf(const McpCall &call) const;

    //! Stateless era with mode url: an input_required result, then the client comes again. Session era with mode url: asks on
    //! the call's own stream. Else, and when the person declines: a text with the link, which ends the call.
    Task<SignInOutcome> ask(std::shared_ptr<McpCall> call, MissingAccount missing);

private:
    Task<std::string> answerOf(McpCall *call, const MissingAccount *missing, const std::string *elicitation);
    Task<bool> wait(std::shared_ptr<McpCall> call, const MissingAccount *missing);

    StateSeal m_seal;
    Wait m_wait;
};

//! What a sealed state is bound to: the caller, and the request with its arguments.
std::string boundOf(const McpCall &call);

} // namespace hub
