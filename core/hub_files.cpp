#include "core/hub_files.h"

#include "core/base/json.h"
#include "core/base/log.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>

namespace hub {
namespace {

constexpr std::uint16_t kDefaultPort = 7423;
constexpr int kPortsTried = 100;

//! None at the first start. \errors InvalidRequest: agents hold the port, so a damaged file must not choose another one
Result<std::optional<std::uint16_t>> keptPort(const QString &file)
{
    QFile in(file);
    if (!in.exists())
        return std::optional<std::uint16_t>();
    const Result<json::object> object = in.open(QIODevice::ReadOnly) ? parseObject(in.readAll().toStdString())
                                                                     : Result<json::object>(Error{});
    const json::value *port = object ? object->if_contains("port") : nullptr;
    if (port == nullptr || !port->is_int64() || port->get_int64() < 1 || port->get_int64() > 65535)
        return Error{ErrorCode::InvalidRequest,
                     file.toStdString() + " holds no port that can be read. Start once with --port N to put it right."};
    return std::optional(static_cast<std::uint16_t>(port->get_int64()));
}

Result<void> keepPort(const QString &file, std::uint16_t port)
{
    QSaveFile out(file);
    const std::string text = json::serialize(json::object{{"port", port}}) + '\n';
    if (!out.open(QIODevice::WriteOnly) || out.write(text.data(), static_cast<qint64>(text.size())) < 0)
        return Error{ErrorCode::StorageFull, "hub.json can't be written: " + out.errorString().toStdString()};
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!out.commit())
        return Error{ErrorCode::StorageFull, "hub.json can't be written: " + out.errorString().toStdString()};
    return {};
}

//! The inode of the socket that listens on a port, as /proc/net/tcp tells it.
QByteArray listenerInode(std::uint16_t port)
{
    for (const char *table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        QFile file(QString::fromLatin1(table));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray mark = ':' + QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (columns.size() > 9 && columns[1].endsWith(mark) && columns[3] == "0A")
                return columns[9];
        }
    }
    return {};
}

//! "'nginx' (process 812)", or nothing where the platform does not tell.
std::string holderOf(std::uint16_t port)
{
    const QByteArray inode = listenerInode(port);
    if (inode.isEmpty())
        return {};
    const QString wanted = QStringLiteral("socket:[%1]").arg(QString::fromLatin1(inode));
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &process : processes) {
        if (!process.front().isDigit())
            continue;
        const QDir descriptors(QStringLiteral("/proc/%1/fd").arg(process));
        const QStringList names = descriptors.entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot);
        for (const QString &name : names) {
            if (!QFileInfo(descriptors.filePath(name)).symLinkTarget().endsWith(wanted))
                continue;
            QFile comm(QStringLiteral("/proc/%1/comm").arg(process));
            const QString program = comm.open(QIODevice::ReadOnly) ? QString::fromUtf8(comm.readAll().trimmed())
                                                                   : QString();
            return QStringLiteral("'%1' (process %2)").arg(program, process).toStdString();
        }
    }
    return {};
}

Error taken(std::uint16_t port)
{
    const std::string holder = holderOf(port);
    return Error{ErrorCode::Conflict,
                 "Port " + std::to_string(port) + " is used by " + (holder.empty() ? "another program" : holder)
                     + ". End it, or choose another port with --port; agents then need new entries."};
}

} // namespace

Result<void> makeDataDirectory(const std::string &directory)
{
    const QString path = QString::fromStdString(directory);
    if (!QDir().mkpath(path))
        return Error{ErrorCode::InvalidRequest, "The data directory " + directory + " can't be made."};
    if (!QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        return Error{ErrorCode::InvalidRequest, "The data directory " + directory + " belongs to somebody else."};
    return {};
}

InstanceLock::InstanceLock(std::string directory) : m_directory(std::move(directory))
{
}
InstanceLock::~InstanceLock() = default;

Result<void> InstanceLock::take()
{
    m_lock = std::make_unique<QLockFile>(QString::fromStdString(m_directory + "/hub.lock"));
    m_lock->setStaleLockTime(0);
    if (m_lock->tryLock(0))
        return {};
    qint64 process = 0;
    QString host;
    QString program;
    m_lock->getLockInfo(&process, &host, &program);
    return Error{ErrorCode::Conflict,
                 "A hub already runs on " + m_directory + ": process " + std::to_string(process) + " ("
                     + program.toStdString() + ")."};
}

Result<std::uint16_t> choosePort(HttpServer &server, const std::string &directory, const std::string &host,
                                 std::optional<std::uint16_t> wished)
{
    const QString file = QString::fromStdString(directory + "/hub.json");
    if (wished && *wished == 0)
        return server.listen(host, 0);
    const Result<std::optional<std::uint16_t>> kept = wished ? Result<std::optional<std::uint16_t>>(wished)
                                                             : keptPort(file);
    if (!kept)
        return kept.error();
    const std::uint16_t first = kept->value_or(kDefaultPort);
    for (int step = 0; step < (kept->has_value() ? 1 : kPortsTried); ++step) {
        const auto port = static_cast<std::uint16_t>(first + step);
        Result<std::uint16_t> bound = server.listen(host, port);
        if (bound) {
            const Result<void> written = keepPort(file, *bound);
            return written ? bound : Result<std::uint16_t>(written.error());
        }
        if (bound.error().code != ErrorCode::Conflict)
            return bound;
    }
    return taken(first);
}

} // namespace hub
