// Profiles: the OAuth apps that the hub signs in with. The client secret is in the vault.
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/store/database.h"
#include "core/vault/vault.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct Profile {
    std::string connector;
    std::string name = "default";
    std::string clientId;
    std::vector<std::string> scopes; //!< empty = the connector's defaults
    bool hasSecret = false;
    WallTime updated{};
};

//! Connector to client id: public clients that ship with a build (resources/public_clients.json; none in a plain one).
std::map<std::string, std::string> publicClients();

//! One thread's (the hub's).
class ProfileStore {
public:
    //! \param shipped serve where the person has no profile of their own; name "shipped", no secret
    ProfileStore(Database *database, Vault *vault, Clock *clock, std::map<std::string, std::string> shipped = {});
    Result<void> load();

    //! Makes or replaces it; an empty optional keeps a stored secret. \errors InvalidRequest, VaultLocked, StorageFull
    Task<Result<Profile>> set(Profile profile, std::optional<Secret> clientSecret);
    std::vector<Profile> list() const; //!< the person's own
    std::vector<VaultKey> vaultKeys() const; //!< of the secrets it keeps
    //! name empty = "default", or the only one there is, or the shipped one. \errors NotFound
    Result<Profile> find(std::string_view connector, std::string_view name) const;
    Task<Result<Secret>> clientSecret(Profile profile); //!< empty when it has none
    Task<Result<void>> remove(std::string connector, std::string name);

private:
    Database *m_database;
    Vault *m_vault;
    Clock *m_clock;
    std::map<std::string, std::string> m_shipped;
    std::map<std::pair<std::string, std::string>, Profile> m_profiles;
};

} // namespace hub
