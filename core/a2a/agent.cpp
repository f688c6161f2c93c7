#include "core/a2a/agent.h"

#include "core/a2a/accounts.h"
#include "core/base/log.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <map>

namespace hub::a2a {
namespace {

constexpr std::size_t kMostCandidates = 8;
constexpr std::size_t kResultLimit = 1'000'000; // bytes; `next` goes on
constexpr std::chrono::minutes kSignInLimit{30};
constexpr std::chrono::days kLinkLife{1};
constexpr const char *kLocalOwner = "local"; // the desktop's own

std::string keyOf(const std::string &actionId)
{
    return actionId.substr(0, actionId.find('_'));
}

} // namespace

std::optional<Failure> objectionTo(State state, const Said &said)
{
    if (isTerminal(state))
        return Failure{Code::UnsupportedOperation, "The task has ended. Send a message without taskId."};
    if (state == State::Working)
        return Failure{Code::UnsupportedOperation, "The task is at work. Wait for its end, or cancel it."};
    if (said.onlyFiles)
        return Failure{Code::ContentTypeNotSupported, "The hub reads text and data parts, no files."};
    if (said.orders > 1)
        return Failure{Code::InvalidParams, "One message runs one action."};
    return std::nullopt;
}

Agent::Agent(boost::asio::any_io_executor executor, AgentParts parts)
    : m_executor(std::move(executor)), m_parts(std::move(parts))
{
    m_parts.connect->onAttempt([this, alive = std::weak_ptr<bool>(m_alive)](const Attempt &attempt) {
        if (alive.lock())
            onAttempt(attempt);
    });
}

void Agent::say(const EntryPtr &entry, const Message &message, const Said &said)
{
    m_parts.board->hear(*entry, message);
    json::object order = said.order ? mergedOrder(entry->order, *said.order) : entry->order;
    const bool again = entry->record.status.state == State::AuthRequired;
    if (order.contains("action") && (said.order || again))
        start(entry, std::move(order));
    else
        ask(*entry, {}, said.text);
}

std::optional<Failure> Agent::cancel(const EntryPtr &entry)
{
    const State state = entry->record.status.state;
    if (isTerminal(state))
        return Failure{Code::TaskNotCancelable, "The task has ended."};
    if (state == State::Working && entry->isChanging)
        return Failure{Code::TaskNotCancelable, "The call is on its way to the provider; the task says how it ends."};
    ++entry->run;
    release(*entry);
    m_parts.board->set(*entry, State::Canceled);
    return std::nullopt;
}

//! Answers what can't be run with what can.
void Agent::ask(Entry &entry, const std::string &prefix, const std::string &query)
{
    const std::vector<CallableConnector> rows = m_parts.actions->callable(*entry.principal);
    std::map<std::string_view, const CallableConnector *> rowOf;
    for (const CallableConnector &row : rows) {
        for (const Action *action : row.actions)
            rowOf.emplace(action->id, &row);
    }
    const std::shared_ptr<const ActionIndex> index = m_parts.search->index();
    const auto admits = [&rowOf](const Connector &, const Action &action) { return rowOf.contains(action.id); };
    const std::vector<ActionHit> hits = index->search(query, kMostCandidates, admits);
    std::vector<Candidate> candidates;
    candidates.reserve(hits.size());
    for (const ActionHit &hit : hits)
        candidates.push_back({hit.action, rowOf.at(hit.action->id)});
    release(entry);
    m_parts.board->set(entry, State::InputRequired, menuParts(prefix, candidates, rows));
}

void Agent::start(const EntryPtr &entry, json::object given)
{
    release(*entry);
    m_parts.board->keep(*entry, std::move(given));
    const Result<Order> order = readOrder(entry->order);
    const std::string id = order ? order->action : stringOf(entry->order, "action");
    const auto found = m_parts.catalogue->findAction(id);
    if (!order) {
        m_parts.board->set(*entry, State::InputRequired, correctionParts(order.error(), found.second));
        return;
    }
    if (found.second == nullptr) {
        m_parts.board->keep(*entry, {});
        ask(*entry, "There is no action \"" + id.substr(0, 64) + "\".", id);
        return;
    }
    const Principal &principal = *entry->principal;
    if (!mayUse(principal, found.second->effect) || !mayCall(principal, id)) {
        const Error refused{ErrorCode::ScopeInsufficient, "The scopes of this key do not allow that."};
        m_parts.board->set(*entry, State::Rejected, errorParts(refused));
        return;
    }
    entry->isChanging = found.second->isGeneric || found.second->effect != Effect::Read;
    m_parts.board->set(*entry, State::Working);
    boost::asio::co_spawn(m_executor, work(entry, *order, ++entry->run), boost::asio::detached);
}

Task<void> Agent::work(EntryPtr entry, Order order, std::uint64_t run)
{
    std::string failure;
    try {
        EntryPtr kept = entry;
        co_await perform(std::move(kept), std::move(order), run);
    } catch (const std::exception &e) {
        failure = e.what();
    }
    if (failure.empty())
        co_return;
    qCCritical(logGateway, "task %s failed: %s", entry->record.id.c_str(), failure.c_str());
    if (entry->run == run && !isTerminal(entry->record.status.state))
        m_parts.board->set(*entry, State::Failed,
                           errorParts({ErrorCode::Internal, "Something went wrong inside the hub."}));
}

Task<void> Agent::perform(EntryPtr entry, Order order, std::uint64_t run)
{
    const auto [connector, action] = m_parts.catalogue->findAction(order.action);
    if (action == nullptr) {
        m_parts.board->set(*entry, State::Failed, errorParts({ErrorCode::NotFound, "The action is gone."}));
        co_return;
    }
    const Result<std::string> account = accountFor(*m_parts.actions, *entry->principal, entry->accounts, order.account,
                                                   *connector);
    Result<ActionOutcome> outcome = account ? Error{} : account.error();
    if (account) {
        ActionCall call{entry->principal, entry->requestId, "a2a", order.action, *account, std::move(order.arguments)};
        call.resultLimit = kResultLimit;
        outcome = co_await m_parts.actions->run(std::move(call));
    }
    if (entry->run != run)
        co_return; // it was cancelled meanwhile
    if (outcome) {
        m_parts.board->add(*entry, resultArtifact(*outcome, m_parts.board->newId("art_"), order.action));
        const bool isRefused = outcome->status >= 400;
        m_parts.board->set(*entry, isRefused ? State::Failed : State::Completed,
                           isRefused ? refusedParts(*outcome) : std::vector<Part>());
        co_return;
    }
    const Error &error = outcome.error();
    const bool isMissing = error.code == ErrorCode::AccountMissing && entry->accounts.empty()
        && entry->principal->accounts.empty();
    if (isMissing)
        co_await offerSignIn(entry, connector, run);
    else
        failed(*entry, *connector, *action, error);
}

void Agent::failed(Entry &entry, const Connector &connector, const Action &action, const Error &error)
{
    TaskBoard &board = *m_parts.board;
    if (!error.authLinkUrl.empty()) {
        waitForSignIn(entry, connector, error.authLinkUrl);
    } else if (error.code == ErrorCode::AccountAmbiguous) {
        board.set(entry, State::InputRequired, choiceParts(error));
    } else if (error.code == ErrorCode::SchemaViolation) {
        board.set(entry, State::InputRequired, correctionParts(error, &action));
    } else {
        const bool isRefused = error.code == ErrorCode::ScopeInsufficient || error.code == ErrorCode::PolicyDenied
            || error.code == ErrorCode::ApprovalDenied;
        board.set(entry, isRefused ? State::Rejected : State::Failed, errorParts(error));
    }
}

//! Nobody has connected this provider: the link is for this task alone, and goes with it.
Task<void> Agent::offerSignIn(EntryPtr entry, std::shared_ptr<const Connector> connector, std::uint64_t run)
{
    ConnectWish wish;
    wish.owner = entry->principal->owner.value_or(OwnerId(kLocalOwner));
    wish.connector = connector->key;
    const Result<std::pair<AuthLink, Secret>> link = co_await m_parts.connect->createLink(std::move(wish), kLinkLife);
    if (entry->run != run) {
        LinkId unused = link ? link->first.id : LinkId();
        co_await revoke(std::move(unused));
    } else if (!link) {
        m_parts.board->set(*entry, State::Failed, errorParts(link.error()));
    } else {
        entry->link = link->first.id;
        waitForSignIn(*entry, *connector, m_parts.url + "/connect/" + std::string(link->second.reveal()));
    }
}

void Agent::waitForSignIn(Entry &entry, const Connector &connector, const std::string &url)
{
    entry.signInUntil = m_parts.clock->now() + kSignInLimit;
    m_parts.board->set(entry, State::AuthRequired, signInParts(connector.key, connector.name, url, entry.signInUntil));
}

Task<void> Agent::revoke(LinkId link)
{
    const std::vector<AuthLink> links = m_parts.connect->links();
    const auto isIt = [&link](const AuthLink &each) { return each.id == link && each.state == AuthLink::State::Open; };
    if (std::none_of(links.begin(), links.end(), isIt))
        co_return; // used: that is to stay known
    const Result<void> revoked = co_await m_parts.connect->revokeLink(std::move(link));
    if (!revoked)
        qCWarning(logGateway, "the link of a task could not be revoked: %s", revoked.error().message.c_str());
}

//! Where its own link is still open, it is of no use any more.
void Agent::release(Entry &entry)
{
    if (!entry.link.empty())
        boost::asio::co_spawn(m_executor, revoke(std::exchange(entry.link, {})), boost::asio::detached);
}

void Agent::sweep()
{
    const WallTime now = m_parts.clock->now();
    for (const EntryPtr &entry : m_parts.board->waitingForSignIn()) {
        if (entry->signInUntil > now)
            continue;
        ++entry->run;
        release(*entry);
        m_parts.board->set(*entry, State::Failed,
                           errorParts({ErrorCode::AccountExpired, "Nobody signed in within 30 minutes."}));
    }
}

//! Who waited for that account goes on, if it serves now.
void Agent::onAttempt(const Attempt &attempt)
{
    if (attempt.status != AttemptStatus::Authenticated)
        return;
    sweep();
    for (const EntryPtr &entry : m_parts.board->waitingForSignIn()) {
        if (keyOf(stringOf(entry->order, "action")) == attempt.connector)
            goOn(entry);
    }
}

void Agent::goOn(const EntryPtr &entry)
{
    const Result<Order> order = readOrder(entry->order);
    const std::shared_ptr<const Connector> connector = m_parts.catalogue->find(keyOf(stringOf(entry->order, "action")));
    if (!order || !connector)
        return;
    const Result<std::string> name = accountFor(*m_parts.actions, *entry->principal, entry->accounts, order->account,
                                                *connector);
    const Result<Account> account = name ? m_parts.actions->resolve(*entry->principal, *name, connector->key)
                                         : Result<Account>(name.error());
    const bool isMissing = !account && account.error().code == ErrorCode::AccountMissing;
    if (isMissing || (account && refusal(*account)))
        return; // it was another account that was signed in to
    if (!m_parts.isStillGood(*entry->principal)) {
        ++entry->run;
        release(*entry);
        m_parts.board->set(*entry, State::Failed,
                           errorParts({ErrorCode::KeyInvalid, "The API key is not valid any more."}));
        return;
    }
    start(entry, entry->order);
}

} // namespace hub::a2a
