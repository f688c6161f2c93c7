#include "core/a2a/order.h"

#include "core/base/encoding.h"

#include <algorithm>

namespace hub::a2a {
namespace {

constexpr std::string_view kTexts[] = {"action", "account_id", "next"};
constexpr std::string_view kObjects[] = {"path", "query", "headers", "body"};

template <std::size_t size>
bool isOneOf(const std::string_view (&names)[size], std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

void add(Said &said, json::object order)
{
    ++said.orders;
    said.order = std::move(order);
}

json::object memberOf(const json::object &order, std::string_view name)
{
    const json::value *member = order.if_contains(name);
    return member != nullptr && member->is_object() ? member->get_object() : json::object();
}

} // namespace

Said readSaid(const Message &message)
{
    Said said;
    bool read = false;
    for (const Part &part : message.parts) {
        if (part.kind == Part::Kind::Data && part.data.is_object()) {
            add(said, part.data.get_object());
        } else if (part.kind == Part::Kind::Text) {
            const std::string_view text = trim(part.text);
            Result<json::object> object = text.starts_with('{') ? parseObject(text) : Error{};
            if (object)
                add(said, std::move(*object));
            else
                said.text += (said.text.empty() ? "" : "\n") + std::string(text);
        }
        read = read || part.kind == Part::Kind::Data || part.kind == Part::Kind::Text;
    }
    said.onlyFiles = !read;
    return said;
}

Result<Order> readOrder(const json::object &order)
{
    for (const auto &member : order) {
        const std::string name(member.key());
        const bool isText = isOneOf(kTexts, name);
        if (!isText && !isOneOf(kObjects, name))
            return Error{ErrorCode::SchemaViolation,
                         '"' + name.substr(0, 64)
                             + "\" is unknown; an order has action, account_id, path, query, headers, body and next.",
                         name.substr(0, 64)};
        if (member.value().is_null())
            continue;
        if (isText && !member.value().is_string())
            return Error{ErrorCode::SchemaViolation, name + " is a text.", name};
        if (!isText && !member.value().is_object())
            return Error{ErrorCode::SchemaViolation, name + " is an object.", name};
    }
    Order out{stringOf(order, "action"),
              stringOf(order, "account_id"),
              {memberOf(order, "path"), memberOf(order, "query"), memberOf(order, "headers"), memberOf(order, "body"),
               stringOf(order, "next")}};
    if (out.action.empty())
        return Error{ErrorCode::SchemaViolation, "action is required: the id of an action.", "action"};
    return out;
}

json::object mergedOrder(json::object known, const json::object &more)
{
    if (more.contains("action"))
        return more;
    for (const auto &member : more)
        known[member.key()] = member.value();
    return known;
}

} // namespace hub::a2a
