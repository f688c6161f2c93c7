#include "core/store/sqlite_connection.h"

#include "core/base/log.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUuid>

#include <map>

namespace hub {
namespace {

// primary result codes (sqlite.org/rescode.html)
constexpr int kReadOnly = 8;
constexpr int kIoError = 10;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCantOpen = 14;
constexpr int kConstraint = 19;
constexpr int kNotADatabase = 26;

Error errorFrom(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    qCWarning(logStore, "the database answered with code %d", code);
    switch (code) {
    case kReadOnly:
    case kIoError:
    case kFull:
    case kCantOpen:
        return {ErrorCode::StorageFull, "The disk is full or can't be written. Nothing is lost; free some space."};
    case kConstraint: return {ErrorCode::Conflict, "That exists already."};
    case kCorrupt:
    case kNotADatabase:
        return {ErrorCode::InvalidRequest,
                "The database file is damaged. Nothing was changed in it; restore a copy of it."};
    default: return {ErrorCode::Internal, "The database refused a statement."};
    }
}

QVariant variantOf(const SqlValue &value)
{
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return QVariant(static_cast<qlonglong>(*number));
    if (const auto *text = std::get_if<std::string>(&value))
        return QVariant(QString::fromStdString(*text));
    return {};
}

SqlValue valueOf(const QVariant &value)
{
    if (value.isNull())
        return std::monostate();
    if (value.metaType().id() == QMetaType::LongLong || value.metaType().id() == QMetaType::Int)
        return static_cast<std::int64_t>(value.toLongLong());
    return value.toString().toStdString();
}

class SqliteConnection final : public SqlConnection {
public:
    explicit SqliteConnection(QString name) : m_name(std::move(name)) {}
    ~SqliteConnection() override
    {
        m_prepared.clear();
        QSqlDatabase::database(m_name, false).close();
        QSqlDatabase::removeDatabase(m_name);
    }

    Result<std::vector<SqlRow>> query(std::string_view sql, const std::vector<SqlValue> &values) override
    {
        Result<QSqlQuery *> done = run(sql, values);
        if (!done)
            return done.error();
        QSqlQuery &query = **done;
        std::vector<SqlRow> rows;
        const int columns = query.record().count();
        while (query.next()) {
            std::vector<SqlValue> row;
            row.reserve(static_cast<std::size_t>(columns));
            for (int i = 0; i < columns; ++i)
                row.push_back(valueOf(query.value(i)));
            rows.emplace_back(std::move(row));
        }
        query.finish();
        return rows;
    }

    Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue> &values) override
    {
        Result<QSqlQuery *> done = run(sql, values);
        if (!done)
            return done.error();
        const std::int64_t changed = (*done)->numRowsAffected();
        (*done)->finish();
        return changed;
    }

    Result<void> transaction(const std::function<Result<void>()> &body) override
    {
        const Result<std::int64_t> begun = execute("BEGIN IMMEDIATE", {});
        if (!begun)
            return begun.error();
        Result<void> done = body();
        if (done) {
            const Result<std::int64_t> committed = execute("COMMIT", {});
            if (committed)
                return {};
            done = committed.error();
        }
        const Result<std::int64_t> undone = execute("ROLLBACK", {});
        if (!undone)
            qCWarning(logStore, "a transaction could not be rolled back; SQLite undoes it by itself");
        return done;
    }

private:
    Result<QSqlQuery *> run(std::string_view sql, const std::vector<SqlValue> &values)
    {
        const std::string text(sql);
        auto found = m_prepared.find(text);
        if (found == m_prepared.end()) {
            QSqlQuery query(QSqlDatabase::database(m_name, false));
            query.setForwardOnly(true);
            if (!query.prepare(QString::fromStdString(text)))
                return errorFrom(query.lastError());
            found = m_prepared.emplace(text, std::move(query)).first;
        }
        QSqlQuery &query = found->second;
        for (std::size_t i = 0; i < values.size(); ++i)
            query.bindValue(static_cast<int>(i), variantOf(values[i]));
        if (!query.exec()) {
            Error error = errorFrom(query.lastError());
            query.finish();
            return error;
        }
        return &query;
    }

    QString m_name;
    std::map<std::string, QSqlQuery, std::less<>> m_prepared;
};

//! All tables but the record: that one only grows, and each start would take longer. `audit verify` reads it.
Result<void> checkTables(SqlConnection &connection)
{
    const Result<std::vector<SqlRow>> tables = connection.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'audit'", {});
    if (!tables)
        return tables.error();
    for (const SqlRow &table : *tables) {
        const Result<std::vector<SqlRow>> answer = connection.query("PRAGMA quick_check('" + table.text(0) + "')", {});
        if (!answer)
            return answer.error();
        if (answer->empty() || answer->front().text(0) != "ok")
            return Error{ErrorCode::InvalidRequest,
                         "The database file is damaged. Nothing was changed in it; restore a copy of it."};
    }
    return {};
}

} // namespace

Result<std::unique_ptr<SqlConnection>> openSqliteConnection(const std::string &file)
{
    const QString name = QUuid::createUuid().toString();
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(QString::fromStdString(file));
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
        if (!database.open()) {
            const Error error = errorFrom(database.lastError());
            database = {};
            QSqlDatabase::removeDatabase(name);
            return error;
        }
    }
    auto connection = std::make_unique<SqliteConnection>(name);
    for (const char *pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"}) {
        const Result<std::vector<SqlRow>> answer = connection->query(pragma, {});
        if (!answer)
            return answer.error();
    }
    if (const Result<void> sound = checkTables(*connection); !sound)
        return sound.error();
    return std::unique_ptr<SqlConnection>(std::move(connection));
}

} // namespace hub
