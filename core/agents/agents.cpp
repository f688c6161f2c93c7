#include "core/agents/agents.h"

#include "core/access/mcp_config.h"
#include "core/base/encoding.h"
#include "core/base/log.h"

namespace hub {
namespace {

constexpr std::string_view kSettingPrefix = "agent:";
constexpr int kTries = 3; // clients write their files, too

VaultKey vaultKeyOf(std::string_view name)
{
    return {"agent", std::string(name)};
}

//! Of an entry, whatever the order of its members.
std::string hashOf(const json::value &value)
{
    if (const auto *object = value.if_object()) {
        std::map<std::string, std::string> sorted;
        for (const auto &member : *object)
            sorted[std::string(member.key())] = hashOf(member.value());
        return hex(sha256("object " + json::serialize(json::value_from(sorted))));
    }
    if (const auto *array = value.if_array()) {
        json::array hashes;
        for (const json::value &item : *array)
            hashes.push_back(json::string(hashOf(item)));
        return hex(sha256("array " + json::serialize(hashes)));
    }
    return hex(sha256(json::serialize(value)));
}

//! Holds a flag up as long as it lives.
class Busy {
public:
    explicit Busy(bool *flag) : m_flag(flag) { *m_flag = true; }
    ~Busy() { *m_flag = false; }
    Busy(const Busy &) = delete;
    Busy &operator=(const Busy &) = delete;

private:
    bool *m_flag;
};

Error busyError()
{
    return {ErrorCode::Conflict, "An agent's entry is being changed at this moment. Try again."};
}

Error unknownClient(const std::string &name)
{
    Error out{ErrorCode::NotFound, "Connect Hub does not know an agent named \"" + name.substr(0, 64) + "\"."};
    for (const AgentClient &client : agentClients())
        out.choices.emplace_back(client.name);
    return out;
}

bool isAsWished(const ApiKey &key, const ApiKey &wish)
{
    return key.scopes == wish.scopes && key.effects == wish.effects && key.accounts == wish.accounts
        && key.owner == wish.owner;
}

} // namespace

std::string_view wireName(AgentState state)
{
    switch (state) {
    case AgentState::Absent: return "absent";
    case AgentState::None: return "none";
    case AgentState::Connected: return "connected";
    case AgentState::Changed: return "changed";
    case AgentState::Unreadable: return "unreadable";
    }
    return {};
}

//! One installation on its way.
struct Agents::Change {
    std::string name;
    json::object entry;
    std::optional<Secret> newKey, oldKey; //!< old: as the vault had it
    Record record;
    std::optional<Record> before;
};

Agents::Agents(Surroundings where, EntryParts parts, KeyStore *keys, Vault *vault, Database *database)
    : m_where(std::move(where)), m_parts(std::move(parts)), m_keys(keys), m_vault(vault), m_database(database)
{
}

Result<void> Agents::load()
{
    const auto work = [](SqlConnection &connection) {
        return connection.query("SELECT key, value FROM settings WHERE key GLOB ?",
                                {std::string(kSettingPrefix) + '*'});
    };
    const Result<std::vector<SqlRow>> rows = m_database->runNow(work);
    if (!rows)
        return rows.error();
    for (const SqlRow &row : *rows) {
        const Result<json::object> data = parseObject(row.text(1));
        if (!data)
            return data.error();
        Record record{
            KeyId(stringOf(*data, "key")), stringOf(*data, "entry_hash"), {}, data->contains("made_file"), {}};
        if (const json::value *undo = data->if_contains("undo")) {
            const json::object &parts = undo->get_object();
            record.undo = Undo{stringOf(parts, "lead"), stringOf(parts, "tail"), stringOf(parts, "replaced")};
        }
        if (const json::value *mode = data->if_contains("old_mode"))
            record.oldMode = mode->to_number<std::uint32_t>();
        m_records.insert_or_assign(row.text(0).substr(kSettingPrefix.size()), std::move(record));
    }
    return {};
}

//! Durable on return. \param record none = forget it
Task<Result<void>> Agents::keep(std::string name, std::optional<Record> record)
{
    std::string setting = std::string(kSettingPrefix) + name;
    json::object data;
    if (record) {
        data = {{"key", record->key.str()}, {"entry_hash", record->entryHash}};
        if (record->madeFile)
            data["made_file"] = true;
        if (record->oldMode)
            data["old_mode"] = *record->oldMode;
        if (record->undo)
            data["undo"] = {
                {"lead", record->undo->lead}, {"tail", record->undo->tail}, {"replaced", record->undo->replaced}};
    }
    auto work = [setting = std::move(setting), data = json::serialize(data),
                 isKept = record.has_value()](SqlConnection &connection) {
        if (!isKept)
            return connection.execute("DELETE FROM settings WHERE key = ?", {setting});
        return connection.execute("INSERT INTO settings (key, value) VALUES (?, ?) "
                                  "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                  {setting, data});
    };
    const Result<std::int64_t> kept = co_await m_database->run(std::move(work));
    if (!kept)
        co_return kept.error();
    if (record)
        m_records.insert_or_assign(std::move(name), std::move(*record));
    else
        m_records.erase(name);
    co_return Result<void>();
}

std::vector<Agent> Agents::list() const
{
    std::vector<Agent> out;
    for (const AgentClient &client : agentClients())
        out.push_back(stateOf(client));
    return out;
}

Result<Agent> Agents::find(const std::string &name) const
{
    const AgentClient *client = agentClientNamed(name);
    return client == nullptr ? Result<Agent>(unknownClient(name)) : stateOf(*client);
}

Agent Agents::stateOf(const AgentClient &client) const
{
    const AgentPaths paths = pathsOf(client, m_where);
    Agent out{std::string(client.name), std::string(client.title), paths.file, AgentState::None, {}, {}};
    const auto record = m_records.find(client.name);
    if (record != m_records.end())
        out.key = record->second.key;
    if (!paths.isThere) {
        out.state = AgentState::Absent;
        out.detail = out.title + " was not found on this computer: there is no " + paths.folder + '.';
        return out;
    }
    const Result<ConfigFile> file = readConfigFile(paths.file);
    Result<std::optional<json::value>> entry = std::optional<json::value>();
    if (file)
        entry = entryIn(client.place(), file->text);
    if (!file || !entry) {
        out.state = AgentState::Unreadable;
        out.detail = file ? entry.error().message : file.error().message;
        return out;
    }
    return judged(std::move(out), client, *file, entry->has_value() ? &**entry : nullptr);
}

Agent Agents::judged(Agent agent, const AgentClient &client, const ConfigFile &file, const json::value *entry) const
{
    const auto record = m_records.find(client.name);
    const bool isKnown = record != m_records.end();
    if (entry == nullptr) {
        if (isKnown)
            agent.detail = "The entry was taken out of the file. Its key still lives.";
        return agent;
    }
    const std::vector<ApiKey> keys = m_keys->list();
    const ApiKey *key = isKnown ? findKey(keys, record->second) : nullptr;
    const std::string url = entry->is_object()
        ? stringOf(entry->get_object(), client.kind == EntryKind::HttpUrl ? "httpUrl" : "url")
        : std::string();
    agent.state = AgentState::Changed;
    if (!isKnown)
        agent.detail = "There is an entry \"connect-hub\" that this hub did not write.";
    else if (key == nullptr)
        agent.detail = "The key of the entry was deleted.";
    else if (client.kind != EntryKind::Bridge && url != m_parts.url)
        agent.detail = "The entry names another address than the hub's, which is " + m_parts.url + '.';
    else if (hashOf(*entry) != record->second.entryHash)
        agent.detail = "The entry was changed after it was written.";
    else
        agent.state = AgentState::Connected;
    if (agent.state == AgentState::Changed)
        return agent;
    if (!key->enabled)
        agent.detail = "Its key is switched off.";
    else if (client.holdsKey() && file.isOpen())
        agent.detail = "The file holds the key, and other users of this computer can read it: give it the mode 0600.";
    else if (client.holdsKey())
        agent.detail = "The file holds the key; only you can read it.";
    return agent;
}

const ApiKey *Agents::findKey(const std::vector<ApiKey> &keys, const Record &record) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const ApiKey &key) { return key.id == record.key; });
    return found == keys.end() ? nullptr : &*found;
}

