// Actions, whichever face asked: find account and action, check arguments, call, shape the result.
#pragma once

#include "core/gateway/gateway.h"

namespace hub {

struct ActionCall {
    std::shared_ptr<const Principal> principal;
    std::string requestId, protocol;
    std::string actionId;
    std::string account; //!< id or alias; empty = the one that fits, if there is exactly one
    ActionArguments arguments;
};

struct ActionOutcome {
    int status = 200;      //!< the provider's
    json::value data;      //!< as toData() shapes it; for a provider's error its body
    std::string accountId;
};

//! What a caller may call: one row per connector it has accounts of.
struct CallableConnector {
    std::shared_ptr<const Connector> connector;
    std::vector<Account> accounts;       //!< those it may reach, active or not
    std::vector<const Action *> actions; //!< those its scopes, globs and effects allow, in the file's order
};

//! One thread's (the hub's).
class ActionRunner {
public:
    ActionRunner(Gateway *gateway, AccountRepository *accounts, Catalogue *catalogue);

    //! By id or alias, or the only one the caller can reach (of that connector, when given).
    //! \errors AccountMissing, AccountAmbiguous (choices), NotFound (also for what is not the caller's)
    Result<Account> resolve(const Principal &principal, std::string_view wanted, std::string_view connector = {}) const;
    //! In the order of connector keys; listing never shows what calling would refuse.
    std::vector<CallableConnector> callable(const Principal &principal) const;

    //! \errors NotFound (unknown action or account: choices holds near names), SchemaViolation, and Gateway's own.
    //! A provider's 4xx or 5xx is an outcome, not an error.
    Task<Result<ActionOutcome>> run(ActionCall call);

private:
    Gateway *m_gateway;
    AccountRepository *m_accounts;
    Catalogue *m_catalogue;
};

} // namespace hub
