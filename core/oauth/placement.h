// Where a credential goes in a request. Pure.
#pragma once

#include "core/accounts/account.h"
#include "core/connectors/connector.h"
#include "core/connectors/template.h"
#include "core/http/message.h"
#include "core/vault/credential.h"

namespace hub {

//! What is put into a request: header fields, query pairs (already percent-encoded), and the body where it is another one.
struct SignedParts {
    Headers headers;
    std::vector<std::pair<std::string, std::string>> query;
    std::optional<std::string> body;
};
//! What is placed stands alone: a pair of the same name that the caller sent goes.
std::string withQuery(std::string target, const std::vector<std::pair<std::string, std::string>> &query);

//! Looks up inputs, fields and learnt values of an account.
Lookup valuesOf(const Account &account, const Credential *credential);
//! The way the account was signed in with; null when its connector has it no more.
const AuthMethod *methodOf(const Connector &connector, const Account &account, const Credential &credential);
//! Fills in the method's headers and query. \errors AccountInactive (no such method), InvalidRequest (a value does not fit)
Result<SignedParts> place(const Connector &connector, const Account &account, const Credential &credential);

//! Which entries of a placement: those that use {signature} can be filled in last only.
enum class Entries { All, Unsigned, Signed };
//! Adds headers and query to `out`.
Result<void> fill(const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries,
                  SignedParts *out);
//! The members that go into a body.
Result<std::vector<std::pair<std::string, std::string>>> bodyMembers(
    const Connector &connector, const AuthMethod &method, const Lookup &values, Entries entries);

} // namespace hub
