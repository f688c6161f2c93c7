// The index of the actions that somebody could call, for as long as catalogue and accounts stay as they are.
#pragma once

#include "core/actions/action_index.h"
#include "core/connectors/catalogue.h"

namespace hub {

//! One thread's (the hub's).
class ActionSearch {
public:
    //! \param inUse keys of the connectors that have accounts: the others' definitions are not read
    ActionSearch(const Catalogue *catalogue, std::function<std::set<std::string>()> inUse)
        : m_catalogue(catalogue), m_inUse(std::move(inUse))
    {
    }

    //! Built when it is first asked for, and again once there are other connectors. Good for as long as it is held.
    std::shared_ptr<const ActionIndex> index()
    {
        if (!m_index || m_version != m_catalogue->version() || m_keys != m_inUse())
            rebuild();
        return m_index;
    }
    void rebuild()
    {
        m_keys = m_inUse();
        std::vector<std::shared_ptr<const Connector>> connectors;
        for (const std::string &key : m_keys) {
            if (std::shared_ptr<const Connector> connector = m_catalogue->find(key))
                connectors.push_back(std::move(connector));
        }
        m_index = std::make_shared<const ActionIndex>(connectors);
        m_version = m_catalogue->version();
    }

private:
    const Catalogue *m_catalogue;
    std::function<std::set<std::string>()> m_inUse;
    std::set<std::string> m_keys;
    std::shared_ptr<const ActionIndex> m_index;
    std::uint64_t m_version = 0;
};

} // namespace hub
