// The query of a URL: split first, then decoded; a query decoded before it is split is cut at a value's '&'.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

//! Name and value, decoded, in the order they came.
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

//! Empty pairs are left out.
//! \errors InvalidRequest (a bad escape, no UTF-8, NUL)
Result<QueryPairs> parseQuery(std::string_view query);
//! As parseQuery(), for a query that is somebody else's to judge: what can't be decoded stays as it came.
QueryPairs readablePairs(std::string_view query);
//! The query without the named pairs; the other bytes as they were.
std::string queryWithout(std::string_view query, const std::vector<std::string_view> &names);

} // namespace hub
