#include "core/actions/result_window.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

//! The longest list of an object, or the list itself; null when there is none.
json::array *listOf(json::value &data)
{
    if (json::array *list = data.if_array())
        return list;
    json::object *object = data.if_object();
    json::array *longest = nullptr;
    for (auto *at = object == nullptr ? nullptr : object->begin(); object != nullptr && at != object->end(); ++at) {
        json::array *list = at->value().if_array();
        if (list != nullptr && (longest == nullptr || list->size() > longest->size()))
            longest = list;
    }
    return longest;
}

//! Keeps the items from `skip` on that fit into `room` bytes, at least one.
std::optional<std::size_t> keep(json::array &list, std::size_t skip, std::size_t room)
{
    json::array kept;
    std::size_t used = 0;
    std::size_t at = std::min(skip, list.size());
    for (; at < list.size(); ++at) {
        const std::size_t size = json::serialize(list[at]).size() + 1;
        if (!kept.empty() && used + size > room)
            break;
        used += size;
        kept.push_back(std::move(list[at]));
    }
    const std::optional<std::size_t> rest = at < list.size() ? std::optional(at) : std::nullopt;
    list = std::move(kept);
    return rest;
}

//! The bytes from `skip` on, cut at a character's border.
ResultPart textPart(const std::string &text, std::size_t skip, std::size_t limit)
{
    std::string part = text.substr(std::min(skip, text.size()), limit);
    while (!part.empty() && !isUtf8(part))
        part.pop_back();
    const std::size_t end = std::min(skip, text.size()) + part.size();
    return {json::object{{"text", std::move(part)}}, end < text.size() ? std::optional(end) : std::nullopt};
}

} // namespace

ResultPart partOf(json::value data, std::size_t skip, std::size_t limit)
{
    const std::string whole = limit == 0 ? std::string() : json::serialize(data);
    if (skip == 0 && whole.size() <= limit)
        return {std::move(data), std::nullopt};
    json::array *list = listOf(data);
    const std::size_t inList = list == nullptr ? 0 : json::serialize(*list).size();
    const std::size_t around = whole.size() - std::min(whole.size(), inList);
    if (list == nullptr || (limit != 0 && around >= limit)) {
        const json::string *text = data.if_string();
        return textPart(text != nullptr ? std::string(text->data(), text->size()) : json::serialize(data), skip,
                        limit == 0 ? std::string::npos : limit);
    }
    const std::optional<std::size_t> rest = keep(*list, skip, limit == 0 ? std::string::npos : limit - around);
    // one item alone may be too large
    if (limit != 0 && list->size() == 1 && json::serialize(data).size() > limit)
        return {textPart(json::serialize(data), 0, limit).data, rest};
    return {std::move(data), rest};
}

} // namespace hub
