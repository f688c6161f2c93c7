// Heads of requests and answers, as bytes: nothing is decoded or encoded again.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct Header {
    std::string name;
    std::string value;
    friend bool operator==(const Header &, const Header &) = default;
};

//! Header fields in the order they came; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : m_fields(fields) {}

    //! The first value, or null.
    const std::string *find(std::string_view name) const;
    std::string_view value(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    bool contains(std::string_view name) const { return find(name) != nullptr; }
    void add(std::string name, std::string value);
    //! Replaces every field of that name.
    void set(std::string name, std::string value);
    void remove(std::string_view name);
    //! Those for which leaves(field) is true.
    template <typename Leaves>
    void removeIf(Leaves leaves)
    {
        std::erase_if(m_fields, leaves);
    }

    auto begin() { return m_fields.begin(); }
    auto end() { return m_fields.end(); }
    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }
    std::size_t size() const { return m_fields.size(); }
    friend bool operator==(const Headers &, const Headers &) = default;

private:
    std::vector<Header> m_fields;
};

struct RequestHead {
    std::string method;
    std::string target; //!< path and query, as received
    Headers headers;

    std::string_view path() const;
    std::string_view query() const; //!< without '?'
};

struct ResponseHead {
    int status = 200;
    Headers headers;
};

//! Removes hop-by-hop fields and those that Connection names (RFC 9110 section 7.6.1).
void removeHopByHop(Headers &headers);

//! The standard reason phrase; empty for unknown codes.
std::string_view reasonPhrase(int status);

} // namespace hub
