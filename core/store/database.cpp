#include "core/store/database.h"

#include "core/store/migrations.h"
#include "core/store/sqlite_connection.h"

#include <QFile>

namespace hub {

std::int64_t SqlRow::integer(std::size_t column) const
{
    const auto *value = std::get_if<std::int64_t>(&m_values.at(column));
    return value != nullptr ? *value : 0;
}

std::string SqlRow::text(std::size_t column) const
{
    const auto *value = std::get_if<std::string>(&m_values.at(column));
    return value != nullptr ? *value : std::string();
}

bool SqlRow::isNull(std::size_t column) const
{
    return std::holds_alternative<std::monostate>(m_values.at(column));
}

Result<std::unique_ptr<Database>> Database::openSqlite(const std::string &file)
{
    // made by us, so that it is the user's alone from its first byte on; SQLite gives -wal and -shm the same mode
    QFile made(QString::fromStdString(file));
    if (!made.exists() && !made.open(QIODevice::WriteOnly))
        return Error{ErrorCode::StorageFull,
                     "The database can't be made in the data directory: " + made.errorString().toStdString()};
    made.close();
    made.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);

    std::unique_ptr<Database> database(new Database());
    std::promise<Result<void>> opened;
    boost::asio::post(database->m_thread, [&] {
        Result<std::unique_ptr<SqlConnection>> connection = openSqliteConnection(file);
        if (!connection) {
            opened.set_value(connection.error());
            return;
        }
        database->m_connection = std::move(*connection);
        opened.set_value(migrate(*database->m_connection));
    });
    const Result<void> outcome = opened.get_future().get();
    if (!outcome)
        return outcome.error();
    return database;
}

Database::~Database() // NOLINT(bugprone-exception-escape): it throws when there is no memory left
{
    boost::asio::post(m_thread, [this] { m_connection.reset(); });
    m_thread.join();
}

} // namespace hub
