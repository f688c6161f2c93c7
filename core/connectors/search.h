// Which connectors a person means by a few letters. resources/pages/search.js does the same for the page;
// tests/core/connectors/search_cases.tsv holds both.
#pragma once

#include "core/connectors/summary.h"

namespace hub {

//! By name, key, alias and category; the best first. Of equals those come first that need least, then by name.
//! An empty query gives all in the order that they have.
std::vector<SummaryPointer> searchConnectors(const std::vector<SummaryPointer> &all, std::string_view query);

//! Letters left out, added, changed, or swapped with their neighbour; more than `most` is told as most + 1, as is a
//! text of more than 63.
std::size_t typosBetween(std::string_view a, std::string_view b, std::size_t most);

} // namespace hub
