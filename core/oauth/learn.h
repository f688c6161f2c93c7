// Values that later calls need: learnt from the callback, and from calls made once with the new credential.
#pragma once

#include "core/oauth/request_signer.h"

#include <memory>

namespace hub {

//! Keeps a learnt value: beside the account's inputs where the base URL is made of it (it is no secret then), else in the
//! credential. \return false when it can't be one: empty, too long, with control characters
bool keepLearnt(const Connector &connector, const std::string &name, const std::string &value, Account *account,
                Credential *credential);

//! Runs the method's learn steps, in their order; each is at most 20 s and 1 MiB, within the connector's hosts, and
//! follows no redirect. The pointers live until it returns.
//! \errors UpstreamFailed (the provider does not answer, or leaves a value out), InvalidRequest (an address elsewhere)
Task<Result<void>> learn(Transport *transport, RequestSigner *signer, std::shared_ptr<const Connector> connector,
                         Account *account, Credential *credential);

} // namespace hub
