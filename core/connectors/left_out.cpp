#include "core/connectors/left_out.h"

namespace hub {

bool isLeftOut(std::string_view text, const Connector &connector, const AuthMethod &method, const Lookup &values)
{
    const auto isOptional = [&](const std::string &name) {
        const auto named = [&](const Input &input) { return input.key == name && !input.required; };
        const auto learns = [&](const LearnStep &step) { return step.values.contains(name); };
        return std::any_of(connector.inputs.begin(), connector.inputs.end(), named)
            || std::any_of(method.fields.begin(), method.fields.end(), named)
            || std::any_of(method.learn.begin(), method.learn.end(), learns);
    };
    const Result<std::vector<std::string>> names = namesIn(text);
    return names && std::any_of(names->begin(), names->end(), [&](const std::string &name) {
               return !values(name) && isOptional(name);
           });
}

} // namespace hub
