#include "core/accounts/account_repository.h"

#include "core/accounts/account_row.h"
#include "core/base/log.h"

namespace hub {
namespace {

constexpr std::size_t kLongestAlias = 63;

bool isAlias(std::string_view text)
{
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= kLongestAlias && plain(text.front())
        && std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-'; });
}

template <typename T>
bool wanted(const std::vector<T> &list, const T &value)
{
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

const Error kUnknown{ErrorCode::NotFound, "There is no such account."};

} // namespace

AccountRepository::AccountRepository(Database *database, Clock *clock, Random *random)
    : m_database(database), m_clock(clock), m_random(random)
{
}

Result<void> AccountRepository::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT id, owner, alias, data, created, updated FROM accounts");
    };
    const Result<std::vector<SqlRow>> rows = m_database->runNow(work);
    if (!rows)
        return rows.error();
    for (const SqlRow &row : *rows) {
        Result<Account> account = accountFrom(row);
        if (account)
            m_accounts[account->id] = std::move(*account);
        else
            qCCritical(logStore, "%s It is left as it is.", account.error().message.c_str());
    }
    return {};
}

Result<Account> AccountRepository::find(const std::optional<OwnerId> &owner, std::string_view idOrAlias) const
{
    const auto byId = m_accounts.find(AccountId(std::string(idOrAlias)));
    if (byId != m_accounts.end())
        return !owner || byId->second.owner == *owner ? Result<Account>(byId->second) : Result<Account>(kUnknown);
    const Account *found = nullptr;
    for (const auto &[id, account] : m_accounts) {
        if (account.alias != idOrAlias || (owner && account.owner != *owner))
            continue;
        if (found != nullptr)
            return Error{ErrorCode::AccountAmbiguous, "Several owners use this name. Use the account's id.", {}, {}, {},
                         {found->id.str(), id.str()}};
        found = &account;
    }
    if (found == nullptr)
        return kUnknown;
    return *found;
}

std::set<std::string> AccountRepository::connectors() const
{
    std::set<std::string> out;
    for (const auto &[id, account] : m_accounts)
        out.insert(account.connector);
    return out;
}

std::vector<Account> AccountRepository::list(const AccountFilter &filter) const
{
    std::vector<Account> out;
    for (const auto &[id, account] : m_accounts) {
        if ((!filter.owner || account.owner == *filter.owner) && wanted(filter.owners, account.owner.str())
            && wanted(filter.ids, id.str()) && wanted(filter.connectors, account.connector)
            && wanted(filter.statuses, account.status))
            out.push_back(account);
    }
    std::sort(out.begin(), out.end(),
              [](const Account &a, const Account &b) { return std::tie(a.created, a.id) < std::tie(b.created, b.id); });
    return out;
}

bool AccountRepository::isFree(const Account &account, std::string_view alias) const
{
    return std::none_of(m_accounts.begin(), m_accounts.end(), [&](const auto &item) {
        return item.second.owner == account.owner && item.second.alias == alias && item.second.id != account.id;
    });
}

Result<void> AccountRepository::checkAlias(const Account &account) const
{
    if (!isAlias(account.alias))
        return Error{ErrorCode::InvalidRequest,
                     "An account's name has small letters, digits and hyphens, and starts with a letter or digit.",
                     "alias"};
    if (!isFree(account, account.alias))
        return Error{ErrorCode::Conflict, "Another account is named \"" + account.alias + "\" already.", "alias"};
    return {};
}

Task<Result<Account>> AccountRepository::add(Account account)
{
    account.id = AccountId("acc_" + randomBase62(*m_random, 22));
    account.created = account.updated = m_clock->now();
    for (int number = 2; account.alias.empty(); ++number) {
        const std::string alias = number == 2 ? account.connector
                                              : account.connector + '-' + std::to_string(number - 1);
        if (isFree(account, alias))
            account.alias = alias;
    }
    const Result<void> fits = checkAlias(account);
    if (!fits)
        co_return fits.error();
    m_accounts[account.id] = account; // holds the alias while it is written
    auto work = [account](SqlConnection &connection) {
        return connection.execute(
            "INSERT INTO accounts (id, owner, alias, data, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
            {account.id.str(), account.owner.str(), account.alias, accountData(account), toMillis(account.created),
             toMillis(account.updated)});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept) {
        m_accounts.erase(account.id);
        co_return kept.error();
    }
    tell(account, false);
    co_return account;
}

Task<Result<Account>> AccountRepository::update(Account account)
{
    const auto found = m_accounts.find(account.id);
    if (found == m_accounts.end() || found->second.owner != account.owner)
        co_return kUnknown;
    const Result<void> fits = checkAlias(account);
    if (!fits)
        co_return fits.error();
    account.updated = m_clock->now();
    auto work = [account](SqlConnection &connection) {
        return connection.execute("UPDATE accounts SET alias = ?, data = ?, updated = ? WHERE id = ?",
                                  {account.alias, accountData(account), toMillis(account.updated), account.id.str()});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    m_accounts[account.id] = account;
    tell(account, false);
    co_return account;
}

Task<Result<void>> AccountRepository::remove(OwnerId owner, AccountId account)
{
    const auto found = m_accounts.find(account);
    if (found == m_accounts.end() || found->second.owner != owner)
        co_return kUnknown;
    auto work = [id = account.str()](SqlConnection &connection) {
        return connection.execute("DELETE FROM accounts WHERE id = ?", {id});
    };
    const Result<std::int64_t> gone = co_await m_database->run(std::move(work));
    if (!gone)
        co_return gone.error();
    const auto last = m_accounts.extract(account);
    if (!last.empty())
        tell(last.mapped(), true);
    co_return Result<void>();
}

void AccountRepository::onChange(std::function<void(const Account &, bool)> listener)
{
    m_listeners.push_back(std::move(listener));
}

void AccountRepository::tell(const Account &account, bool removed) const
{
    for (const auto &listener : m_listeners)
        listener(account, removed);
}

} // namespace hub
