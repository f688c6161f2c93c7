#include "core/hub_connectors.h"

#include "core/base/log.h"

#include <QDir>

namespace hub {

ConnectorFiles::ConnectorFiles(const boost::asio::any_io_executor &executor, Catalogue *catalogue, AuditLog *audit,
                               Clock *clock, std::function<void()> changed)
    : m_catalogue(catalogue)
    , m_audit(audit)
    , m_clock(clock)
    , m_changed(std::move(changed))
    , m_watch(executor, [this](const std::string &directory, const std::string &name) { refresh(directory, name); })
{
}

void ConnectorFiles::load(const std::vector<std::string> &directories, const std::set<std::string> &allowLocal)
{
    m_catalogue->loadShipped();
    if (!directories.empty() && !QDir().mkpath(QString::fromStdString(directories.front())))
        qCWarning(logConnectors, "%s can't be made", directories.front().c_str());
    for (const std::string &directory : directories) {
        // watched first: what changes while it is read is read again
        if (const Result<void> watched = m_watch.add(directory); !watched)
            qCWarning(logConnectors, "%s", watched.error().message.c_str());
        m_catalogue->loadDirectory(directory, allowLocal);
    }
    for (const CatalogueProblem &problem : m_catalogue->problems())
        qCWarning(logConnectors, "left out: %s", problem.error.message.c_str());
}

void ConnectorFiles::refresh(const std::string &directory, const std::string &name)
{
    std::vector<CatalogueChange> changes;
    if (name.empty())
        changes = m_catalogue->refresh(directory);
    else if (std::optional<CatalogueChange> change = m_catalogue->refresh(directory, name))
        changes.push_back(std::move(*change));
    for (const CatalogueChange &change : changes)
        tell(change);
    if (!changes.empty())
        m_changed();
}

//! In the record and in the log; what was added or removed by command is in the record already, and is no change here.
void ConnectorFiles::tell(const CatalogueChange &change)
{
    const auto named = [](const std::string &hash) { return hash.empty() ? std::string("none") : "sha256 " + hash; };
    AuditRow row;
    row.at = m_clock->now();
    row.protocol = "hub";
    row.principal = "hub";
    row.principalName = "the file itself";
    row.connector = change.key;
    row.event = change.problem.empty() ? "connector.changed" : "connector.refused";
    row.detail = change.problem.empty() ? named(change.before) + " -> " + named(change.after) : change.problem;
    qCInfo(logConnectors, "%s: %s", change.source.c_str(), row.detail.c_str());
    m_audit->record(std::move(row));
}

} // namespace hub
