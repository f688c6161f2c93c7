// One harmless call that tells whether a credential works, and whose it is.
#pragma once

#include "core/oauth/request_signer.h"

#include <memory>

namespace hub {

struct ProbeOutcome {
    int status = 0;
    bool dead = false; //!< the provider says that the credential is, by a 401 or as its file tells (`expired_when`)
    std::string identityId, identityLabel;
    bool accepted() const { return status >= 200 && status < 300 && !dead; }
    bool refused() const { return dead || status == 403; }
};

//! A connector without a probe accepts everything. The pointers live until it returns.
//! \errors UpstreamFailed, UpstreamTimeout (the provider does not answer), InvalidRequest (values that do not fit)
Task<Result<ProbeOutcome>> probe(Transport *transport, RequestSigner *signer,
                                 std::shared_ptr<const Connector> connector, const Account *account,
                                 const Credential *credential);

} // namespace hub
