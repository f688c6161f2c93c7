#include "core/gateway/action_runner.h"

namespace hub {
namespace {

constexpr std::size_t kLargestResult = 10 * 1024 * 1024;

//! Offers names of the same provider.
Error unknownAction(const std::string &wanted, const std::vector<CallableConnector> &known)
{
    std::vector<std::string> near;
    const std::string_view provider = std::string_view(wanted).substr(0, wanted.find('_'));
    for (const CallableConnector &row : known) {
        for (const Action *action : row.actions) {
            if (near.size() < 5 && std::string_view(action->id).starts_with(provider))
                near.push_back(action->id);
        }
    }
    return Error{ErrorCode::NotFound, "There is no action \"" + wanted + "\".", {}, {}, {}, std::move(near)};
}

Error rateLimited(const Headers &headers)
{
    const std::string_view after = headers.value("retry-after");
    const bool number = !after.empty() && after.size() < 7
        && after.find_first_not_of("0123456789") == std::string_view::npos;
    const std::chrono::seconds wait(number ? std::stoi(std::string(after)) : 60);
    return Error{ErrorCode::ProviderRateLimited, "The provider asks to wait before the next call.", {}, wait};
}

} // namespace

ActionRunner::ActionRunner(Gateway *gateway, AccountRepository *accounts, Catalogue *catalogue)
    : m_gateway(gateway), m_accounts(accounts), m_catalogue(catalogue)
{
}

Result<Account> ActionRunner::resolve(const Principal &principal, std::string_view wanted,
                                      std::string_view connector) const
{
    const Error unknown{ErrorCode::NotFound, "There is no such account."};
    if (!wanted.empty()) {
        Result<Account> account = m_accounts->find(principal.owner, wanted);
        if (!account)
            return account.error().code == ErrorCode::NotFound ? unknown : account.error();
        if (!mayReach(principal, account->owner, account->id))
            return unknown;
        return account;
    }
    AccountFilter filter;
    filter.owner = principal.owner;
    if (!connector.empty())
        filter.connectors.emplace_back(connector);
    std::vector<Account> reachable;
    for (Account &account : m_accounts->list(filter)) {
        if (mayReach(principal, account.owner, account.id))
            reachable.push_back(std::move(account));
    }
    if (reachable.empty())
        return Error{ErrorCode::AccountMissing,
                     "No account is connected that this key may use. Connect one in Connect Hub, or "
                     "name one with the x-account-id header."};
    // a sign-in that somebody began beside a connected account must not make calls ambiguous that were not
    const auto pending = [](const Account &account) { return account.status == AccountStatus::Inactive; };
    if (!std::all_of(reachable.begin(), reachable.end(), pending))
        std::erase_if(reachable, pending);
    if (reachable.size() == 1)
        return std::move(reachable.front());
    Error ambiguous{ErrorCode::AccountAmbiguous, "Several accounts fit. Name one with the x-account-id header."};
    for (const Account &account : reachable)
        ambiguous.choices.push_back(account.alias.empty() ? account.id.str() : account.alias);
    return ambiguous;
}

std::vector<CallableConnector> ActionRunner::callable(const Principal &principal) const
{
    std::map<std::string, CallableConnector> byKey;
    AccountFilter filter;
    filter.owner = principal.owner;
    for (Account &account : m_accounts->list(filter)) {
        if (!mayReach(principal, account.owner, account.id))
            continue;
        CallableConnector &row = byKey[account.connector];
        if (!row.connector)
            row.connector = m_catalogue->find(account.connector);
        if (row.connector)
            row.accounts.push_back(std::move(account));
    }
    std::vector<CallableConnector> rows;
    for (auto &[key, row] : byKey) {
        if (!row.connector)
            continue;
        for (const Action &action : row.connector->actions) {
            if (mayUse(principal, action.effect) && mayCall(principal, action.id))
                row.actions.push_back(&action);
        }
        if (!row.actions.empty())
            rows.push_back(std::move(row));
    }
    return rows;
}

Task<Result<ActionOutcome>> ActionRunner::run(ActionCall wish)
{
    const auto found = m_catalogue->findAction(wish.actionId);
    if (found.second == nullptr) {
        co_return unknownAction(wish.actionId, callable(*wish.principal));
    }
    const std::shared_ptr<const Connector> connector = found.first;
    const Action &action = *found.second;
    Result<Account> account = resolve(*wish.principal, wish.account, connector->key);
    if (!account)
        co_return account.error();
    if (account->connector != connector->key)
        co_return Error{ErrorCode::InvalidRequest,
                        "The account is one of " + account->connector + ", the action belongs to " + connector->key
                            + '.'};
    Result<ActionRequest> request = toRequest(action, wish.arguments);
    if (!request)
        co_return request.error();

    Call call{wish.principal,
              wish.requestId,
              wish.protocol,
              std::move(*account),
              connector,
              action.id,
              action.effect,
              request->method,
              request->target,
              {},
              std::move(request->headers)};
    if (!call.headers.contains("accept"))
        call.headers.set("accept", "application/json");
    const std::string accountId = call.account.id.str();
    StringBody body(std::move(request->body));
    BodyReader *sent = *body.length() > 0 ? &body : nullptr;
    Result<Answer> answer = co_await m_gateway->call(std::move(call), sent);
    if (!answer)
        co_return answer.error();
    const Result<std::string> text = co_await readAll(answer->body.get(), kLargestResult);
    if (!text)
        co_return text.error();
    Result<json::value> value = parseJson(*text);
    const int status = answer->head.status;
    if (!value && status < 400 && !text->empty()
        && answer->head.headers.value("content-type").find("json") != std::string_view::npos)
        co_return Error{ErrorCode::UpstreamFailed, "The provider's answer is not valid JSON."};
    json::value data = value ? std::move(*value)
        : text->empty()      ? json::value(nullptr)
                             : json::value(json::string(*text));
    if (status == 429)
        co_return rateLimited(answer->head.headers);
    if (status < 400)
        data = toData(action, data);
    co_return ActionOutcome{status, std::move(data), accountId};
}

} // namespace hub
