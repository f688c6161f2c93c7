#include "core/connectors/json_schema.h"

#include "core/connectors/pattern.h"

#include <re2/re2.h>

// without it a schema that is not well formed ends the process
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace hub {
namespace {

//! Patterns go to RE2: the checker's own engine can be made to hang.
json::value withoutPatterns(const json::value &schema)
{
    if (const json::array *array = schema.if_array()) {
        json::array out;
        for (const json::value &item : *array)
            out.push_back(withoutPatterns(item));
        return out;
    }
    const json::object *object = schema.if_object();
    if (object == nullptr)
        return schema;
    json::object out;
    for (const auto &member : *object) {
        // a property of that name has a schema, not a text
        const bool isRule = (member.key() == "pattern" || member.key() == "format") && member.value().is_string();
        if (!isRule && member.key() != "patternProperties")
            out.emplace(member.key(), withoutPatterns(member.value()));
    }
    return out;
}

//! Whether each reference leads to a place in the schema and none leads back to itself: those are followed for ever.
//! \param open the places that lead here; \param done those already walked
bool referencesEnd(const json::value &schema, const json::value &root, std::set<const json::value *> &open,
                   std::set<const json::value *> &done)
{
    if (const json::array *array = schema.if_array())
        return std::all_of(array->begin(), array->end(),
                           [&](const json::value &item) { return referencesEnd(item, root, open, done); });
    const json::object *object = schema.if_object();
    if (object == nullptr)
        return true;
    if (const std::string reference = stringOf(*object, "$ref"); !reference.empty()) {
        const json::value *target = reference.front() == '#' ? at(root, std::string_view(reference).substr(1))
                                                             : nullptr;
        if (target == nullptr || open.contains(target))
            return false;
        if (done.insert(target).second) {
            open.insert(target);
            if (!referencesEnd(*target, root, open, done))
                return false;
            open.erase(target);
        }
    }
    return std::all_of(object->begin(), object->end(),
                       [&](const auto &member) { return referencesEnd(member.value(), root, open, done); });
}

//! "<root>[query][limit]" as a JSON pointer.
std::string pointerOf(const std::vector<std::string> &context)
{
    std::string out;
    for (std::size_t i = 1; i < context.size(); ++i)
        out += '/' + context[i].substr(1, context[i].size() - 2);
    return out;
}

//! What the schema asks of the place with that pointer; null where that can't be told.
const json::object *ruleAt(const json::value &schema, std::string_view pointer)
{
    const json::value *rule = &schema;
    while (rule != nullptr) {
        const json::object *rules = rule->if_object();
        if (rules == nullptr)
            return nullptr;
        if (const std::string reference = stringOf(*rules, "$ref"); reference.starts_with("#/")) {
            rule = at(schema, std::string_view(reference).substr(1));
            continue;
        }
        if (pointer.empty())
            return rules;
        const std::string_view name = pointer.substr(1, pointer.find('/', 1) - 1);
        pointer.remove_prefix(name.size() + 1);
        const json::value *properties = rules->if_contains("properties");
        const json::object *named = properties != nullptr ? properties->if_object() : nullptr;
        rule = named != nullptr ? named->if_contains(name) : rules->if_contains("items");
    }
    return nullptr;
}

std::string listed(const json::value &values, const char *between)
{
    constexpr std::size_t most = 20;
    const json::array *list = values.if_array();
    if (list == nullptr)
        return textOf(values);
    std::string out;
    for (std::size_t i = 0; i < std::min(list->size(), most); ++i)
        out += (i == 0 ? "" : between) + textOf((*list)[i]);
    return out + (list->size() > most ? ", …" : "");
}

//! The checker's own words name the rule; a model needs to hear what would fit.
std::string expected(const std::string &said, const json::object *rule)
{
    const auto is = [&](std::string_view start, const char *name) {
        return said.starts_with(start) && rule != nullptr && rule->contains(name);
    };
    if (is("Value type not permitted", "type"))
        return "has to be of type " + listed(rule->at("type"), " or ");
    if (is("Failed to match against any enum", "enum"))
        return "has to be one of: " + listed(rule->at("enum"), ", ");
    if (is("Expected number greater than or equal", "minimum"))
        return "has to be at least " + textOf(rule->at("minimum"));
    if (is("Expected number less than or equal", "maximum"))
        return "has to be at most " + textOf(rule->at("maximum"));
    return said;
}

using Patterns = std::map<std::string, std::shared_ptr<const re2::RE2>, std::less<>>;

bool matches(const json::string &text, const std::string &pattern, Patterns &patterns)
{
    const auto [found, isNew] = patterns.try_emplace(pattern);
    if (isNew)
        found->second = compilePattern(pattern);
    return found->second && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *found->second);
}

//! What the schema says of a member; null when it says nothing.
const json::value *ruleOf(const json::object &rules, std::string_view name)
{
    const json::value *properties = rules.if_contains("properties");
    return properties != nullptr && properties->is_object() ? properties->get_object().if_contains(name) : nullptr;
}

//! The checks of `pattern` that were kept out, for strings below properties and items.
//! \param schema null asks for nothing
Result<void> checkPatterns(const json::value *schema, const json::value &root, const json::value &value,
                           const std::string &field, Patterns &patterns)
{
    const json::object *rules = schema != nullptr ? schema->if_object() : nullptr;
    if (rules == nullptr)
        return {};
    if (const std::string reference = stringOf(*rules, "$ref"); reference.starts_with("#/"))
        return checkPatterns(at(root, std::string_view(reference).substr(1)), root, value, field, patterns);
    const std::string pattern = stringOf(*rules, "pattern");
    if (!pattern.empty() && value.is_string() && !matches(value.get_string(), pattern, patterns))
        return Error{ErrorCode::SchemaViolation, "has to match " + pattern, field};
    if (const json::object *object = value.if_object()) {
        for (const auto &member : *object) {
            const Result<void> fits = checkPatterns(ruleOf(*rules, member.key()), root, member.value(),
                                                    field + '/' + std::string(member.key()), patterns);
            if (!fits)
                return fits;
        }
    }
    const json::value *items = rules->if_contains("items");
    if (const json::array *array = value.if_array(); array != nullptr && items != nullptr) {
        for (std::size_t i = 0; i < array->size(); ++i) {
            const Result<void> fits = checkPatterns(items, root, (*array)[i], field + '/' + std::to_string(i),
                                                    patterns);
            if (!fits)
                return fits;
        }
    }
    return {};
}

} // namespace

