// JSON Schema checks, with messages a person or a model can act on.
#pragma once

#include "core/base/json.h"

#include <memory>
#include <vector>

namespace hub {

//! A schema made ready once, for many values.
class JsonSchema {
public:
    explicit JsonSchema(json::value schema);
    ~JsonSchema();
    JsonSchema(const JsonSchema &) = delete;
    JsonSchema &operator=(const JsonSchema &) = delete;

    //! What is wrong with the schema itself; empty = it can be used.
    const std::string &defect() const;
    //! \param field a name put before the pointer of what does not fit
    //! \errors SchemaViolation (field = the pointer, message = what was expected), Internal (the schema itself is wrong)
    Result<void> check(const json::value &value, const std::string &field = {}) const;
    //! One for each place that does not fit, the deepest first. \param most how many at the most
    std::vector<Error> problems(const json::value &value, std::size_t most) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
};

//! For a schema that is used once.
Result<void> checkSchema(const json::value &schema, const json::value &value, const std::string &field = {});

} // namespace hub
