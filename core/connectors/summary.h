// What lists, the picker and search say of a connector without reading its definition.
#pragma once

#include "core/connectors/connector.h"

#include <memory>
#include <vector>

namespace hub {

//! What the person needs for the way to sign in that needs least: nothing, a key from the provider, or an OAuth app of their own.
enum class Needs { Nothing, Key, App };

struct AuthSummary {
    std::string key, type, label;
    std::string redirectHttpsUrl; //!< a redirect URI that the application's view catches; empty for most
    bool consent = false; //!< the person signs in at the provider, with an OAuth app of their own

    friend bool operator==(const AuthSummary &, const AuthSummary &) = default;
};

struct ActionCounts {
    std::size_t reads = 0, writes = 0, deletes = 0;
    std::size_t total() const { return reads + writes + deletes; }

    friend bool operator==(const ActionCounts &, const ActionCounts &) = default;
};

struct ConnectorSummary {
    std::string key, name, description, evidence, docsUrl;
    std::vector<std::string> categories, aliases;
    std::vector<AuthSummary> auth;
    Needs needs = Needs::Key;
    ActionCounts actions;
    std::string hash; //!< SHA-256 of the file, hex
    bool shipped = false;

    friend bool operator==(const ConnectorSummary &, const ConnectorSummary &) = default;
};

using SummaryPointer = std::shared_ptr<const ConnectorSummary>;

ConnectorSummary summaryOf(const Connector &connector);
//! One row of the index that resources/connector_index.py writes of the shipped files.
//! \errors InvalidRequest
Result<ConnectorSummary> readSummary(std::string_view row);

} // namespace hub
