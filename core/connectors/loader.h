// What the schema can't say: rules of a connector file, after it is read. Pure.
#pragma once

#include "core/connectors/connector.h"

namespace hub {

//! Auth types and grants that are built, sources of template variables, hosts, schemes, patterns.
//! \errors SchemaViolation: `field` is the pointer
Result<void> checkRules(const Connector &connector);
//! Reads a document that fits the schema.
Connector readConnector(const json::object &document);
//! host:port of every literal address in the file.
std::set<std::string> literalHosts(const json::value &document);

} // namespace hub
