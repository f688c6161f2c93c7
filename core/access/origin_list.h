// Web pages of other origins that the person lets talk to /hub/* (with a session token), kept in the store.
#pragma once

#include "core/base/result.h"
#include "core/store/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

//! One thread's (the hub's).
class OriginList {
public:
    explicit OriginList(Database *database) : m_database(database) {}
    Result<void> load();

    //! In the order of their names.
    const std::vector<std::string> &all() const { return m_origins; }
    //! As a browser writes it in an Origin header.
    bool contains(std::string_view origin) const;
    //! \param origin scheme://host[:port] and nothing else; http for this machine only
    //! \errors SchemaViolation (field "origin"), StorageFull
    Task<Result<void>> allow(std::string origin);
    //! \errors NotFound, StorageFull
    Task<Result<void>> remove(std::string origin);

private:
    Task<Result<void>> keep(std::vector<std::string> origins);

    Database *m_database;
    std::vector<std::string> m_origins;
};

} // namespace hub
