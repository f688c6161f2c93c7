#include "core/accounts/account_row.h"

namespace hub {

std::string accountData(const Account &account)
{
    json::array reasons;
    for (const StatusReason &reason : account.reasons)
        reasons.push_back({{"code", reason.code}, {"description", reason.description}, {"at", toMillis(reason.at)}});
    json::object setup;
    for (const auto &[name, value] : account.setup)
        setup[name] = value;
    return json::serialize(json::object{{"owner_name", account.ownerName},
                                        {"owner_username", account.ownerUsername},
                                        {"connector", account.connector},
                                        {"auth", account.authKey},
                                        {"label", account.label},
                                        {"identity_id", account.identityId},
                                        {"identity_label", account.identityLabel},
                                        {"status", json::string(wireName(account.status))},
                                        {"reasons", std::move(reasons)},
                                        {"setup", std::move(setup)},
                                        {"metadata", account.metadata},
                                        {"type", account.type},
                                        {"scopes", json::value_from(account.scopes)}});
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one column after the other
Result<Account> accountFrom(const SqlRow &row)
{
    const Result<json::object> data = parseObject(row.text(3));
    if (!data)
        return Error{ErrorCode::Internal, "The record of the account " + row.text(0) + " is damaged."};
    Account account;
    account.id = AccountId(row.text(0));
    account.owner = OwnerId(row.text(1));
    account.alias = row.text(2);
    account.ownerName = stringOf(*data, "owner_name");
    account.ownerUsername = stringOf(*data, "owner_username");
    account.connector = stringOf(*data, "connector");
    account.authKey = stringOf(*data, "auth");
    account.label = stringOf(*data, "label");
    account.identityId = stringOf(*data, "identity_id");
    account.identityLabel = stringOf(*data, "identity_label");
    account.status = accountStatusFrom(stringOf(*data, "status")).value_or(AccountStatus::Error);
    account.type = stringOf(*data, "type", "production");
    if (const json::value *reasons = data->if_contains("reasons"); reasons != nullptr && reasons->is_array()) {
        for (const json::value &reason : reasons->get_array()) {
            const json::value *time = reason.is_object() ? reason.get_object().if_contains("at") : nullptr;
            if (time != nullptr && time->is_int64())
                account.reasons.push_back({stringOf(reason.get_object(), "code"),
                                           stringOf(reason.get_object(), "description"),
                                           fromMillis(time->get_int64())});
        }
    }
    if (const json::value *setup = data->if_contains("setup"); setup != nullptr && setup->is_object()) {
        for (const auto &member : setup->get_object())
            account.setup[std::string(member.key())] = textOf(member.value());
    }
    if (const json::value *metadata = data->if_contains("metadata"); metadata != nullptr && metadata->is_object())
        account.metadata = metadata->get_object();
    if (const json::value *scopes = data->if_contains("scopes"); scopes != nullptr && scopes->is_array()) {
        for (const json::value &scope : scopes->get_array())
            account.scopes.push_back(textOf(scope));
    }
    account.created = fromMillis(row.integer(4));
    account.updated = fromMillis(row.integer(5));
    return account;
}

} // namespace hub
