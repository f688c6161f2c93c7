#include "core/audit/audit_log.h"

#include "core/base/encoding.h"
#include "core/base/log.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hub {
namespace {

constexpr std::chrono::milliseconds kBatchDelay{200};
constexpr std::size_t kBatchSize = 500;
constexpr std::size_t kMostWaiting = 100'000;
constexpr std::int64_t kPage = 1'000;

//! Each row's hash holds the one before and its own number, so that nothing can be edited, moved or taken out unnoticed.
std::string linkOf(const std::string &previous, std::int64_t seq, const std::string &data)
{
    return hex(sha256(previous + '\n' + std::to_string(seq) + '\n' + data));
}

Result<std::pair<std::int64_t, std::string>> endOf(SqlConnection &connection)
{
    const Result<std::vector<SqlRow>> rows = connection.query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::pair<std::int64_t, std::string>(0, std::string());
    return std::pair<std::int64_t, std::string>(rows->front().integer(0), rows->front().text(1));
}

//! Runs on the database's thread, the only place that knows the chain's end.
Result<void> append(SqlConnection &connection, const std::vector<AuditRow> &rows)
{
    return connection.transaction([&]() -> Result<void> {
        Result<std::pair<std::int64_t, std::string>> end = endOf(connection);
        if (!end)
            return end.error();
        for (const AuditRow &row : rows) {
            const std::string data = auditData(row);
            end->second = linkOf(end->second, ++end->first, data);
            const Result<std::int64_t> kept = connection.execute("INSERT INTO audit (seq, data, hash) VALUES (?, ?, ?)",
                                                                 {end->first, data, end->second});
            if (!kept)
                return kept.error();
        }
        return {};
    });
}

} // namespace

//! Rows that become durable together: whoever comes while one commit is under way shares the next.
struct CommitGroup {
    explicit CommitGroup(const boost::asio::any_io_executor &executor)
        : landed(executor, boost::asio::steady_timer::time_point::max())
    {
    }

    std::vector<AuditRow> rows;
    boost::asio::steady_timer landed; //!< never expires; cancelled when the outcome is there
    bool done = false;
    Result<void> outcome;
};

struct AuditLog::State : std::enable_shared_from_this<AuditLog::State> {
    State(Database *base, Clock *time, boost::asio::any_io_executor home)
        : database(base), clock(time), executor(home), timer(home)
    {
    }

    Database *database;
    Clock *clock;
    boost::asio::any_io_executor executor;
    boost::asio::steady_timer timer;
    std::vector<AuditRow> waiting;
    bool scheduled = false;
    std::shared_ptr<CommitGroup> gathering;
    bool committing = false;
    std::vector<std::function<void(const AuditRow &)>> listeners;

    void tell(const AuditRow &row) const
    {
        for (const auto &listener : listeners)
            listener(row);
    }

    Task<Result<void>> write()
    {
        auto rows = std::make_shared<std::vector<AuditRow>>(std::exchange(waiting, {}));
        if (rows->empty())
            co_return Result<void>();
        auto work = [rows](SqlConnection &connection) { return append(connection, *rows); };
        const Result<void> written = co_await database->run(std::move(work));
        if (!written) {
            qCCritical(logAudit, "%zu rows wait to be written: %s", rows->size(), written.error().message.c_str());
            waiting.insert(waiting.begin(), rows->begin(), rows->end());
        }
        co_return written;
    }

    static Task<void> commit(std::shared_ptr<State> self)
    {
        while (const std::shared_ptr<CommitGroup> group = std::exchange(self->gathering, nullptr)) {
            auto work = [group](SqlConnection &connection) { return append(connection, group->rows); };
            group->outcome = co_await self->database->run(std::move(work));
            group->done = true;
            group->landed.cancel();
        }
        self->committing = false;
    }

    //! Without a delay it overtakes a wait that is under way.
    void schedule(std::chrono::milliseconds delay)
    {
        if (scheduled && delay.count() > 0)
            return;
        scheduled = true;
        timer.expires_after(delay);
        timer.async_wait([self = shared_from_this()](const boost::system::error_code &ec) {
            if (ec)
                return;
            self->scheduled = false;
            boost::asio::co_spawn(self->executor, writeAndGoOn(self), boost::asio::detached);
        });
    }

