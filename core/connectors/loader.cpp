#include "core/connectors/loader.h"

#include "core/base/encoding.h"
#include "core/connectors/json_schema.h"
#include "core/connectors/tables.h"

namespace hub {
namespace {

constexpr std::size_t kMostProblems = 50;
constexpr std::size_t kMostActions = 2000;

const JsonSchema &connectorSchema()
{
    static const JsonSchema schema(json::parse(tableText(QStringLiteral(":/connector.schema.json"))));
    return schema;
}

//! Names the key that is too much where the checker names only the object that holds it.
Error withUnknownKey(Error error)
{
    constexpr std::string_view mark = "'additionalProperties' constraints: '";
    const std::size_t start = error.message.find(mark);
    const std::size_t end = error.message.rfind('\'');
    if (start == std::string::npos || end < start + mark.size())
        return error;
    error.field += '/' + error.message.substr(start + mark.size(), end - start - mark.size());
    error.message = "is not a known key";
    return error;
}

//! What the form alone says.
std::vector<Error> formProblems(const json::value &document)
{
    const json::value *actions = at(document, "/actions");
    if (actions != nullptr && actions->is_array() && actions->get_array().size() > kMostActions)
        return {{ErrorCode::SchemaViolation, "has more than 2,000 actions", "/actions"}};
    std::vector<Error> problems = connectorSchema().problems(document, kMostProblems);
    for (Error &problem : problems)
        problem = withUnknownKey(std::move(problem));
    return problems.empty() ? hiddenSigns(document) : problems;
}

//! \param connector gets the definition when the form is right
std::vector<Error> judge(std::string_view text, bool allowLocal, Connector *connector)
{
    if (text.size() > kLargestConnectorFile)
        return {{ErrorCode::TooLarge, "is larger than 2 MiB"}};
    const bool marked = text.starts_with("\xEF\xBB\xBF"); // editors on Windows write a byte order mark
    const Result<json::object> document = parseObject(text.substr(marked ? 3 : 0));
    if (!document)
        return {document.error()};
    const json::value whole = *document;
    if (std::vector<Error> problems = formProblems(whole); !problems.empty())
        return problems;
    *connector = readConnector(*document);
    connector->hash = hex(sha256(text));
    if (allowLocal)
        connector->localHosts = literalHosts(whole);
    return ruleProblems(*connector);
}

Error told(const std::string &source, const Error &error)
{
    return {ErrorCode::SchemaViolation, source + ": " + (error.field.empty() ? "" : error.field + ' ') + error.message,
            error.field};
}

} // namespace

Result<Connector> loadConnector(std::string_view text, const std::string &source, bool allowLocal)
{
    Connector connector;
    if (const std::vector<Error> problems = judge(text, allowLocal, &connector); !problems.empty())
        return told(source, problems.front());
    connector.source = source;
    connector.shipped = source.starts_with(":/");
    return connector;
}

std::vector<Error> connectorProblems(std::string_view text, const std::string &source, bool allowLocal)
{
    Connector connector;
    std::vector<Error> problems = judge(text, allowLocal, &connector);
    problems.resize(std::min(problems.size(), kMostProblems));
    for (Error &problem : problems)
        problem = told(source, problem);
    return problems;
}

} // namespace hub
