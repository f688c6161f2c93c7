// Connector files of the person: loaded at start, read again when they change, and what became of them told.
#pragma once

#include "core/audit/audit_log.h"
#include "core/base/clock.h"
#include "core/connectors/catalogue.h"
#include "core/connectors/directory_watch.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace hub {

//! One thread's (the hub's) from watch() on.
class ConnectorFiles {
public:
    //! \param changed after each change of what is served, and of problems()
    ConnectorFiles(const boost::asio::any_io_executor &executor, Catalogue *catalogue, AuditLog *audit, Clock *clock,
                   std::function<void()> changed);

    //! Before the port opens. \param directories later ones win; one that can't be watched is told in the log
    void load(const std::vector<std::string> &directories, const std::set<std::string> &allowLocal);
    void stop() { m_watch.stop(); }

private:
    void refresh(const std::string &directory, const std::string &name);
    void tell(const CatalogueChange &change);

    Catalogue *m_catalogue;
    AuditLog *m_audit;
    Clock *m_clock;
    std::function<void()> m_changed;
    DirectoryWatch m_watch;
};

} // namespace hub
