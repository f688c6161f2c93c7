// POST /actions/search and /actions/build: actions by what is asked for.
#include "core/api/answering.h"

#include "core/base/encoding.h"

#include <unordered_set>

namespace hub {
namespace {

constexpr std::int64_t kUsual = 100, kMost = 1'000;

struct Question {
    std::string query, connector;
    std::size_t most = kUsual;
    double least = 0;
};

Result<Question> questionIn(const json::object &body)
{
    Question out;
    out.query = trim(stringOf(body, "query"));
    if (out.query.empty())
        return Error{ErrorCode::SchemaViolation, "query is required: what the action should do.", "query"};
    out.connector = stringOf(body, "connector");
    if (const json::value *most = body.if_contains("top_k"); most != nullptr && !most->is_null()) {
        if (!most->is_int64() || most->get_int64() < 1 || most->get_int64() > kMost)
            return Error{ErrorCode::SchemaViolation, "top_k is a number from 1 to 1000.", "top_k"};
        out.most = static_cast<std::size_t>(most->get_int64());
    }
    if (const json::value *least = body.if_contains("min_similarity"); least != nullptr && !least->is_null()) {
        if (!least->is_number() || least->to_number<double>() < 0 || least->to_number<double>() > 1)
            return Error{ErrorCode::SchemaViolation, "min_similarity is a number from 0 to 1.", "min_similarity"};
        out.least = least->to_number<double>();
    }
    return out;
}

//! Two libraries read different names for the same: both are there.
json::object resultOf(const ActionHit &hit)
{
    return {
        {"id", hit.action->id},         {"action_name", hit.action->id},          {"connector_key", hit.connector->key},
        {"label", hit.action->title},   {"description", hit.action->description}, {"project_id", "global"},
        {"similarity_score", hit.score}};
}

Task<Result<json::value>> searchActions(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    const Result<Question> question = questionIn(*body);
    if (!question)
        co_return question.error();
    const std::vector<CallableConnector> rows = services->actions->callable(*context->principal);
    std::unordered_set<std::string_view> callable;
    for (const CallableConnector &row : rows) {
        for (const Action *action : row.actions)
            callable.insert(action->id);
    }
    const std::shared_ptr<const ActionIndex> index = services->search->index();
    const auto admits = [&](const Connector &connector, const Action &action) {
        return (question->connector.empty() || question->connector == connector.key) && callable.contains(action.id);
    };
    json::array results;
    for (const ActionHit &hit : index->search(question->query, question->most, admits)) {
        if (hit.score >= question->least)
            results.push_back(resultOf(hit));
    }
    const std::size_t count = results.size();
    co_return json::value{{"query", question->query}, {"total_count", count}, {"results", std::move(results)}};
}

Task<Result<json::value>> buildIndex(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    const std::string connector = stringOf(*body, "connector_key");
    if (!connector.empty() && !services->catalogue->find(connector))
        co_return Error{ErrorCode::NotFound, "There is no such connector."};
    const json::value *force = body->if_contains("force_refresh");
    if (force != nullptr && *force == json::value(true))
        services->search->rebuild();
    else
        services->search->index();
    co_return json::value{{"status", "success"}};
}

} // namespace

void addActionSearchRoutes(Router *router, const ApiServices *services)
{
    router->add({"POST", "/actions/search", Audience::Key, Need::Calls, "Finds actions by what they should do",
                 answering(services, &searchActions)});
    router->add({"POST", "/actions/build", Audience::Key, Need::Calls, "Builds the index that searching uses",
                 answering(services, &buildIndex)});
}

} // namespace hub
