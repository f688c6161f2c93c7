#include "core/connectors/catalogue.h"

#include "core/base/encoding.h"
#include "core/connectors/loader.h"

#include <algorithm>

namespace hub {

Catalogue::Catalogue(std::string userDirectory) : m_userDirectory(std::move(userDirectory))
{
}

void Catalogue::loadShipped(const std::string &root)
{
    m_shipped = std::make_unique<ShippedConnectors>(root);
    for (const auto &[key, summary] : m_shipped->summaries())
        resolve(key);
}

void Catalogue::loadDirectory(const std::string &directory, const std::set<std::string> &allowLocal)
{
    if (layerOf(directory) == nullptr)
        m_layers.push_back({UserFiles(directory,
                                      directory == m_userDirectory ? UserFiles::Kind::Added : UserFiles::Kind::Own,
                                      allowLocal),
                            {}});
    Layer *layer = layerOf(directory);
    for (const std::string &name : layer->files.names())
        read(layer, name);
}

std::optional<CatalogueChange> Catalogue::refresh(const std::string &directory, const std::string &name)
{
    Layer *layer = layerOf(directory);
    if (layer == nullptr || UserFiles::keyOf(name).empty())
        return std::nullopt;
    std::optional<CatalogueChange> change = read(layer, name);
    if (change && change->before != change->after)
        tell();
    return change;
}

std::vector<CatalogueChange> Catalogue::refresh(const std::string &directory)
{
    const Layer *layer = layerOf(directory);
    if (layer == nullptr)
        return {};
    const std::vector<std::string> present = layer->files.names();
    std::set<std::string> names(present.begin(), present.end());
    for (const auto &[key, connector] : layer->connectors)
        names.insert(key + ".json");
    std::vector<CatalogueChange> changes;
    for (const std::string &name : names) {
        if (std::optional<CatalogueChange> change = refresh(directory, name))
            changes.push_back(std::move(*change));
    }
    return changes;
}

std::shared_ptr<const Connector> Catalogue::find(std::string_view key) const
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return nullptr;
    const Entry &entry = found->second;
    if (!entry.connector && m_shipped)
        entry.connector = m_shipped->definition(key);
    return entry.connector;
}

SummaryPointer Catalogue::summary(std::string_view key) const
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? nullptr : found->second.summary;
}

const std::vector<SummaryPointer> &Catalogue::summaries() const
{
    if (m_isSorted)
        return m_sorted;
    std::vector<std::pair<std::string, SummaryPointer>> rows;
    rows.reserve(m_entries.size());
    for (const auto &[key, entry] : m_entries) // by key, which a stable sort keeps for equal names
        rows.emplace_back(toLower(entry.summary->name), entry.summary);
    std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    m_sorted.clear();
    for (auto &[name, each] : rows)
        m_sorted.push_back(std::move(each));
    m_isSorted = true;
    return m_sorted;
}

std::pair<std::shared_ptr<const Connector>, const Action *> Catalogue::findAction(std::string_view actionId) const
{
    // a connector's key has no underscore, so it is what stands before the first one
    const std::shared_ptr<const Connector> connector = find(actionId.substr(0, actionId.find('_')));
    return {connector, connector ? connector->findAction(actionId) : nullptr};
}

Result<std::shared_ptr<const Connector>> Catalogue::add(std::string_view text, const std::string &source,
                                                        bool allowLocal)
{
    Result<Connector> connector = loadConnector(text, source, allowLocal);
    if (!connector)
        return connector.error();
    if (layerOf(m_userDirectory) == nullptr) // directories of the command line win over added files
        m_layers.insert(m_layers.begin(), {UserFiles(m_userDirectory, UserFiles::Kind::Added, {}), {}});
    Layer *layer = layerOf(m_userDirectory);
    if (const Result<void> kept = layer->files.add(*connector, text, allowLocal); !kept)
        return kept.error();
    connector->source = m_userDirectory + '/' + connector->key + ".json";
    auto shared = std::make_shared<const Connector>(std::move(*connector));
    layer->connectors[shared->key] = shared;
    setProblem(shared->source, nullptr);
    resolve(shared->key);
    tell();
    return shared;
}

Result<void> Catalogue::remove(std::string_view key)
{
    Layer *layer = layerOf(m_userDirectory);
    const auto found = layer != nullptr ? layer->connectors.find(key) : decltype(layer->connectors.end()){};
    if (layer == nullptr || found == layer->connectors.end())
        return Error{ErrorCode::NotFound, "There is no added connector of that name. Shipped ones can't be removed."};
    const std::string name(key);
    const Result<void> removed = layer->files.remove(name);
    if (!removed && removed.error().code == ErrorCode::NotFound)
        return removed;
    layer->connectors.erase(found);
    resolve(name);
    tell();
    return removed;
}

Catalogue::Layer *Catalogue::layerOf(const std::string &directory)
{
    const auto found = std::find_if(m_layers.begin(), m_layers.end(),
                                    [&](const Layer &layer) { return layer.files.directory() == directory; });
    return found == m_layers.end() ? nullptr : &*found;
}

std::optional<CatalogueChange> Catalogue::read(Layer *layer, const std::string &name)
{
    const std::string key = UserFiles::keyOf(name);
    const auto served = layer->connectors.find(key);
    CatalogueChange change{key, layer->files.directory() + '/' + name};
    if (served != layer->connectors.end())
        change.before = change.after = served->second->hash;
    Result<Connector> connector = layer->files.read(name);
    if (!connector && connector.error().code != ErrorCode::NotFound) {
        setProblem(change.source, &connector.error());
        change.problem = connector.error().message;
        return change;
    }
    setProblem(change.source, nullptr);
    if (connector) {
        if (connector->hash == change.before)
            return std::nullopt;
        change.after = connector->hash;
        layer->connectors[key] = std::make_shared<const Connector>(std::move(*connector));
    } else if (served == layer->connectors.end()) {
        return std::nullopt;
    } else {
        change.after.clear();
        layer->connectors.erase(served);
    }
    resolve(key);
    return change;
}

void Catalogue::setProblem(const std::string &source, const Error *error)
{
    std::erase_if(m_problems, [&](const CatalogueProblem &problem) { return problem.source == source; });
    if (error != nullptr)
        m_problems.push_back({source, *error});
}

//! The last layer that has the key is the one that is served.
void Catalogue::resolve(const std::string &key)
{
    ++m_version;
    m_isSorted = false;
    for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer) {
        if (const auto found = layer->connectors.find(key); found != layer->connectors.end()) {
            m_entries[key] = {std::make_shared<const ConnectorSummary>(summaryOf(*found->second)), found->second};
            return;
        }
    }
    m_entries.erase(key);
    if (!m_shipped)
        return;
    if (const auto found = m_shipped->summaries().find(key); found != m_shipped->summaries().end())
        m_entries[key] = {found->second, nullptr};
}

void Catalogue::tell() const
{
    for (const std::function<void()> &listener : m_listeners)
        listener();
}

} // namespace hub
