// All connectors the hub knows: shipped ones, then users' files, which win.
#pragma once

#include "core/connectors/search.h"
#include "core/connectors/shipped.h"
#include "core/connectors/user_files.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hub {

struct CatalogueProblem {
    std::string source;
    Error error;
};

//! What became of one file of a user.
struct CatalogueChange {
    std::string key, source;
    std::string before, after; //!< SHA-256 of what was served and of what is now; empty = nothing
    std::string problem;       //!< why the new file is not served; then `after` is `before`

    friend bool operator==(const CatalogueChange &, const CatalogueChange &) = default;
};

//! One thread's (the hub's). Connectors handed out stay valid when the catalogue changes.
class Catalogue {
public:
    //! \param userDirectory where add() keeps files and its list of approved ones; empty = nowhere
    explicit Catalogue(std::string userDirectory = {});

    //! The shipped ones: their index alone.
    void loadShipped(const std::string &root = ":/");
    //! Every *.json of a user's directory. A broken file is left out and told, never fatal.
    void loadDirectory(const std::string &directory, const std::set<std::string> &allowLocal);
    //! Reads one file of a loaded directory again; tells the listeners when what is served has changed.
    //! A broken or unapproved one leaves the one before in service.
    //! \return nothing when nothing is new
    std::optional<CatalogueChange> refresh(const std::string &directory, const std::string &name);
    //! The same for all files of the directory.
    std::vector<CatalogueChange> refresh(const std::string &directory);
    const std::vector<CatalogueProblem> &problems() const { return m_problems; }

    //! Reads a shipped definition when it is first asked for, and keeps it.
    std::shared_ptr<const Connector> find(std::string_view key) const;
    //! Null when there is none. Reads no definition.
    SummaryPointer summary(std::string_view key) const;
    //! By name, in order.
    const std::vector<SummaryPointer> &summaries() const;
    //! See core/connectors/search.h.
    std::vector<SummaryPointer> search(std::string_view query) const { return searchConnectors(summaries(), query); }
    //! Counts up with each change.
    std::uint64_t version() const { return m_version; }
    //! The action and its connector, or null.
    std::pair<std::shared_ptr<const Connector>, const Action *> findAction(std::string_view actionId) const;

    //! Checks and copies a person's file into the user directory; it wins over a shipped one.
    Result<std::shared_ptr<const Connector>> add(std::string_view text, const std::string &source, bool allowLocal);
    //! Only added ones can be removed; a shipped one of the same key shows again. \errors NotFound
    Result<void> remove(std::string_view key);
    //! After each change.
    void onChange(std::function<void()> listener) { m_listeners.push_back(std::move(listener)); }

private:
    //! What is served of one key.
    struct Entry {
        SummaryPointer summary;
        mutable std::shared_ptr<const Connector> connector; //!< null = not read yet
    };
    struct Layer {
        UserFiles files;
        std::map<std::string, std::shared_ptr<const Connector>, std::less<>> connectors;
    };
    Layer *layerOf(const std::string &directory);
    std::optional<CatalogueChange> read(Layer *layer, const std::string &name);
    void setProblem(const std::string &source, const Error *error);
    void resolve(const std::string &key);
    void tell() const;

    std::string m_userDirectory;
    std::unique_ptr<ShippedConnectors> m_shipped;
    std::vector<Layer> m_layers; //!< later ones win
    std::map<std::string, Entry, std::less<>> m_entries;
    std::vector<CatalogueProblem> m_problems;
    std::vector<std::function<void()>> m_listeners;
    mutable std::vector<SummaryPointer> m_sorted;
    mutable bool m_isSorted = false;
    std::uint64_t m_version = 0;
};

} // namespace hub
