// API keys: shown once, kept as hashes, looked up by hash in memory.
#pragma once

#include "core/access/principal.h"
#include "core/base/random.h"
#include "core/base/secret.h"
#include "core/store/database.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace hub {

//! A key's record; never the key.
struct ApiKey {
    KeyId id;
    std::string name;
    std::set<Scope> scopes;
    std::set<Effect> effects;
    std::optional<OwnerId> owner;
    std::vector<AccountId> accounts;
    std::vector<std::string> actions;
    std::string toolMode; //!< of MCP: individual or search_execute; empty = as each request asks
    std::optional<WallTime> expires, lastUsed;
    WallTime created{};
    bool enabled = true;
};

struct NewKey {
    ApiKey record;
    Secret key; //!< ch_ID_SECRETCHECKSUM, the only time it exists
};

//! One thread's (the hub's).
class KeyStore {
public:
    KeyStore(Database *database, Clock *clock, Random *random);
    Result<void> load();

    //! No scopes given = Actions with effect read only. \errors InvalidRequest (no name), StorageFull
    Task<Result<NewKey>> create(ApiKey wish);
    std::vector<ApiKey> list() const;
    Task<Result<void>> setEnabled(KeyId id, bool enabled);
    Task<Result<void>> remove(KeyId id);
    //! Adds one account to those a key may reach (a key that reaches all stays as it is).
    Task<Result<void>> allowAccount(KeyId id, AccountId account, bool allow);

    //! Constant time in the key's text: only its SHA-256 is looked up. Expired and disabled keys are KeyInvalid.
    //! \errors KeyInvalid (one message for every reason)
    Result<std::shared_ptr<const Principal>> authenticate(std::string_view key);
    //! Whether the key with that id would still be let in.
    bool isLive(std::string_view id) const;
    //! After a key was switched, removed, or may reach other accounts.
    void onChange(std::function<void(const KeyId &id)> listener) { m_listeners.push_back(std::move(listener)); }

private:
    struct Entry;
    Task<Result<void>> change(KeyId id, std::function<void(ApiKey &)> edit);
    void tell(const KeyId &id) const;

    Database *m_database;
    Clock *m_clock;
    Random *m_random;
    std::unordered_map<std::string, std::shared_ptr<Entry>> m_byHash;
    std::vector<std::function<void(const KeyId &)>> m_listeners;
};

//! Whether the text has the form and checksum of a key: for a helpful message, never for access.
bool looksLikeKey(std::string_view text);

} // namespace hub