std::vector<VaultKey> Agents::vaultKeys() const
{
    std::vector<VaultKey> out;
    out.reserve(m_records.size());
    for (const auto &[name, record] : m_records)
        out.push_back(vaultKeyOf(name));
    return out;
}

Task<Result<AgentKey>> Agents::key(std::string name)
{
    const AgentClient *client = agentClientNamed(name);
    if (client == nullptr)
        co_return unknownClient(name);
    const auto record = m_records.find(name);
    const Error none{ErrorCode::NotFound,
                     std::string(client->title) + " has no key yet: connect-hubctl agents install " + name};
    if (record == m_records.end())
        co_return none;
    const KeyId id = record->second.key;
    VaultKey place = vaultKeyOf(name);
    Result<std::optional<Secret>> line = co_await m_vault->read(std::move(place));
    if (!line)
        co_return line.error();
    if (!line->has_value() || !m_keys->isLive(id.str()))
        co_return Error{ErrorCode::NotFound,
                        "The key of " + std::string(client->title)
                            + " is over, switched off or deleted: connect-hubctl agents install " + name};
    co_return AgentKey{id, std::move(**line)};
}

//! The key that may stay: it is there, lives, and is as wished. None = a new one is needed.
Task<Result<std::optional<Secret>>> Agents::keptKey(const AgentClient *client, const AgentWish *wish)
{
    VaultKey place = vaultKeyOf(client->name);
    Result<std::optional<Secret>> line = co_await m_vault->read(std::move(place)); // a locked one ends it here
    const auto record = m_records.find(client->name);
    if (!line)
        co_return line.error();
    if (!line->has_value() || record == m_records.end())
        co_return std::optional<Secret>();
    const std::vector<ApiKey> keys = m_keys->list();
    const ApiKey *key = findKey(keys, record->second);
    const bool isThatOne = key != nullptr && (*line)->reveal().starts_with("ch_" + key->id.str() + '_');
    const bool fits = isThatOne && m_keys->isLive(key->id.str()) && (!wish->isFirm || isAsWished(*key, wish->key));
    if (!fits)
        co_return std::optional<Secret>();
    co_return std::move(*line);
}

