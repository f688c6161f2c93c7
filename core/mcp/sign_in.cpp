#include "core/mcp/sign_in.h"

#include "core/mcp/tools.h"

namespace hub {
namespace {

constexpr std::chrono::milliseconds kLook{250};
constexpr int kLooks = 240; // a minute
constexpr int kLooksPerNews = 20;
constexpr std::chrono::minutes kPatience{10}; // for the person at the client's question
constexpr const char *kInput = "connect";

std::string messageFor(const MissingAccount &missing)
{
    return missing.reason + " Sign in to " + missing.provider + " on the page of Connect Hub.";
}

Reply refusalOf(const MissingAccount &missing)
{
    return notConnected(missing.provider, missing.url, missing.expiresAt, Error{missing.code, missing.reason});
}

//! accept, decline or cancel; empty when the client brought no answer to this question.
std::string broughtAnswer(const McpCall &call)
{
    const json::value *responses = call.params().if_contains("inputResponses");
    const json::value *answer = responses != nullptr && responses->is_object()
        ? responses->get_object().if_contains(kInput)
        : nullptr;
    return answer != nullptr && answer->is_object() ? stringOf(answer->get_object(), "action") : std::string();
}

} // namespace

std::string boundOf(const McpCall &call)
{
    const json::object &params = call.params();
    const json::value *arguments = params.if_contains("arguments");
    const json::array parts{json::string(holderOf(*call.principal)),
                            json::string(call.message.method),
                            json::string(stringOf(params, "name")),
                            json::string(stringOf(params, "uri")),
                            json::string(call.account),
                            arguments != nullptr ? *arguments : json::value(nullptr)};
    return json::serialize(parts);
}

Result<std::optional<json::object>> SignIn::stateOf(const McpCall &call) const
{
    const json::value *sealed = call.params().if_contains("requestState");
    if (sealed == nullptr)
        return std::optional<json::object>();
    Result<json::object> state = m_seal.open(textOf(*sealed), boundOf(call));
    if (!state)
        return state.error();
    return std::optional<json::object>(std::move(*state));
}

Task<SignInOutcome> SignIn::ask(std::shared_ptr<McpCall> call, MissingAccount missing)
{
    SignInOutcome outcome{false, refusalOf(missing)};
    if (!call->opensUrls() || call->quiet)
        co_return outcome;
    const std::string elicitation = call->requestId;
    std::string action;
    if (call->session) {
        action = co_await answerOf(call.get(), &missing, &elicitation);
    } else {
        const Result<std::optional<json::object>> state = stateOf(*call);
        const bool asked = state && state->has_value();
        action = asked ? broughtAnswer(*call) : std::string();
        if (action.empty()) {
            const json::object question{{"mode", "url"}, {"message", messageFor(missing)}, {"url", missing.url}};
            outcome.reply = json::object{
                {"resultType", "input_required"},
                {"inputRequests", {{kInput, {{"method", "elicitation/create"}, {"params", question}}}}},
                {"requestState", m_seal.close({{"provider", missing.provider}}, boundOf(*call))}};
            co_return outcome;
        }
    }
    if (action == "accept")
        outcome.signedIn = co_await wait(call, &missing);
    if (outcome.signedIn && call->session)
        call->notify("notifications/elicitation/complete", {{"elicitationId", elicitation}});
    co_return outcome;
}

Task<std::string> SignIn::answerOf(McpCall *call, const MissingAccount *missing, const std::string *elicitation)
{
    json::object question{
        {"mode", "url"}, {"message", messageFor(*missing)}, {"url", missing->url}, {"elicitationId", *elicitation}};
    const std::shared_ptr<Session> session = call->session;
    const std::string method = "elicitation/create";
    const Result<json::object> answer = co_await session->ask(call->stream, method, std::move(question), kPatience);
    co_return answer ? stringOf(*answer, "action") : std::string();
}

Task<bool> SignIn::wait(std::shared_ptr<McpCall> call, const MissingAccount *missing)
{
    for (int look = 0; look < kLooks && !call->stopped; ++look) {
        if (missing->isLive())
            co_return true;
        if (look % kLooksPerNews == 0)
            call->progress(look, kLooks, "Waiting for the sign-in to " + missing->provider + '.');
        co_await m_wait(kLook);
    }
    co_return missing->isLive();
}

} // namespace hub
