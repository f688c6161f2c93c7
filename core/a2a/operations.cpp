#include "core/a2a/operations.h"

#include "core/a2a/card.h"

#include <QDateTime>

#include <algorithm>
#include <charconv>

namespace hub::a2a {
namespace {

constexpr std::size_t kUsualPage = 50, kLargestPage = 100;
constexpr std::chrono::seconds kLook{30}; // a task that is waited for is looked at again at least this often

Failure unknownTask()
{
    return {Code::TaskNotFound, "There is no such task."};
}

Result<TaskFilter> filterFrom(const json::object &params, Dialect dialect)
{
    TaskFilter out;
    out.contextId = stringOf(params, "contextId");
    if (const std::string name = stringOf(params, "status"); !name.empty() && name != "TASK_STATE_UNSPECIFIED") {
        out.state = stateFrom(name, dialect);
        if (!out.state)
            return Error{ErrorCode::InvalidRequest, "status is the name of a state."};
    }
    if (const std::string since = stringOf(params, "statusTimestampAfter"); !since.empty()) {
        const QDateTime time = QDateTime::fromString(QString::fromStdString(since), Qt::ISODateWithMs);
        if (!time.isValid())
            return Error{ErrorCode::InvalidRequest, "statusTimestampAfter is a time as of RFC 3339."};
        out.changedSince = fromMillis(time.toMSecsSinceEpoch());
    }
    const Result<std::optional<std::size_t>> size = readCount(params, "pageSize");
    if (!size)
        return size.error();
    out.most = size->value_or(kUsualPage);
    if (out.most < 1 || out.most > kLargestPage)
        return Error{ErrorCode::InvalidRequest, "pageSize is a number from 1 to 100."};
    const std::string token = stringOf(params, "pageToken");
    const auto read = std::from_chars(token.data(), token.data() + token.size(), out.before);
    if (!token.empty() && (read.ec != std::errc() || read.ptr != token.data() + token.size() || out.before == 0))
        return Error{ErrorCode::InvalidRequest, "pageToken is one that was given out."};
    return out;
}

AgentParts withBoard(AgentParts parts, TaskBoard *board)
{
    parts.board = board;
    return parts;
}

} // namespace

Operations::Operations(boost::asio::any_io_executor executor, AgentParts parts, Random *random, std::string version)
    : m_parts(std::move(parts))
    , m_version(std::move(version))
    , m_board(executor, m_parts.clock, random)
    , m_agent(executor, withBoard(m_parts, &m_board))
{
}

Task<Reply> Operations::answer(const Caller *caller, Operation operation, const json::object *params, Dialect dialect)
{
    switch (operation) {
    case Operation::Send: co_return co_await send(caller, params, dialect);
    case Operation::Get: co_return get(*caller, *params, dialect);
    case Operation::List: co_return list(*caller, *params, dialect);
    case Operation::Cancel: co_return cancel(*caller, *params, dialect);
    case Operation::ExtendedCard: co_return extendedCard(*caller, dialect);
    case Operation::Push:
        co_return Failure{Code::PushNotSupported, "Push notifications are not served; listen to a stream."};
    case Operation::Stream:
    case Operation::Subscribe: break;
    }
    co_return Failure{Code::Internal, "A stream is no answer."};
}

std::variant<Operations::Opened, Failure> Operations::say(const Caller &caller, const SendRequest &wish)
{
    if (wish.wantsPush)
        return Failure{Code::PushNotSupported, "Push notifications are not served; listen to a stream."};
    const Said said = readSaid(wish.message);
    Opened out;
    if (!wish.message.taskId.empty()) {
        out.entry = m_board.find(*caller.principal, wish.message.taskId);
        if (!out.entry)
            return unknownTask();
        if (!wish.message.contextId.empty() && wish.message.contextId != out.entry->record.contextId)
            return Failure{Code::InvalidParams, "The task belongs to another context."};
    }
    const State state = out.entry ? out.entry->record.status.state : State::Submitted;
    if (std::optional<Failure> objection = objectionTo(state, said))
        return *objection;
    if (!out.entry)
        out.entry = m_board.add(caller.principal, wish.message.contextId);
    if (!out.entry)
        return Failure{Code::Internal, "The hub has as many tasks under way as it takes. Try again later.", {}, 503};
    out.entry->accounts = caller.accounts;
    out.entry->requestId = caller.requestId;
    out.news = m_board.listen(*out.entry);
    m_agent.say(out.entry, wish.message, said);
    return out;
}

Task<Reply> Operations::send(const Caller *caller, const json::object *params, Dialect dialect)
{
    const Result<SendRequest> wish = readSend(*params, dialect);
    if (!wish)
        co_return Failure{Code::InvalidParams, wish.error().message};
    const std::variant<Opened, Failure> opened = say(*caller, *wish);
    if (const auto *failure = std::get_if<Failure>(&opened))
        co_return *failure;
    const Opened &task = std::get<Opened>(opened);
    while (!wish->returnImmediately && !isSettled(task.entry->record.status.state) && !task.news->isClosed()) {
        co_await task.news->news(kLook);
        while (task.news->take()) {
        }
    }
    co_return writeSent(task.entry->record, dialect, wish->historyLength);
}

std::variant<std::shared_ptr<EventQueue>, Failure> Operations::open(const Caller &caller, Operation operation,
                                                                    const json::object &params, Dialect dialect)
{
    if (operation == Operation::Subscribe) {
        const EntryPtr entry = m_board.find(*caller.principal, stringOf(params, "id"));
        if (!entry)
            return unknownTask();
        if (isTerminal(entry->record.status.state))
            return Failure{Code::UnsupportedOperation, "The task has ended: there is no more news of it."};
        return m_board.listen(*entry);
    }
    const Result<SendRequest> wish = readSend(params, dialect);
    if (!wish)
        return Failure{Code::InvalidParams, wish.error().message};
    std::variant<Opened, Failure> opened = say(caller, *wish);
    if (const auto *failure = std::get_if<Failure>(&opened))
        return *failure;
    return std::get<Opened>(opened).news;
}

Reply Operations::get(const Caller &caller, const json::object &params, Dialect dialect)
{
    const Result<std::optional<std::size_t>> history = readCount(params, "historyLength");
    if (!history)
        return Failure{Code::InvalidParams, history.error().message};
    const EntryPtr entry = m_board.find(*caller.principal, stringOf(params, "id"));
    if (!entry)
        return unknownTask();
    return writeTask(entry->record, dialect, *history);
}

Reply Operations::list(const Caller &caller, const json::object &params, Dialect dialect) const
{
    const Result<TaskFilter> filter = filterFrom(params, dialect);
    const Result<std::optional<std::size_t>> history = readCount(params, "historyLength");
    if (!filter || !history)
        return Failure{Code::InvalidParams, filter ? history.error().message : filter.error().message};
    const json::value *asked = params.if_contains("includeArtifacts");
    const bool withArtifacts = asked != nullptr && textOf(*asked) == "true";
    const TaskPage page = m_board.list(*caller.principal, *filter);
    json::array tasks;
    for (const EntryPtr &entry : page.entries) {
        json::object task = writeTask(entry->record, dialect, *history);
        if (!withArtifacts)
            task.erase("artifacts");
        else if (!task.contains("artifacts"))
            task["artifacts"] = json::array();
        tasks.push_back(std::move(task));
    }
    return json::object{{"tasks", std::move(tasks)},
                        {"nextPageToken", page.next == 0 ? std::string() : std::to_string(page.next)},
                        {"pageSize", filter->most},
                        {"totalSize", page.total}};
}

Reply Operations::cancel(const Caller &caller, const json::object &params, Dialect dialect)
{
    const EntryPtr entry = m_board.find(*caller.principal, stringOf(params, "id"));
    if (!entry)
        return unknownTask();
    if (std::optional<Failure> failure = m_agent.cancel(entry))
        return *failure;
    return writeTask(entry->record, dialect);
}

json::object Operations::publicCard(bool strictlyNew) const
{
    return agentCard(m_version, m_parts.url, strictlyNew ? CardForm::V1 : CardForm::Hybrid,
                     publicSkills(m_parts.catalogue->summaries()));
}

//! With accounts named, those ones' actions only.
json::object Operations::extendedCard(const Caller &caller, Dialect dialect) const
{
    std::vector<CallableConnector> rows = m_parts.actions->callable(*caller.principal);
    const auto isNamed = [&caller](const Account &account) {
        const auto isIt = [&account](const std::string &name) {
            return name == account.id.str() || name == account.alias;
        };
        return std::any_of(caller.accounts.begin(), caller.accounts.end(), isIt);
    };
    if (!caller.accounts.empty()) {
        for (CallableConnector &row : rows)
            std::erase_if(row.accounts, [&isNamed](const Account &account) { return !isNamed(account); });
        std::erase_if(rows, [](const CallableConnector &row) { return row.accounts.empty(); });
    }
    return agentCard(m_version, m_parts.url, dialect == Dialect::V1 ? CardForm::V1 : CardForm::Hybrid,
                     extendedSkills(rows));
}

} // namespace hub::a2a
