#include "core/connect/wish_json.h"

namespace hub {
namespace {

std::vector<std::string> texts(const json::object &object, std::string_view name)
{
    std::vector<std::string> out;
    const json::value *list = object.if_contains(name);
    if (list != nullptr && list->is_array()) {
        for (const json::value &item : list->get_array())
            out.push_back(textOf(item));
    }
    return out;
}

bool isTrue(const json::object &object, std::string_view name)
{
    const json::value *value = object.if_contains(name);
    return value != nullptr && *value == json::value(true);
}

} // namespace

std::string wishData(const ConnectWish &wish)
{
    json::array accounts, effects;
    for (const AccountId &account : wish.accounts)
        accounts.push_back(json::string(account.str()));
    for (const Effect effect : wish.effects)
        effects.push_back(json::string(wireName(effect)));
    return json::serialize(json::object{{"owner", wish.owner.str()},
                                        {"owner_name", wish.ownerName},
                                        {"owner_username", wish.ownerUsername},
                                        {"connector", wish.connector},
                                        {"profile", wish.profile},
                                        {"label", wish.label},
                                        {"type", wish.type},
                                        {"categories", json::value_from(wish.categories)},
                                        {"account", wish.account ? wish.account->str() : std::string()},
                                        {"multiple", wish.multiple},
                                        {"metadata", wish.metadata},
                                        {"expires_in", wish.expiresIn.count()},
                                        {"alias", wish.alias},
                                        {"accounts", std::move(accounts)},
                                        {"actions", json::value_from(wish.actions)},
                                        {"effects", std::move(effects)},
                                        {"calls", wish.callsAllowed},
                                        {"made_by", wish.madeBy}});
}

ConnectWish wishFrom(std::string_view data)
{
    ConnectWish wish;
    const Result<json::object> object = parseObject(data);
    if (!object)
        return wish;
    wish.owner = OwnerId(stringOf(*object, "owner"));
    wish.ownerName = stringOf(*object, "owner_name");
    wish.ownerUsername = stringOf(*object, "owner_username");
    wish.connector = stringOf(*object, "connector");
    wish.profile = stringOf(*object, "profile");
    wish.label = stringOf(*object, "label");
    wish.type = stringOf(*object, "type", "production");
    wish.categories = texts(*object, "categories");
    if (const std::string account = stringOf(*object, "account"); !account.empty())
        wish.account = AccountId(account);
    wish.multiple = isTrue(*object, "multiple");
    if (const json::value *metadata = object->if_contains("metadata"); metadata != nullptr && metadata->is_object())
        wish.metadata = metadata->get_object();
    if (const json::value *life = object->if_contains("expires_in"); life != nullptr && life->is_number())
        wish.expiresIn = std::chrono::seconds(life->to_number<std::int64_t>());
    wish.alias = stringOf(*object, "alias");
    for (std::string &id : texts(*object, "accounts"))
        wish.accounts.emplace_back(std::move(id));
    wish.actions = texts(*object, "actions");
    for (const std::string &name : texts(*object, "effects")) {
        if (const std::optional<Effect> effect = effectFrom(name))
            wish.effects.insert(*effect);
    }
    wish.callsAllowed = isTrue(*object, "calls");
    wish.madeBy = stringOf(*object, "made_by");
    return wish;
}

} // namespace hub
