#include "core/a2a/accounts.h"

#include "core/base/encoding.h"

#include <algorithm>

namespace hub::a2a {
namespace {

constexpr std::size_t kMostNamed = 100;

} // namespace

Result<std::vector<std::string>> accountsNamed(const Headers &headers, const QueryPairs &query)
{
    if (headers.contains("x_account_id"))
        return Error{ErrorCode::InvalidRequest, "The header is written x-account-id."};
    std::vector<std::string> given;
    for (const std::string_view value : headers.all("x-account-id"))
        given.emplace_back(trim(value));
    for (const auto &[name, value] : query) {
        if ((name == "x-account-id" || name == "account_id") && !value.empty())
            given.push_back(value);
    }
    const auto differs = [&given](const std::string &each) { return each != given.front(); };
    if (std::any_of(given.begin(), given.end(), differs))
        return Error{ErrorCode::InvalidRequest, "x-account-id is given more than once, with different values."};
    std::vector<std::string> out;
    std::string_view rest = given.empty() ? std::string_view() : std::string_view(given.front());
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string name(trim(rest.substr(0, comma)));
        if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end())
            out.push_back(name);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    if (out.size() > kMostNamed)
        return Error{ErrorCode::InvalidRequest, "x-account-id names at most 100 accounts."};
    return out;
}

Result<std::string> accountFor(const ActionRunner &actions, const Principal &principal,
                               const std::vector<std::string> &named, const std::string &wanted,
                               const Connector &connector)
{
    if (named.empty())
        return wanted;
    if (named.size() == 1)
        return named.front();
    std::vector<Account> fitting;
    for (const std::string &name : named) {
        Result<Account> account = actions.resolve(principal, name);
        const auto same = [&account](const Account &known) { return known.id == account->id; };
        if (account && account->connector == connector.key && std::none_of(fitting.begin(), fitting.end(), same))
            fitting.push_back(std::move(*account));
    }
    const auto isWanted = [&wanted](const Account &each) { return each.id.str() == wanted || each.alias == wanted; };
    if (const auto found = std::find_if(fitting.begin(), fitting.end(), isWanted); found != fitting.end())
        return found->id.str();
    if (fitting.empty())
        return Error{ErrorCode::AccountMissing,
                     "None of the accounts in x-account-id is one of " + connector.name + '.'};
    const auto isDead = [](const Account &each) { return each.status != AccountStatus::Active; };
    if (wanted.empty() && !std::all_of(fitting.begin(), fitting.end(), isDead))
        std::erase_if(fitting, isDead);
    if (wanted.empty() && fitting.size() == 1)
        return fitting.front().id.str();
    Error ambiguous{ErrorCode::AccountAmbiguous,
                    wanted.empty() ? "Several accounts fit." : "That account is not among those in x-account-id."};
    for (const Account &account : fitting)
        ambiguous.choices.push_back(nameOf(account));
    return ambiguous;
}

std::string nameOf(const Account &account)
{
    return account.alias.empty() ? account.id.str() : account.alias;
}

} // namespace hub::a2a
