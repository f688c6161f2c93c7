// Lists and pages as clients write them into a query.
#pragma once

#include "core/api/context.h"

namespace hub {

//! Clients send lists as repeated keys, as commas, as name[], and some as filter[name]: all of them count.
std::vector<std::string> listOf(const ApiContext &context, const std::string &name);
//! A single value, flat or as filter[name]; empty when there is none.
std::string valueOf(const ApiContext &context, const std::string &name);
std::size_t numberOr(const std::string &text, std::size_t fallback, std::size_t most);
//! page_size: 25 where none is said, 1 to 1,000.
std::size_t pageSizeOf(const ApiContext &context);
//! Whether `name` is on the list of that parameter.
bool asksFor(const ApiContext &context, const std::string &parameter, std::string_view name);

} // namespace hub
