#include "core/access/key_store.h"

#include "core/base/encoding.h"
#include "core/base/json.h"
#include "core/base/log.h"

namespace hub {
namespace {

constexpr std::size_t kIdSize = 8;
constexpr std::size_t kSecretSize = 43; // 256 bits in base62
constexpr std::size_t kCheckSize = 6;
constexpr std::chrono::minutes kLastUsedStep{1};

json::object toJson(const ApiKey &key)
{
    json::array scopes, effects, accounts;
    for (const Scope scope : key.scopes)
        scopes.push_back(json::string(wireName(scope)));
    for (const Effect effect : key.effects)
        effects.push_back(json::string(wireName(effect)));
    for (const AccountId &account : key.accounts)
        accounts.push_back(json::string(account.str()));
    json::object out{{"name", key.name},
                     {"scopes", scopes},
                     {"effects", effects},
                     {"accounts", accounts},
                     {"actions", json::value_from(key.actions)},
                     {"enabled", key.enabled}};
    if (key.owner)
        out["owner"] = key.owner->str();
    if (key.expires)
        out["expires"] = toMillis(*key.expires);
    if (!key.toolMode.empty())
        out["tool_mode"] = key.toolMode;
    return out;
}

std::vector<std::string> texts(const json::object &object, std::string_view name)
{
    std::vector<std::string> out;
    for (const json::value &value : object.at(name).get_array())
        out.emplace_back(value.get_string());
    return out;
}

//! A list that is missing must not be read as an empty one: that would mean all.
bool isWhole(const json::object &object)
{
    for (const char *name : {"scopes", "effects", "accounts", "actions"}) {
        const json::value *list = object.if_contains(name);
        if (list == nullptr || !list->is_array()
            || !std::all_of(list->get_array().begin(), list->get_array().end(),
                            [](const json::value &item) { return item.is_string(); }))
            return false;
    }
    const json::value *enabled = object.if_contains("enabled");
    const json::value *expires = object.if_contains("expires");
    return enabled != nullptr && enabled->is_bool() && (expires == nullptr || expires->is_int64());
}

//! \errors Internal (damaged)
Result<ApiKey> fromRow(const SqlRow &row)
{
    const Result<json::object> read = parseObject(row.text(2));
    if (!read || !isWhole(*read))
        return Error{ErrorCode::Internal, "The record of the key " + row.text(0) + " is damaged."};
    const json::object &object = *read;
    ApiKey key;
    key.id = KeyId(row.text(0));
    key.name = stringOf(object, "name");
    for (const std::string &name : texts(object, "scopes"))
        key.scopes.insert(scopeFrom(name).value_or(Scope::Read));
    for (const std::string &name : texts(object, "effects"))
        key.effects.insert(effectFrom(name).value_or(Effect::Read));
    for (std::string &id : texts(object, "accounts"))
        key.accounts.emplace_back(std::move(id));
    key.actions = texts(object, "actions");
    key.enabled = object.at("enabled").get_bool();
    if (object.contains("owner"))
        key.owner = OwnerId(stringOf(object, "owner"));
    if (const json::value *expires = object.if_contains("expires"))
        key.expires = fromMillis(expires->to_number<std::int64_t>());
    key.toolMode = stringOf(object, "tool_mode");
    key.created = fromMillis(row.integer(3));
    if (!row.isNull(4))
        key.lastUsed = fromMillis(row.integer(4));
    return key;
}

std::shared_ptr<const Principal> principalOf(const ApiKey &key)
{
    Principal out;
    out.id = key.id.str();
    out.name = key.name;
    out.owner = key.owner;
    out.scopes = key.scopes;
    out.accounts = key.accounts;
    out.actions = key.actions;
    out.effects = key.effects;
    out.toolMode = key.toolMode;
    out.expires = key.expires;
    return std::make_shared<const Principal>(std::move(out));
}

std::string checksumOf(std::string_view text)
{
    return base62(crc32(text), kCheckSize);
}

} // namespace

struct KeyStore::Entry {
    ApiKey key;
    std::shared_ptr<const Principal> principal;
    std::optional<WallTime> lastWritten;
};

KeyStore::KeyStore(Database *database, Clock *clock, Random *random)
    : m_database(database), m_clock(clock), m_random(random)
{
}

Result<void> KeyStore::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT id, hash, data, created, last_used FROM api_keys");
    };
    const Result<std::vector<SqlRow>> rows = m_database->runNow(work);
    if (!rows)
        return rows.error();
    for (const SqlRow &row : *rows) {
        Result<ApiKey> key = fromRow(row);
        if (!key) {
            qCCritical(logAccess, "%s It opens nothing.", key.error().message.c_str());
            continue;
        }
        auto entry = std::make_shared<Entry>();
        entry->key = std::move(*key);
        entry->principal = principalOf(entry->key);
        m_byHash[row.text(1)] = std::move(entry);
    }
    return {};
}