Task<Result<Agent>> Agents::install(std::string name, AgentWish wish)
{
    const AgentClient *client = agentClientNamed(name);
    if (client == nullptr)
        co_return unknownClient(name);
    if (m_busy)
        co_return busyError();
    const Busy busy(&m_busy);
    const Agent now = stateOf(*client);
    if (now.state == AgentState::Absent)
        co_return Error{ErrorCode::NotFound, now.detail};
    if (now.state == AgentState::Unreadable)
        co_return Error{ErrorCode::Conflict, now.file + " is left as it is. " + now.detail};
    Result<std::optional<Secret>> kept = co_await keptKey(client, &wish);
    if (!kept)
        co_return kept.error();
    if (kept->has_value() && now.state == AgentState::Connected)
        co_return now;

    Change change;
    change.name = name;
    if (const auto record = m_records.find(name); record != m_records.end())
        change.before = record->second;
    change.record = change.before.value_or(Record());
    if (kept->has_value()) {
        change.oldKey = std::move(*kept);
    } else {
        ApiKey asked = std::move(wish.key);
        asked.name = client->title;
        Result<NewKey> made = co_await m_keys->create(std::move(asked));
        if (!made)
            co_return made.error();
        change.record.key = made->record.id;
        change.newKey = std::move(made->key);
    }
    const Result<void> done = co_await write(client, &change);
    const bool replaced = done && change.newKey && change.before;
    if (replaced || (!done && change.newKey)) { // the key that nothing holds any more
        KeyId over = replaced ? change.before->key : change.record.key;
        const Result<void> gone = co_await m_keys->remove(std::move(over));
        static_cast<void>(gone); // the person may have deleted it already
    }
    if (!done)
        co_return done.error();
    Agent out = stateOf(*client);
    out.detail = std::string(client->hint) + (out.detail.empty() ? "" : ' ' + out.detail);
    co_return out;
}

