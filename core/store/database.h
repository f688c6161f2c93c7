// The one database, owned by one thread: SQLite in WAL mode (PostgreSQL speaks through the same interface later).
#pragma once

#include "core/base/result.h"
#include "core/base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hub {

//! NULL, integer, text. Bytes go in as Base64 text.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;

class SqlRow {
public:
    explicit SqlRow(std::vector<SqlValue> values) : m_values(std::move(values)) {}
    std::int64_t integer(std::size_t column) const;
    std::string text(std::size_t column) const;
    bool isNull(std::size_t column) const;

private:
    std::vector<SqlValue> m_values;
};

//! Used on the database's thread only.
class SqlConnection {
public:
    virtual ~SqlConnection() = default;
    //! Statements are prepared once and kept. \errors StorageFull (disk full, read-only), Conflict (unique), Internal
    virtual Result<std::vector<SqlRow>> query(std::string_view sql, const std::vector<SqlValue> &values = {}) = 0;
    //! \return the number of rows it changed
    virtual Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue> &values = {}) = 0;
    //! Commits when body succeeds, else rolls back. Durable on return (synchronous=FULL).
    virtual Result<void> transaction(const std::function<Result<void>()> &body) = 0;
};

class Database {
public:
    //! Opens or makes FILE (0600) and brings its schema up to date; refuses one from a newer version, readably.
    //! \thread blocks; call it before the loops run
    static Result<std::unique_ptr<Database>> openSqlite(const std::string &file);
    ~Database();

    //! Runs f(SqlConnection &) on the database's thread; the caller resumes on its own executor.
    template <typename F>
    auto run(F f) -> Task<std::invoke_result_t<F &, SqlConnection &>>
    {
        using Outcome = std::invoke_result_t<F &, SqlConnection &>;
        const auto home = co_await boost::asio::this_coro::executor;
        const auto outcome = std::make_shared<std::optional<Outcome>>();
        const auto work = std::make_shared<F>(std::move(f));
        auto start = [this, home, outcome, work](auto handler) {
            boost::asio::post(m_thread, [this, home, outcome, work, handler = std::move(handler)]() mutable {
                outcome->emplace((*work)(*m_connection));
                boost::asio::post(home, std::move(handler));
            });
        };
        auto token = boost::asio::use_awaitable;
        co_await boost::asio::async_initiate<decltype(token), void()>(start, token);
        co_return std::move(**outcome);
    }
    //! The same, waiting in place: for start and shutdown only.
    template <typename F>
    auto runNow(F f) -> std::invoke_result_t<F &, SqlConnection &>
    {
        std::promise<std::invoke_result_t<F &, SqlConnection &>> done;
        boost::asio::post(m_thread, [&] { done.set_value(f(*m_connection)); });
        return done.get_future().get();
    }
    //! The same, with nobody waiting for it.
    template <typename F>
    void later(F f)
    {
        boost::asio::post(m_thread, [this, f = std::move(f)]() mutable { f(*m_connection); });
    }

private:
    Database() : m_thread(1) {}
    boost::asio::thread_pool m_thread;
    std::unique_ptr<SqlConnection> m_connection;
};

} // namespace hub