Task<Result<NewKey>> KeyStore::create(ApiKey wish)
{
    if (trim(wish.name).empty() || wish.name.size() > 200)
        co_return Error{ErrorCode::InvalidRequest, "A key needs a name."};
    if (wish.scopes.empty()) {
        wish.scopes = {Scope::Actions};
        wish.effects = {Effect::Read};
    }
    wish.id = KeyId(randomBase36(*m_random, kIdSize));
    wish.created = m_clock->now();
    wish.enabled = true;
    std::string text = "ch_" + wish.id.str() + '_' + randomBase62(*m_random, kSecretSize);
    text += checksumOf(text);
    const std::string hash = hex(sha256(text));
    auto work = [id = wish.id.str(), hash, data = json::serialize(toJson(wish)),
                 created = toMillis(wish.created)](SqlConnection &connection) {
        return connection.execute("INSERT INTO api_keys (id, hash, data, created) VALUES (?, ?, ?, ?)",
                                  {id, hash, data, created});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    auto entry = std::make_shared<Entry>();
    entry->key = wish;
    entry->principal = principalOf(wish);
    m_byHash[hash] = std::move(entry);
    co_return NewKey{std::move(wish), Secret(std::move(text))};
}

std::vector<ApiKey> KeyStore::list() const
{
    std::vector<ApiKey> keys;
    keys.reserve(m_byHash.size());
    for (const auto &[hash, entry] : m_byHash)
        keys.push_back(entry->key);
    std::sort(keys.begin(), keys.end(),
              [](const ApiKey &a, const ApiKey &b) { return std::tie(a.created, a.id) < std::tie(b.created, b.id); });
    return keys;
}

Task<Result<void>> KeyStore::change(KeyId id, std::function<void(ApiKey &)> edit)
{
    for (const auto &[hash, entry] : m_byHash) {
        if (entry->key.id != id)
            continue;
        const std::shared_ptr<Entry> found = entry;
        ApiKey changed = found->key;
        edit(changed);
        auto work = [id = id.str(), data = json::serialize(toJson(changed))](SqlConnection &connection) {
            return connection.execute("UPDATE api_keys SET data = ? WHERE id = ?", {data, id});
        };
        const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
        if (!kept)
            co_return kept.error();
        found->key = std::move(changed);
        found->principal = principalOf(found->key);
        tell(id);
        co_return Result<void>();
    }
    co_return Error{ErrorCode::NotFound, "There is no such key."};
}

Task<Result<void>> KeyStore::setEnabled(KeyId id, bool enabled)
{
    std::function<void(ApiKey &)> edit = [enabled](ApiKey &key) { key.enabled = enabled; };
    co_return co_await change(std::move(id), std::move(edit));
}

Task<Result<void>> KeyStore::allowAccount(KeyId id, AccountId account, bool allow)
{
    std::function<void(ApiKey &)> edit = [account, allow](ApiKey &key) {
        const bool reachesAll = key.accounts.empty();
        const auto found = std::find(key.accounts.begin(), key.accounts.end(), account);
        if (allow && !reachesAll && found == key.accounts.end())
            key.accounts.push_back(account);
        else if (!allow && found != key.accounts.end() && key.accounts.size() > 1)
            key.accounts.erase(found);
        else if (!allow && found != key.accounts.end())
            key.enabled = false; // without an account left, an empty list would mean all of them
    };
    co_return co_await change(std::move(id), std::move(edit));
}

Task<Result<void>> KeyStore::remove(KeyId id)
{
    auto work = [id = id.str()](SqlConnection &connection) {
        return connection.execute("DELETE FROM api_keys WHERE id = ?", {id});
    };
    const Result<std::int64_t> gone = co_await m_database->run(std::move(work));
    if (!gone)
        co_return gone.error();
    const std::size_t known = std::erase_if(m_byHash, [&](const auto &item) { return item.second->key.id == id; });
    if (known == 0)
        co_return Error{ErrorCode::NotFound, "There is no such key."};
    tell(id);
    co_return Result<void>();
}

bool KeyStore::isLive(std::string_view id) const
{
    const WallTime now = m_clock->now();
    return std::any_of(m_byHash.begin(), m_byHash.end(), [&](const auto &item) {
        const ApiKey &key = item.second->key;
        return key.id.str() == id && key.enabled && (!key.expires || *key.expires > now);
    });
}

void KeyStore::tell(const KeyId &id) const
{
    for (const auto &listener : m_listeners)
        listener(id);
}

Result<std::shared_ptr<const Principal>> KeyStore::authenticate(std::string_view key)
{
    const Error invalid{ErrorCode::KeyInvalid, "The API key is not valid."};
    const auto found = m_byHash.find(hex(sha256(key)));
    if (found == m_byHash.end())
        return invalid;
    Entry &entry = *found->second;
    const WallTime now = m_clock->now();
    if (!entry.key.enabled || (entry.key.expires && *entry.key.expires <= now))
        return invalid;
    entry.key.lastUsed = now;
    if (!entry.lastWritten || now - *entry.lastWritten >= kLastUsedStep) {
        entry.lastWritten = now;
        m_database->later([id = entry.key.id.str(), at = toMillis(now)](SqlConnection &connection) {
            const Result<std::int64_t> kept = connection.execute("UPDATE api_keys SET last_used = ? WHERE id = ?",
                                                                 {at, id});
            if (!kept)
                qCWarning(logAccess, "the time of a key's last use could not be kept");
        });
    }
    return entry.principal;
}

bool looksLikeKey(std::string_view text)
{
    if (!text.starts_with("ch_") || text.size() != 3 + kIdSize + 1 + kSecretSize + kCheckSize)
        return false;
    return checksumOf(text.substr(0, text.size() - kCheckSize)) == text.substr(text.size() - kCheckSize);
}

} // namespace hub
