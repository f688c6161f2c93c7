#include "core/actions/paging.h"

#include "core/base/encoding.h"
#include "core/base/query.h"

namespace hub {
namespace {

std::optional<Paging::Style> styleFrom(std::string_view name)
{
    if (name == "cursor")
        return Paging::Style::Cursor;
    if (name == "page")
        return Paging::Style::Page;
    if (name == "offset")
        return Paging::Style::Offset;
    return name == "link" ? std::optional(Paging::Style::Link) : std::nullopt;
}

const json::object &placeOf(const Paging &paging, const ActionArguments &arguments)
{
    return paging.inBody ? arguments.body : arguments.query;
}

std::int64_t numberOf(const json::object &arguments, const std::string &name, std::int64_t fallback)
{
    const json::value *given = arguments.if_contains(name);
    if (given == nullptr)
        return fallback;
    if (given->is_int64())
        return given->get_int64();
    return given->is_uint64() ? static_cast<std::int64_t>(given->get_uint64()) : fallback;
}

//! The URL that a Link header names as the next (RFC 8288 section 3); empty when it names none.
std::string_view nextUrl(std::string_view links)
{
    while (!links.empty()) {
        const std::size_t open = links.find('<');
        const std::size_t close = open == std::string_view::npos ? open : links.find('>', open);
        if (close == std::string_view::npos)
            break;
        const std::size_t following = links.find(',', close);
        const std::string relation = toLower(links.substr(close, following - close));
        if (relation.find("rel=\"next\"") != std::string::npos || relation.find("rel=next") != std::string::npos)
            return links.substr(open + 1, close - open - 1);
        links = following == std::string_view::npos ? std::string_view() : links.substr(following);
    }
    return {};
}

//! The value that one parameter has there.
json::value nextOfLink(const Headers &headers, const std::string &parameter)
{
    for (const std::string_view links : headers.all("link")) {
        const std::string_view url = nextUrl(links);
        const std::size_t question = url.find('?');
        if (question == std::string_view::npos)
            continue;
        const Result<QueryPairs> query = parseQuery(url.substr(question + 1));
        if (!query)
            return nullptr;
        for (const auto &[name, value] : *query) {
            if (name == parameter)
                return json::value(json::string(value));
        }
    }
    return nullptr;
}

//! A page number that came as text goes back as the number that the schema asks for.
json::value asNumber(json::value value)
{
    const json::string *text = value.if_string();
    if (text == nullptr || text->empty() || text->size() > 18
        || std::string_view(text->data(), text->size()).find_first_not_of("0123456789") != std::string_view::npos)
        return value;
    return std::stoll(std::string(text->data(), text->size()));
}

} // namespace

std::string writeCursor(const Cursor &cursor)
{
    return base64Url(json::serialize(json::array{cursor.page, cursor.skip}));
}

Result<Cursor> readCursor(std::string_view text)
{
    const Error unknown{ErrorCode::InvalidRequest,
                        "This cursor is none of the hub's. Take `next` from the answer before, unchanged."};
    const Result<std::string> decoded = decodeBase64(text);
    const Result<json::value> value = decoded ? parseJson(*decoded) : Result<json::value>(decoded.error());
    const json::array *parts = value ? value->if_array() : nullptr;
    if (parts == nullptr || parts->size() != 2)
        return unknown;
    const json::value &page = (*parts)[0];
    if (!page.is_null() && !page.is_string() && !page.is_int64())
        return unknown;
    if (!(*parts)[1].is_int64() || (*parts)[1].get_int64() < 0)
        return unknown;
    return Cursor{page, static_cast<std::size_t>((*parts)[1].get_int64())};
}

std::optional<Paging> pagingOf(const Connector &connector, const Action &action)
{
    const std::optional<Paging::Style> style = styleFrom(stringOf(connector.pagination, "style"));
    const std::string parameter = stringOf(connector.pagination, "request");
    if (!style || parameter.empty())
        return std::nullopt;
    const json::value *inQuery = action.queryParameters.if_contains(parameter);
    const json::value *schema = inQuery != nullptr ? inQuery : action.bodyParameters.if_contains(parameter);
    if (schema == nullptr || !schema->is_object())
        return std::nullopt;
    const std::string type = stringOf(schema->get_object(), "type");
    const json::value *first = connector.pagination.if_contains("first");
    return Paging{*style,
                  parameter,
                  inQuery == nullptr,
                  type == "integer" || type == "number",
                  stringOf(connector.pagination, "response"),
                  first != nullptr ? first->to_number<std::int64_t>() : 1};
}

void goTo(const Paging &paging, const Cursor &cursor, ActionArguments &arguments)
{
    if (!cursor.page.is_null())
        (paging.inBody ? arguments.body : arguments.query)[paging.parameter] = cursor.page;
}

json::value nextPage(const Paging &paging, const ActionArguments &arguments, const Headers &headers,
                     const json::value &answer)
{
    if (paging.style == Paging::Style::Link) {
        json::value next = nextOfLink(headers, paging.parameter);
        return paging.isNumber ? asNumber(std::move(next)) : next;
    }
    const json::value *found = paging.response.empty() ? &answer : at(answer, paging.response);
    if (found == nullptr)
        return nullptr;
    if (paging.style == Paging::Style::Cursor) {
        const bool isValue = found->is_int64() || (found->is_string() && !found->get_string().empty());
        return isValue ? *found : json::value(nullptr);
    }
    const json::array *items = found->if_array();
    if (items == nullptr || items->empty())
        return nullptr;
    const json::object &given = placeOf(paging, arguments);
    if (paging.style == Paging::Style::Page)
        return numberOf(given, paging.parameter, paging.first) + 1;
    return numberOf(given, paging.parameter, 0) + static_cast<std::int64_t>(items->size());
}

} // namespace hub
