// Accounts by owner: in memory for reading, in the store for good.
#pragma once

#include "core/accounts/account.h"
#include "core/base/random.h"
#include "core/store/database.h"

#include <functional>
#include <set>
#include <unordered_map>

namespace hub {

struct AccountFilter {
    std::optional<OwnerId> owner; //!< none = every owner
    std::vector<std::string> connectors, owners, ids;
    std::vector<AccountStatus> statuses;
};

//! One thread's (the hub's). No lookup without saying whose: isolation is the signature's.
class AccountRepository {
public:
    AccountRepository(Database *database, Clock *clock, Random *random);

    //! Reads all rows; before the port opens.
    Result<void> load();

    //! By id or alias. \param owner none = every owner (keys without one); an alias that two owners use: AccountAmbiguous
    //! \errors NotFound (the same answer for a stranger's)
    Result<Account> find(const std::optional<OwnerId> &owner, std::string_view idOrAlias) const;
    //! Oldest first.
    std::vector<Account> list(const AccountFilter &filter) const;
    //! Keys of the connectors that have accounts, whatever their state.
    std::set<std::string> connectors() const;

    //! Gives it an id (acc_…), times and a free alias ("github", "github-2") when it has none; durable on return.
    //! \errors Conflict (alias taken), InvalidRequest (alias not [a-z0-9][a-z0-9-]{0,62}), StorageFull
    Task<Result<Account>> add(Account account);
    //! Writes all of it; `updated` is set here. \errors NotFound, Conflict, InvalidRequest, StorageFull
    Task<Result<Account>> update(Account account);
    Task<Result<void>> remove(OwnerId owner, AccountId account);

    //! Called after each change is durable; `account` is the new state, with removed = true the last one.
    void onChange(std::function<void(const Account &account, bool removed)> listener);

private:
    bool isFree(const Account &account, std::string_view alias) const;
    Result<void> checkAlias(const Account &account) const;
    void tell(const Account &account, bool removed) const;

    Database *m_database;
    Clock *m_clock;
    Random *m_random;
    std::unordered_map<AccountId, Account> m_accounts;
    std::vector<std::function<void(const Account &, bool)>> m_listeners;
};

} // namespace hub
