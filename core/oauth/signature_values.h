// What a connector's own signature may be made of: values of the request, and the signature itself. Pure.
#pragma once

#include "core/oauth/moment.h"
#include "core/oauth/request_signer.h"

namespace hub {

//! {method}, {path}, {timestamp} and the others, before those of the account.
Lookup withRequest(const OutgoingRequest &request, const Moment &moment, const Lookup &account);
//! {signature}. \errors InvalidRequest (a value is missing, the key can't be read)
Result<std::string> hmacSignature(const RequestSigning &sign, const Lookup &values);

} // namespace hub
