// The connectors that are part of the program: an index that is read at start, and definitions that are read when asked for.
#pragma once

#include "core/connectors/summary.h"

#include <map>
#include <string>

namespace hub {

//! Resources of a static library are not there until they are asked for.
void initShippedResources();

//! The files were checked when they were built in (tests/core/connectors/shipped_test.cpp), so here they are only read.
class ShippedConnectors {
public:
    //! \param root where `connectors.index` and `connectors/KEY.json` are
    explicit ShippedConnectors(std::string root = ":/");

    const std::map<std::string, SummaryPointer, std::less<>> &summaries() const { return m_summaries; }
    //! Null when there is none.
    std::shared_ptr<const Connector> definition(std::string_view key) const;

private:
    std::string m_root;
    std::map<std::string, SummaryPointer, std::less<>> m_summaries;
};

} // namespace hub