//! Vault and record first, the file last: what fails takes back what was done before it.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): each step can fail and be undone
Task<Result<void>> Agents::write(const AgentClient *client, Change *change)
{
    EntryParts parts = m_parts;
    const Secret &key = change->newKey ? *change->newKey : *change->oldKey;
    if (client->holdsKey())
        parts.authorization = keyAuthorization(key.reveal());
    change->entry = entryFor(*client, parts, m_where.platform);
    change->record.entryHash = hashOf(change->entry);

    std::optional<Secret> earlier;
    if (change->newKey) {
        VaultKey place = vaultKeyOf(client->name);
        Result<std::optional<Secret>> line = co_await m_vault->read(place);
        if (!line)
            co_return line.error();
        earlier = std::move(*line);
        Secret copy = change->newKey->clone();
        const Result<void> kept = co_await m_vault->write(std::move(place), std::move(copy), 1);
        if (!kept)
            co_return kept.error();
    }
    Result<void> done;
    for (int tries = 0; tries == 0 || (!done && tries < kTries); ++tries) {
        const Result<Edit> edit = planned(*client, change);
        if (!edit)
            done = edit.error();
        if (!edit)
            break;
        std::optional<Record> record = change->record;
        done = co_await keep(change->name, std::move(record));
        if (!done)
            break;
        done = carriedOut(*edit);
    }
    if (done)
        co_return done;
    std::optional<Record> before = change->before;
    const Result<void> forgotten = co_await keep(change->name, std::move(before));
    Result<void> undone;
    VaultKey place = vaultKeyOf(client->name);
    if (earlier)
        undone = co_await m_vault->write(std::move(place), std::move(*earlier), 1);
    else if (change->newKey)
        undone = co_await m_vault->remove(std::move(place));
    if (!undone || !forgotten)
        qCWarning(logVault, "what was kept for an agent that was not connected could not be taken back");
    co_return done;
}

//! What will be written; says in the record how to take it back.
Result<Agents::Edit> Agents::planned(const AgentClient &client, Change *change) const
{
    Result<ConfigFile> file = readConfigFile(pathsOf(client, m_where).file);
    if (!file)
        return file.error();
    Result<Edited> edited = withEntry(client.place(), file->text, change->entry);
    if (!edited)
        return edited.error();
    Record &record = change->record;
    if (edited->undo)
        record.undo = edited->undo;
    record.madeFile = record.madeFile || !file->exists;
    Edit out{std::move(*file), std::move(edited->text), 0600};
    if (out.file.exists)
        out.mode = out.file.mode;
    if (client.holdsKey() && out.file.exists && out.file.isOpen()) {
        record.oldMode = out.mode;
        out.mode &= ~077U;
    }
    return out;
}

Result<void> Agents::carriedOut(const Edit &edit)
{
    if (edit.file.exists && edit.text == edit.file.text && edit.mode == edit.file.mode)
        return {};
    if (Result<void> copied = backUp(edit.file); !copied)
        return copied;
    return replaceConfigFile(edit.file, edit.text, edit.mode);
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): each step can fail and be undone
Result<void> Agents::takeOut(const AgentClient &client) const
{
    const auto found = m_records.find(client.name);
    const Record record = found == m_records.end() ? Record() : found->second;
    const std::string path = pathsOf(client, m_where).file;
    Result<void> done;
    for (int tries = 0; tries == 0 || (!done && tries < kTries); ++tries) {
        const Result<ConfigFile> file = readConfigFile(path);
        if (!file)
            return file.error();
        if (!file->exists)
            return {};
        Result<std::string> text = withoutEntry(client.place(), file->text, record.undo);
        if (!text)
            return Error{ErrorCode::Conflict, path + " is left as it is. " + text.error().message};
        if (*text == file->text)
            return {};
        const bool wasNarrowed = record.oldMode && file->mode == (*record.oldMode & ~077U);
        done = record.madeFile && text->empty()
            ? removeConfigFile(*file)
            : replaceConfigFile(*file, *text, wasNarrowed ? *record.oldMode : file->mode);
    }
    if (!done)
        return done;
    if (const Result<ConfigFile> now = readConfigFile(path); now && now->exists)
        dropBackup(*now);
    return done;
}

Task<Result<Agent>> Agents::remove(std::string name)
{
    const AgentClient *client = agentClientNamed(name);
    if (client == nullptr)
        co_return unknownClient(name);
    if (m_busy)
        co_return busyError();
    const Busy busy(&m_busy);
    if (const Result<void> out = takeOut(*client); !out)
        co_return out.error();
    if (const auto record = m_records.find(name); record != m_records.end()) {
        KeyId key = record->second.key;
        const Result<void> ended = co_await m_keys->remove(std::move(key));
        if (!ended && ended.error().code != ErrorCode::NotFound)
            co_return ended.error();
        VaultKey place = vaultKeyOf(name);
        const Result<void> gone = co_await m_vault->remove(std::move(place));
        if (!gone)
            co_return gone.error();
        std::optional<Record> none;
        const Result<void> forgotten = co_await keep(name, std::move(none));
        if (!forgotten)
            co_return forgotten.error();
    }
    co_return stateOf(*client);
}

} // namespace hub