struct JsonSchema::Compiled {
    json::value schema, plain;
    valijson::Schema rules;
    std::string defect;
    mutable Patterns patterns;
};

JsonSchema::JsonSchema(json::value schema) : m_compiled(std::make_unique<Compiled>())
{
    m_compiled->schema = std::move(schema);
    const json::value &whole = m_compiled->schema;
    std::set<const json::value *> open{&whole};
    std::set<const json::value *> done;
    if (!referencesEnd(whole, whole, open, done)) {
        m_compiled->defect = "a JSON Schema refers to itself, or to nothing";
        return;
    }
    m_compiled->plain = withoutPatterns(whole);
    try {
        valijson::SchemaParser parser;
        const valijson::adapters::BoostJsonAdapter adapter(m_compiled->plain);
        parser.populateSchema(adapter, m_compiled->rules);
    } catch (const std::exception &) {
        m_compiled->defect = "a JSON Schema is not well formed";
    }
}

JsonSchema::~JsonSchema() = default;

const std::string &JsonSchema::defect() const
{
    return m_compiled->defect;
}

std::vector<Error> JsonSchema::problems(const json::value &value, std::size_t most) const
{
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    const valijson::adapters::BoostJsonAdapter target(value);
    std::vector<Error> out;
    if (!validator.validate(m_compiled->rules, target, &results)) {
        valijson::ValidationResults::Error error;
        while (results.popError(error))
            out.push_back({ErrorCode::SchemaViolation, error.description, pointerOf(error.context)});
        for (Error &each : out)
            each.message = expected(each.message, ruleAt(m_compiled->schema, each.field));
    } else if (const Result<void> fits = checkPatterns(&m_compiled->schema, m_compiled->schema, value, {},
                                                       m_compiled->patterns);
               !fits) {
        out.push_back(fits.error());
    }
    // the deepest place is what is wrong; some of the ones above only say that something below is
    std::stable_sort(out.begin(), out.end(),
                     [](const Error &a, const Error &b) { return a.field.size() > b.field.size(); });
    std::vector<Error> deepest;
    for (Error &each : out) {
        const auto isBelow = [&](const Error &other) {
            return other.field.size() > each.field.size() && other.field.starts_with(each.field)
                && other.field[each.field.size()] == '/';
        };
        const bool onlySaysSo = each.message.starts_with("Failed to validate")
            && std::any_of(deepest.begin(), deepest.end(), isBelow);
        if (deepest.size() < most && !onlySaysSo)
            deepest.push_back(std::move(each));
    }
    return deepest;
}

Result<void> JsonSchema::check(const json::value &value, const std::string &field) const
{
    if (!m_compiled->defect.empty())
        return Error{ErrorCode::Internal, m_compiled->defect, field};
    std::vector<Error> found = problems(value, 1);
    if (found.empty())
        return {};
    found.front().field = field + found.front().field;
    return found.front();
}

Result<void> checkSchema(const json::value &schema, const json::value &value, const std::string &field)
{
    return JsonSchema(schema).check(value, field);
}

} // namespace hub
