// An account as the store keeps it.
#pragma once

#include "core/accounts/account.h"
#include "core/store/database.h"

namespace hub {

std::string accountData(const Account &account);
//! Columns id, owner, alias, data, created, updated. \errors Internal (damaged)
Result<Account> accountFrom(const SqlRow &row);

} // namespace hub
