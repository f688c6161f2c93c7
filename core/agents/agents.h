// The hub's entry in agents' own files, each with a key of its own: listed, put in, taken out.
#pragma once

#include "core/access/key_store.h"
#include "core/agents/clients.h"
#include "core/agents/config_file.h"
#include "core/vault/vault.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

enum class AgentState {
    Absent,     //!< the client was not found
    None,       //!< no entry
    Connected,  //!< the entry that was put in, and its key
    Changed,    //!< an entry of that name, but not that one; or its key is gone
    Unreadable, //!< the file can't be read or understood; it is left alone
};
std::string_view wireName(AgentState state);

struct Agent {
    std::string name, title, file;
    AgentState state = AgentState::Absent;
    std::string detail; //!< for people: why, and what to do
    std::optional<KeyId> key;
};

//! The key that an agent is to have.
struct AgentWish {
    ApiKey key;          //!< scopes, effects, accounts and owner
    bool isFirm = false; //!< else a key that is there stays as it is
};

//! What an agent's helper needs to call.
struct AgentKey {
    KeyId id;
    Secret key;
};

//! One thread's (the hub's). Files are read and written there: it is the person who asks for it, seldom.
class Agents {
public:
    //! \param parts what entries are made of; without a key
    Agents(Surroundings where, EntryParts parts, KeyStore *keys, Vault *vault, Database *database);
    Result<void> load();
    //! Known once the port is. \param base "http://127.0.0.1:7423"
    void setBaseUrl(const std::string &base) { m_parts.url = base + "/mcp"; }

    std::vector<Agent> list() const;
    //! \errors NotFound (lists the names)
    Result<Agent> find(const std::string &name) const;

    //! Makes a key named after the client and writes the entry; where both are there as wished, nothing is touched.
    //! \param wish its name is the client's
    //! \errors NotFound (no such client, or it is not on this computer), Conflict (the file; says why), VaultLocked,
    //!         StorageFull. After an error file, key and vault are as they were.
    Task<Result<Agent>> install(std::string name, AgentWish wish);
    //! Takes the entry out and ends the key. Fine when there is none. \errors NotFound, Conflict, VaultLocked
    Task<Result<Agent>> remove(std::string name);
    //! For the client's helper. \errors NotFound (says how to connect it), VaultLocked
    Task<Result<AgentKey>> key(std::string name);

    std::vector<VaultKey> vaultKeys() const; //!< of the keys it keeps

private:
    //! What is remembered of an entry; never a secret.
    struct Record {
        KeyId key;
        std::string entryHash;
        std::optional<Undo> undo;
        bool madeFile = false;
        std::optional<std::uint32_t> oldMode; //!< of a file whose mode was narrowed
    };
    struct Change;
    struct Edit {
        ConfigFile file;
        std::string text;
        std::uint32_t mode = 0600;
    };
    Agent stateOf(const AgentClient &client) const;
    Agent judged(Agent agent, const AgentClient &client, const ConfigFile &file, const json::value *entry) const;
    const ApiKey *findKey(const std::vector<ApiKey> &keys, const Record &record) const;
    Task<Result<std::optional<Secret>>> keptKey(const AgentClient *client, const AgentWish *wish);
    Task<Result<void>> write(const AgentClient *client, Change *change);
    Result<Edit> planned(const AgentClient &client, Change *change) const;
    static Result<void> carriedOut(const Edit &edit);
    Result<void> takeOut(const AgentClient &client) const;
    Task<Result<void>> keep(std::string name, std::optional<Record> record);

    Surroundings m_where;
    EntryParts m_parts;
    KeyStore *m_keys;
    Vault *m_vault;
    Database *m_database;
    std::map<std::string, Record, std::less<>> m_records;
    bool m_busy = false;
};

} // namespace hub
