// POST /ai/tool-feedback: what an agent's user says about tools. It stays in this hub's record and is never sent on.
#include "core/api/answering.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

constexpr std::size_t kLongest = 2'000;

//! Text that a terminal can show: no control characters, cut at a character's border.
std::string shown(std::string text)
{
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    }
    if (text.size() > kLongest)
        text.resize(kLongest);
    while (!isUtf8(text))
        text.pop_back();
    return text;
}

std::string namesIn(const json::object &body)
{
    std::string names;
    const json::value *list = body.if_contains("tool_names");
    if (list == nullptr || !list->is_array())
        return names;
    for (const json::value &name : list->get_array())
        names += (names.empty() ? "" : ",") + textOf(name);
    return shown(std::move(names));
}

Task<Result<json::value>> keepFeedback(const ApiServices *services, ApiContext *context)
{
    const Result<json::object> body = co_await readJsonObject(context);
    if (!body)
        co_return body.error();
    std::string feedback = shown(std::string(trim(stringOf(*body, "feedback"))));
    if (feedback.empty())
        co_return Error{ErrorCode::SchemaViolation, "feedback is required: what the user says.", "feedback"};
    AuditRow row;
    row.at = services->clock->now();
    row.requestId = context->requestId;
    row.event = "tool.feedback";
    row.protocol = "rest";
    row.principal = context->principal->id;
    row.principalName = context->principal->name;
    row.owner = context->principal->owner ? context->principal->owner->str() : std::string();
    row.action = namesIn(*body);
    row.detail = std::move(feedback);
    if (const std::string named = stringOf(*body, "account_id"); !named.empty()) {
        const Result<Account> account = services->actions->resolve(*context->principal, named);
        if (!account)
            co_return account.error();
        row.owner = account->owner.str();
        row.account = account->id.str();
        row.connector = account->connector;
    }
    const std::string submitted = toRfc3339(row.at);
    const Result<void> kept = co_await services->audit->recordNow(std::move(row));
    if (!kept)
        co_return kept.error();
    co_return json::value{{"message", "Kept in this hub's own record. It was sent to nobody."},
                          {"key", "tool-feedback/" + context->requestId},
                          {"submitted_at", submitted},
                          {"trace_id", context->requestId}};
}

} // namespace

void addFeedbackRoute(Router *router, const ApiServices *services)
{
    router->add({"POST", "/ai/tool-feedback", Audience::Key, Need::Calls, "Keeps what a user says about tools, here",
                 answering(services, &keepFeedback)});
}

} // namespace hub
