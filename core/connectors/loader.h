// From a file's text to a connector, or to all that is wrong with it. Pure.
#pragma once

#include "core/connectors/connector.h"

namespace hub {

constexpr std::size_t kLargestConnectorFile = 2 * 1024 * 1024;

//! Reads and checks one file against the schema and the rules it can't say.
//! \param allowLocal the person allowed this connector's own host:port literals to be local
//! \errors SchemaViolation: message names file and pointer, `field` is the pointer
Result<Connector> loadConnector(std::string_view text, const std::string &source, bool allowLocal);
//! All that loadConnector would refuse, one for each place; empty = the file is fine. Rules are only judged of a file
//! that has the schema's shape.
std::vector<Error> connectorProblems(std::string_view text, const std::string &source, bool allowLocal);

//! Auth types and grants that are built, sources of template variables, hosts, schemes, patterns.
//! \return the first problem of each part; `field` is the pointer
std::vector<Error> ruleProblems(const Connector &connector);
//! The first of them. \errors SchemaViolation
Result<void> checkRules(const Connector &connector);
//! Reads a document that fits the schema.
Connector readConnector(const json::object &document);
//! host:port of every literal address in the file.
std::set<std::string> literalHosts(const json::value &document);
//! A place with signs that people can't see or that turn the reading direction, or none.
std::vector<Error> hiddenSigns(const json::value &document);

} // namespace hub
