// All connectors the hub knows: shipped ones, then users' files, which win.
#pragma once

#include "core/connectors/connector.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hub {

//! Reads and checks one file against the schema and the rules it can't say.
//! \param allowLocal the person allowed this connector's own host:port literals to be local
//! \errors SchemaViolation: message names file and pointer, `field` is the pointer
Result<Connector> loadConnector(std::string_view text, const std::string &source, bool allowLocal);

struct CatalogueProblem {
    std::string source;
    Error error;
};

//! One thread's (the hub's). Connectors handed out stay valid when the catalogue changes.
class Catalogue {
public:
    //! \param userDirectory where add() keeps files and its list of allowed ones; empty = nowhere
    explicit Catalogue(std::string userDirectory = {});

    //! Every *.json of a directory (":/connectors" = shipped ones). A broken file is left out and told, never fatal.
    void loadDirectory(const std::string &directory, const std::set<std::string> &allowLocal);
    const std::vector<CatalogueProblem> &problems() const { return m_problems; }

    std::shared_ptr<const Connector> find(std::string_view key) const;
    //! By name, in order.
    std::vector<std::shared_ptr<const Connector>> all() const;
    //! By name, key, alias and category; the best first. Empty query = all().
    std::vector<std::shared_ptr<const Connector>> search(std::string_view query) const;
    //! Counts up with each change.
    std::uint64_t version() const { return m_version; }
    //! The action and its connector, or null.
    std::pair<std::shared_ptr<const Connector>, const Action *> findAction(std::string_view actionId) const;

    //! Checks and copies a person's file into the user directory; it wins over a shipped one.
    Result<std::shared_ptr<const Connector>> add(std::string_view text, const std::string &source, bool allowLocal);
    //! Only added ones can be removed; a shipped one of the same key shows again. \errors NotFound
    Result<void> remove(std::string_view key);
    //! After each add() and remove().
    void onChange(std::function<void()> listener) { m_listeners.push_back(std::move(listener)); }

private:
    void tell() const;

    std::string m_userDirectory;
    std::map<std::string, std::shared_ptr<const Connector>, std::less<>> m_connectors;
    std::map<std::string, std::shared_ptr<const Connector>, std::less<>> m_shipped;
    std::vector<CatalogueProblem> m_problems;
    std::vector<std::function<void()>> m_listeners;
    std::uint64_t m_version = 0;
};

} // namespace hub
