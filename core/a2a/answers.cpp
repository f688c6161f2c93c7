#include "core/a2a/answers.h"

#include "core/a2a/accounts.h"

namespace hub::a2a {
namespace {

json::object candidateOf(const Candidate &candidate)
{
    json::array accounts;
    for (const Account &account : candidate.row->accounts)
        accounts.push_back(json::string(nameOf(account)));
    const Action &action = *candidate.action;
    return {{"action", action.id},
            {"title", action.title},
            {"description", action.description},
            {"effect", json::string(wireName(action.effect))},
            {"accounts", std::move(accounts)},
            {"input_schema", inputSchema(action)}};
}

} // namespace

std::vector<Part> menuParts(const std::string &prefix, const std::vector<Candidate> &candidates,
                            const std::vector<CallableConnector> &callable)
{
    std::string text = prefix + (prefix.empty() ? "" : " ")
        + "Connect Hub runs one action at a time and does not guess: send a data part "
          R"({"action": ID, "account_id"?, "path"?, "query"?, "body"?}.)";
    json::array actions;
    for (const Candidate &candidate : candidates) {
        text += (actions.empty() ? " Actions that fit: " : ", ") + candidate.action->id;
        actions.push_back(candidateOf(candidate));
    }
    if (candidates.empty()) {
        std::string names;
        for (const CallableConnector &row : callable)
            names += (names.empty() ? "" : ", ") + row.connector->key;
        text += names.empty() ? " No account is connected yet."
                              : " No action fits. The extended agent card lists all actions of: " + names + '.';
    }
    return {textPart(std::move(text)), dataPart({{"type", "actions"}, {"actions", std::move(actions)}})};
}

std::vector<Part> choiceParts(const Error &error)
{
    std::string text = error.message + R"( Answer with a data part {"account_id": NAME})";
    for (std::size_t i = 0; i < error.choices.size(); ++i)
        text += (i == 0 ? ". Choose one of: " : ", ") + error.choices[i];
    return {textPart(text + '.'), dataPart({{"type", "account_choice"}, {"choices", json::value_from(error.choices)}})};
}

std::vector<Part> correctionParts(const Error &error, const Action *action)
{
    json::object data{{"type", "schema_violation"}, {"field", error.field}, {"message", error.message}};
    if (action != nullptr) {
        data["action"] = action->id;
        data["input_schema"] = inputSchema(*action);
    }
    const bool isNamed = error.field.empty() || error.message.starts_with(error.field);
    return {textPart(error.message + (isNamed ? "" : " (" + error.field + ')')), dataPart(std::move(data))};
}

std::vector<Part> signInParts(const std::string &connector, const std::string &name, const std::string &url,
                              WallTime expires)
{
    return {
        textPart(name + " needs a sign-in. The person opens " + url
                 + " ; the task goes on by itself when that is done."),
        dataPart(
            {{"type", "connect_session"}, {"provider", connector}, {"url", url}, {"expires_at", toRfc3339(expires)}})};
}

std::vector<Part> errorParts(const Error &error)
{
    json::object data{{"type", "error"}, {"code", json::string(wireName(error.code))}, {"message", error.message}};
    std::string text = error.message;
    if (error.retryAfter) {
        data["retry_after"] = error.retryAfter->count();
        text += " Try again in " + std::to_string(error.retryAfter->count()) + " s.";
    }
    if (!error.choices.empty())
        data["choices"] = json::value_from(error.choices);
    return {textPart(std::move(text)), dataPart(std::move(data))};
}

std::vector<Part> refusedParts(const ActionOutcome &outcome)
{
    const std::string text = "The provider answered " + std::to_string(outcome.status) + '.';
    if (outcome.authLinkUrl.empty())
        return {textPart(text)};
    const std::string why = "The person has not given this account the rights for that.";
    return {textPart(text + ' ' + why + " They can at " + outcome.authLinkUrl + " ; then send the order again."),
            dataPart({{"type", "error"},
                      {"code", json::string(wireName(ErrorCode::ScopeInsufficient))},
                      {"message", why},
                      {"connect_url", outcome.authLinkUrl}})};
}

Artifact resultArtifact(const ActionOutcome &outcome, const std::string &id, const std::string &action)
{
    json::object data{{"status", outcome.status}, {"body", outcome.data}, {"account_id", outcome.accountId}};
    if (!outcome.next.empty())
        data["next"] = outcome.next;
    Artifact out{id, action, {dataPart(std::move(data))}};
    if (outcome.binary)
        out.parts.push_back({Part::Kind::Bytes, outcome.binary->bytes, nullptr, outcome.binary->mediaType});
    return out;
}

} // namespace hub::a2a