    static Task<void> writeAndGoOn(std::shared_ptr<State> self)
    {
        const Result<void> written = co_await self->write();
        if (!written)
            self->schedule(std::chrono::seconds(1));
    }
};

AuditLog::AuditLog(Database *database, Clock *clock, boost::asio::any_io_executor executor)
    : m_state(std::make_shared<State>(database, clock, std::move(executor)))
{
}

Result<void> AuditLog::load()
{
    const auto work = [](SqlConnection &connection) { return endOf(connection); };
    const auto end = m_state->database->runNow(work);
    return end ? Result<void>() : Result<void>(end.error());
}

void AuditLog::record(AuditRow row)
{
    m_state->tell(row);
    if (m_state->waiting.size() >= kMostWaiting) {
        qCCritical(logAudit, "the record can't be written and is full: a row is dropped");
        return;
    }
    m_state->waiting.push_back(std::move(row));
    m_state->schedule(m_state->waiting.size() == kBatchSize ? std::chrono::milliseconds(0) : kBatchDelay);
}

Task<Result<void>> AuditLog::recordNow(AuditRow row)
{
    m_state->tell(row);
    if (!m_state->gathering)
        m_state->gathering = std::make_shared<CommitGroup>(m_state->executor);
    const std::shared_ptr<CommitGroup> group = m_state->gathering;
    group->rows.push_back(std::move(row));
    if (!std::exchange(m_state->committing, true))
        boost::asio::co_spawn(m_state->executor, State::commit(m_state), boost::asio::detached);
    while (!group->done) {
        boost::system::error_code ec;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ec);
        co_await group->landed.async_wait(token);
    }
    co_return group->outcome;
}

Task<Result<void>> AuditLog::flush()
{
    return m_state->write();
}

Task<Result<std::vector<AuditRow>>> AuditLog::tail(std::size_t count, std::int64_t before)
{
    const Result<void> flushed = co_await flush();
    if (!flushed)
        co_return flushed.error();
    const std::int64_t last = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    auto work = [last, count = static_cast<std::int64_t>(count)](SqlConnection &connection) {
        return connection.query("SELECT seq, data FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?", {last, count});
    };
    const Result<std::vector<SqlRow>> rows = co_await m_state->database->run(std::move(work));
    if (!rows)
        co_return rows.error();
    std::vector<AuditRow> out;
    for (const SqlRow &row : *rows) {
        const Result<json::object> data = parseObject(row.text(1));
        if (data)
            out.push_back(auditRowFrom(row.integer(0), *data));
    }
    co_return out;
}

Task<Result<LogPage>> AuditLog::find(LogQuery query)
{
    const Result<void> flushed = co_await flush();
    if (!flushed)
        co_return flushed.error();
    auto work = [query = std::move(query)](SqlConnection &connection) { return readLog(connection, query); };
    co_return co_await m_state->database->run(std::move(work));
}

Task<Result<std::int64_t>> AuditLog::verify()
{
    const Result<void> flushed = co_await flush();
    if (!flushed)
        co_return flushed.error();
    std::string previous;
    std::int64_t seen = 0;
    std::int64_t last = std::numeric_limits<std::int64_t>::min(); // rows put in before the first one show, too
    while (true) {
        auto work = [last](SqlConnection &connection) {
            return connection.query("SELECT seq, data, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
                                    {last, kPage});
        };
        const Result<std::vector<SqlRow>> rows = co_await m_state->database->run(std::move(work));
        if (!rows)
            co_return rows.error();
        if (rows->empty())
            co_return seen;
        for (const SqlRow &row : *rows) {
            if (row.integer(0) != seen + 1 || linkOf(previous, seen + 1, row.text(1)) != row.text(2))
                co_return Error{ErrorCode::Conflict,
                                "The record does not fit from row " + std::to_string(seen + 1)
                                    + " on: it was changed from outside."};
            previous = row.text(2);
            last = ++seen;
        }
    }
}

void AuditLog::onRow(std::function<void(const AuditRow &)> listener)
{
    m_state->listeners.push_back(std::move(listener));
}

} // namespace hub
