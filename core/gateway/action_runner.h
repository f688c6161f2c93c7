// Actions, whichever face asked: find account and action, check arguments, call, shape the result.
#pragma once

#include "core/base/wait.h"
#include "core/gateway/action_answer.h"
#include "core/gateway/patience.h"

namespace hub {

struct ActionCall {
    std::shared_ptr<const Principal> principal;
    std::string requestId, protocol;
    std::string actionId;
    std::string account; //!< id or alias; empty = the one that fits, if there is exactly one
    ActionArguments arguments;
    std::size_t resultLimit = 0; //!< bytes of JSON that the caller can take at once; 0 = all
};

//! What a caller may call: one row per connector it has accounts of.
struct CallableConnector {
    std::shared_ptr<const Connector> connector;
    std::vector<Account> accounts;       //!< those it may reach; a pending sign-in only where there is nothing else
    std::vector<const Action *> actions; //!< those its scopes, globs and effects allow, in the file's order
};

//! For an id that is none of them: the likest ones, of the provider that it names where that is known.
std::vector<std::string> nearActions(const std::vector<CallableConnector> &known, std::string_view wanted);

//! One thread's (the hub's).
class ActionRunner {
public:
    //! \param wait how to wait between tries
    ActionRunner(Gateway *gateway, AccountRepository *accounts, Catalogue *catalogue, Clock *clock,
                 Wait wait = &waitFor);

    //! By id or alias, or the only one the caller can reach (of that connector, when given).
    //! \errors AccountMissing, AccountAmbiguous (choices), NotFound (also for what is not the caller's: choices holds near names)
    Result<Account> resolve(const Principal &principal, std::string_view wanted, std::string_view connector = {}) const;
    //! In the order of connector keys; listing never shows what calling would refuse.
    std::vector<CallableConnector> callable(const Principal &principal) const;

    //! Waits for the account's turn, and tries again where that is safe (patience.h).
    //! \errors NotFound (unknown action or account: choices holds near names), SchemaViolation, and Gateway's own.
    //! A provider's 4xx or 5xx is an outcome, not an error.
    Task<Result<ActionOutcome>> run(ActionCall call);

private:
    struct Prepared;
    std::vector<Account> reachableAccounts(const Principal &principal, std::string_view connector) const;
    Result<Prepared> prepare(ActionCall wish) const;
    Task<Result<Received>> ask(const Prepared *prepared);
    Task<Result<Received>> askOnce(const Prepared *prepared);

    Gateway *m_gateway;
    AccountRepository *m_accounts;
    Catalogue *m_catalogue;
    Clock *m_clock;
    Wait m_wait;
    Pace m_pace;
};

} // namespace hub
