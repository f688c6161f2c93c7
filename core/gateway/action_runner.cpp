#include "core/gateway/action_runner.h"

#include "core/base/near_names.h"
#include "core/gateway/generic_action.h"
#include "core/gateway/path_guard.h"

#include <map>

namespace hub {
namespace {

constexpr std::size_t kLargestResult = 10 * 1024 * 1024;
constexpr std::chrono::seconds kUsualWait{60}; // where a provider does not say
constexpr std::size_t kMostNear = 8;

std::string nameOf(const Account &account)
{
    return account.alias.empty() ? account.id.str() : account.alias;
}

//! What each can be named by: an alias that several owners use names none of theirs.
std::vector<std::string> namesOf(const std::vector<Account> &accounts, const std::vector<Account> &callers)
{
    std::map<std::string, int> uses;
    for (const Account &account : callers)
        ++uses[nameOf(account)];
    std::vector<std::string> out;
    out.reserve(accounts.size());
    for (const Account &account : accounts)
        out.push_back(uses[nameOf(account)] == 1 ? nameOf(account) : account.id.str());
    return out;
}

//! By an alias that several owners use. \errors NotFound, AccountAmbiguous (choices: ids of the caller's own only)
Result<Account> namesake(const std::vector<Account> &reachable, std::string_view alias)
{
    Error ambiguous{ErrorCode::AccountAmbiguous, "Several owners use this name. Use the account's id."};
    const Account *found = nullptr;
    for (const Account &account : reachable) {
        if (account.alias != alias)
            continue;
        found = &account;
        ambiguous.choices.push_back(account.id.str());
    }
    if (ambiguous.choices.size() > 1)
        return ambiguous;
    return found != nullptr ? Result<Account>(*found) : Result<Account>(Error{ErrorCode::NotFound, {}});
}

//! A sign-in that somebody began beside a connected account must not make calls ambiguous that were not.
void dropPending(std::vector<Account> *accounts)
{
    const auto pending = [](const Account &account) { return account.status == AccountStatus::Inactive; };
    if (!std::all_of(accounts->begin(), accounts->end(), pending))
        std::erase_if(*accounts, pending);
}

//! An action has its own cursor in the query, or the hub's: some clients can put it nowhere else.
Result<Cursor> takeCursor(const Action &action, ActionArguments &arguments)
{
    json::value *inQuery = arguments.query.if_contains("next");
    if (arguments.next.empty() && inQuery != nullptr && inQuery->is_string() && !action.isGeneric
        && !action.queryParameters.contains("next")) {
        arguments.next = textOf(*inQuery);
        arguments.query.erase("next");
    }
    return arguments.next.empty() ? Cursor{} : readCursor(arguments.next);
}

} // namespace

std::vector<std::string> nearActions(const std::vector<CallableConnector> &known, std::string_view wanted)
{
    const std::string_view provider = wanted.substr(0, wanted.find('_'));
    std::vector<std::string> all, ofProvider;
    for (const CallableConnector &row : known) {
        std::vector<std::string> &names = row.connector->key == provider ? ofProvider : all;
        for (const Action *action : row.actions)
            names.push_back(action->id);
    }
    return nearNames(wanted, ofProvider.empty() ? all : ofProvider, kMostNear);
}

ActionRunner::ActionRunner(Gateway *gateway, AccountRepository *accounts, Catalogue *catalogue, Clock *clock, Wait wait)
    : m_gateway(gateway), m_accounts(accounts), m_catalogue(catalogue), m_clock(clock), m_wait(std::move(wait))
{
}

Result<Account> ActionRunner::resolve(const Principal &principal, std::string_view wanted,
                                      std::string_view connector) const
{
    if (!wanted.empty()) {
        Result<Account> account = m_accounts->find(principal.owner, wanted);
        if (!account && account.error().code == ErrorCode::AccountAmbiguous)
            account = namesake(reachableAccounts(principal, {}), wanted);
        if (account ? mayReach(principal, account->owner, account->id) : account.error().code != ErrorCode::NotFound)
            return account;
    }
    std::vector<Account> reachable = reachableAccounts(principal, connector);
    if (!wanted.empty()) { // the same words, whether it is nobody's or somebody else's
        Error unknown{ErrorCode::NotFound, "There is no such account."};
        unknown.choices = nearNames(wanted, namesOf(reachable, reachableAccounts(principal, {})), kMostNear);
        std::sort(unknown.choices.begin(), unknown.choices.end());
        return unknown;
    }
    if (reachable.empty())
        return Error{ErrorCode::AccountMissing,
                     "No account is connected that this key may use. Connect one in Connect Hub, or "
                     "name one with the x-account-id header."};
    dropPending(&reachable);
    if (reachable.size() == 1)
        return std::move(reachable.front());
    Error ambiguous{ErrorCode::AccountAmbiguous, "Several accounts fit. Name one with the x-account-id header."};
    ambiguous.choices = namesOf(reachable, reachableAccounts(principal, {}));
    std::sort(ambiguous.choices.begin(), ambiguous.choices.end());
    return ambiguous;
}

std::vector<Account> ActionRunner::reachableAccounts(const Principal &principal, std::string_view connector) const
{
    AccountFilter filter;
    filter.owner = principal.owner;
    if (!connector.empty())
        filter.connectors.emplace_back(connector);
    std::vector<Account> reachable = m_accounts->list(filter);
    std::erase_if(reachable, [&](const Account &account) { return !mayReach(principal, account.owner, account.id); });
    return reachable;
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
        dropPending(&row.accounts);
        for (const Action &action : row.connector->actions) {
            if (mayUse(principal, action.effect) && mayCall(principal, action.id))
                row.actions.push_back(&action);
        }
        if (!row.actions.empty())
            rows.push_back(std::move(row));
    }
    return rows;
}

