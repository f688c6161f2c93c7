// Ids as types, so that an owner can't stand where an account is meant.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace hub {

template <typename Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string value) : m_value(std::move(value)) {}

    const std::string &str() const noexcept { return m_value; }
    bool empty() const noexcept { return m_value.empty(); }

    friend auto operator<=>(const Id &, const Id &) = default;
    friend std::ostream &operator<<(std::ostream &out, const Id &id) { return out << id.m_value; }

private:
    std::string m_value;
};

using AccountId = Id<struct AccountTag>;
using OwnerId = Id<struct OwnerTag>;
using KeyId = Id<struct KeyTag>;
using SessionId = Id<struct SessionTag>;
using LinkId = Id<struct LinkTag>;
using AttemptId = Id<struct AttemptTag>;

} // namespace hub

template <typename Tag>
struct std::hash<hub::Id<Tag>> {
    std::size_t operator()(const hub::Id<Tag> &id) const noexcept { return std::hash<std::string>()(id.str()); }
};
