// The index of all actions, for as long as the catalogue stays as it is.
#pragma once

#include "core/actions/action_index.h"
#include "core/connectors/catalogue.h"

namespace hub {

//! One thread's (the hub's).
class ActionSearch {
public:
    explicit ActionSearch(const Catalogue *catalogue) : m_catalogue(catalogue) {}

    //! Built when it is first asked for, and again once the catalogue has changed. Good for as long as it is held.
    std::shared_ptr<const ActionIndex> index()
    {
        if (!m_index || m_version != m_catalogue->version())
            rebuild();
        return m_index;
    }
    void rebuild()
    {
        m_index = std::make_shared<const ActionIndex>(m_catalogue->all());
        m_version = m_catalogue->version();
    }

private:
    const Catalogue *m_catalogue;
    std::shared_ptr<const ActionIndex> m_index;
    std::uint64_t m_version = 0;
};

} // namespace hub