//! One call of an action, ready to be sent as often as it takes.
struct ActionRunner::Prepared {
    Call call;
    std::string body;
    ResultShape shape;
};

Result<ActionRunner::Prepared> ActionRunner::prepare(ActionCall wish) const
{
    const auto found = m_catalogue->findAction(wish.actionId);
    if (found.second == nullptr)
        return Error{ErrorCode::NotFound,
                     "There is no action \"" + wish.actionId + "\".",
                     {},
                     {},
                     {},
                     nearActions(callable(*wish.principal), wish.actionId)};
    const std::shared_ptr<const Connector> connector = found.first;
    const Action &action = *found.second;
    Result<Account> account = resolve(*wish.principal, wish.account, connector->key);
    if (!account)
        return account.error();
    if (account->connector != connector->key)
        return Error{ErrorCode::InvalidRequest,
                     "The account is one of " + account->connector + ", the action belongs to " + connector->key + '.'};
    ResultShape shape{&action, pagingOf(*connector, action), std::move(wish.arguments), {}, wish.resultLimit};
    const Result<Cursor> from = takeCursor(action, shape.arguments);
    if (!from)
        return from.error();
    shape.from = *from;
    if (shape.paging)
        goTo(*shape.paging, shape.from, shape.arguments);
    Result<ActionRequest> request = action.isGeneric ? genericRequest(shape.arguments)
                                                     : toRequest(action, shape.arguments);
    if (!request)
        return request.error();
    Call call{wish.principal,
              wish.requestId,
              wish.protocol,
              std::move(*account),
              connector,
              action.id,
              action.isGeneric ? effectOf(request->method) : action.effect,
              request->method,
              request->target,
              {},
              std::move(request->headers)};
    if (!call.headers.contains("accept"))
        call.headers.set("accept", "application/json");
    return Prepared{std::move(call), std::move(request->body), std::move(shape)};
}

Task<Result<Received>> ActionRunner::askOnce(const Prepared *prepared)
{
    StringBody body(prepared->body);
    BodyReader *sent = prepared->body.empty() ? nullptr : &body;
    Call call = prepared->call;
    Result<Answer> answer = co_await m_gateway->call(std::move(call), sent);
    if (!answer)
        co_return answer.error();
    Result<std::string> text = co_await readAll(answer->body.get(), kLargestResult);
    if (!text)
        co_return text.error();
    co_return Received{answer->head.status, std::move(answer->head.headers), std::move(*text),
                       std::move(answer->authLinkUrl)};
}

Task<Result<Received>> ActionRunner::ask(const Prepared *prepared)
{
    const Connector &connector = *prepared->call.connector;
    if (connector.perSecond) {
        const Result<std::chrono::milliseconds> turn = m_pace.turn(prepared->call.account.id, *connector.perSecond,
                                                                   m_clock->monotonic());
        if (!turn)
            co_return turn.error();
        if (*turn > std::chrono::milliseconds(0))
            co_await m_wait(*turn);
    }
    for (int tries = 1;; ++tries) {
        Result<Received> received = co_await askOnce(prepared);
        if (!received)
            co_return received;
        const auto asked = retryAfter(received->headers, connector.retryAfterHeader, m_clock->now());
        const auto pause = pauseBeforeRetry(tries, received->status, prepared->call.effect, asked);
        if (!pause && received->status == 429)
            co_return Error{ErrorCode::ProviderRateLimited,
                            "The provider asks to wait before the next call.",
                            {},
                            asked.value_or(kUsualWait)};
        if (!pause)
            co_return received;
        co_await m_wait(*pause);
    }
}

Task<Result<ActionOutcome>> ActionRunner::run(ActionCall wish)
{
    Result<Prepared> prepared = prepare(std::move(wish));
    if (!prepared)
        co_return prepared.error();
    Result<Received> received = co_await ask(&*prepared);
    if (!received)
        co_return received.error();
    std::string authLinkUrl = std::move(received->authLinkUrl);
    Result<ActionOutcome> outcome = outcomeOf(prepared->shape, std::move(*received));
    if (outcome) {
        outcome->accountId = prepared->call.account.id.str();
        outcome->authLinkUrl = std::move(authLinkUrl);
    }
    co_return outcome;
}

} // namespace hub
