// Reads a method's params: typed, and strict about names, so that a mistyped limit never means "no limit".
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hub::control {

//! Read every param, then ask for check(): it tells the first thing that was wrong. Null counts as left out.
class Params {
public:
    //! \param object must outlive this
    explicit Params(const json::object *object) : m_object(object) {}

    //! A string that must be there and not be empty.
    std::string text(std::string_view name);
    std::string optionalText(std::string_view name, std::string_view fallback = {});
    std::vector<std::string> texts(std::string_view name);
    bool flag(std::string_view name, bool fallback);
    bool requiredFlag(std::string_view name);
    std::int64_t number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most);
    bool has(std::string_view name);
    json::object object(std::string_view name);
    //! An object whose values are strings (numbers and booleans count as their text).
    std::map<std::string, Secret> secrets(std::string_view name);
    std::optional<Secret> secret(std::string_view name);

    //! \errors SchemaViolation (field): missing, wrong type, out of range, or a name that no one read
    Result<void> check() const;

private:
    const json::value *take(std::string_view name);
    void fail(std::string_view name, const std::string &message);

    const json::object *m_object;
    std::set<std::string, std::less<>> m_known;
    std::optional<Error> m_problem;
};

} // namespace hub::control
