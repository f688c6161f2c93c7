// Connector files of the person: what a directory holds, and which of its files were approved.
#pragma once

#include "core/connectors/connector.h"

#include <map>
#include <set>
#include <string>

namespace hub {

//! The name of the list of approved files, which is no connector.
constexpr std::string_view kApprovedFile = "added.json";

//! One directory. It reads and writes files, and knows nothing of what is served.
class UserFiles {
public:
    //! What add() approved, and only that, is kept in `added.json`. A directory of the command line is the developer's own.
    enum class Kind { Added, Own };
    //! \param allowLocal keys whose own literals may be local
    UserFiles(std::string directory, Kind kind, std::set<std::string> allowLocal);

    const std::string &directory() const { return m_directory; }
    //! Names of the files that should be connectors, in order.
    std::vector<std::string> names() const;
    //! KEY of KEY.json; empty for other names.
    static std::string keyOf(std::string_view name);

    //! Checks one file as it is now. One that was approved has to be what was approved, byte for byte.
    //! \errors NotFound (no such file), SchemaViolation, TooLarge, Conflict (changed since it was added)
    Result<Connector> read(const std::string &name) const;
    //! Keeps a checked file and its approval. \errors StorageFull
    Result<void> add(const Connector &connector, std::string_view text, bool allowLocal) const;
    //! Deletes the file and its approval. \errors NotFound, StorageFull
    Result<void> remove(const std::string &key) const;

private:
    struct Approval {
        std::string hash;
        bool local = false;
    };
    std::map<std::string, Approval> approvals() const;
    Result<void> writeApprovals(const std::map<std::string, Approval> &all) const;

    std::string m_directory;
    Kind m_kind;
    std::set<std::string> m_allowLocal;
};

} // namespace hub
