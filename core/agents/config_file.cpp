#include "core/agents/config_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace hub {
namespace {

constexpr qint64 kMostBytes = 32 * 1024 * 1024;
constexpr std::uint32_t kModeBits = 07777;

Error because(const std::string &what, const std::string &why)
{
    return {ErrorCode::Conflict, what + ": " + why + '.'};
}

std::string stampOf(const struct stat &seen)
{
    return std::to_string(seen.st_dev) + ' ' + std::to_string(seen.st_ino) + ' ' + std::to_string(seen.st_size) + ' '
        + std::to_string(seen.st_mtim.tv_sec) + '.' + std::to_string(seen.st_mtim.tv_nsec);
}

//! Nothing when there is no file.
std::string stampAt(const std::string &path)
{
    struct stat seen{};
    return ::stat(path.c_str(), &seen) == 0 ? stampOf(seen) : std::string();
}

QString backupOf(const ConfigFile &file)
{
    return QString::fromStdString(file.path) + QStringLiteral(".connect-hub-backup");
}

Result<void> checkUnchanged(const ConfigFile &old)
{
    if (stampAt(old.path) != old.stamp)
        return Error{ErrorCode::Conflict, "Another program wrote the file at the same moment. Try again."};
    return {};
}

} // namespace

Result<ConfigFile> readConfigFile(const std::string &path)
{
    ConfigFile out;
    out.path = path;
    struct stat seen{};
    if (::stat(path.c_str(), &seen) != 0) {
        if (errno != ENOENT)
            return because("It can't be read", std::strerror(errno));
        if (QFileInfo(QString::fromStdString(path)).isSymLink())
            return because("It can't be read", "it is a link to a file that is not there");
        return out;
    }
    if (!S_ISREG(seen.st_mode))
        return because("It can't be read", "it is no file");
    if (seen.st_size > kMostBytes)
        return because("It can't be read", "it has more than 32 MiB");
    out.path = QFileInfo(QString::fromStdString(path)).canonicalFilePath().toStdString();
    QFile in(QString::fromStdString(out.path));
    if (!in.open(QIODevice::ReadOnly))
        return because("It can't be read", in.errorString().toStdString());
    out.text = in.readAll().toStdString();
    if (in.error() != QFileDevice::NoError)
        return because("It can't be read", in.errorString().toStdString());
    out.exists = true;
    out.mode = seen.st_mode & kModeBits;
    out.user = seen.st_uid;
    out.group = seen.st_gid;
    out.stamp = stampOf(seen);
    return out;
}

Result<void> replaceConfigFile(const ConfigFile &old, const std::string &text, std::uint32_t mode)
{
    const QString path = QString::fromStdString(old.path);
    if (!QDir().mkpath(QFileInfo(path).path()))
        return because("Its folder can't be made", QFileInfo(path).path().toStdString());
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly))
        return because("It can't be written", out.errorString().toStdString());
    struct stat made{};
    const bool isOwned = ::fstat(out.handle(), &made) == 0
        && (!old.exists || (made.st_uid == old.user && made.st_gid == old.group)
            || ::fchown(out.handle(), old.user, old.group) == 0);
    if (!isOwned || ::fchmod(out.handle(), mode) != 0) {
        const std::string why = std::strerror(errno);
        out.cancelWriting();
        return because("Its owner and mode can't be kept", why);
    }
    if (out.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) || !out.flush()) {
        const std::string why = out.errorString().toStdString();
        out.cancelWriting();
        return because("It can't be written", why);
    }
    if (const Result<void> same = checkUnchanged(old); !same) {
        out.cancelWriting();
        return same;
    }
    return out.commit() ? Result<void>() : because("It can't be written", out.errorString().toStdString());
}

Result<void> removeConfigFile(const ConfigFile &old)
{
    if (const Result<void> same = checkUnchanged(old); !same)
        return same;
    return ::unlink(old.path.c_str()) == 0 ? Result<void>() : because("It can't be removed", std::strerror(errno));
}

Result<void> backUp(const ConfigFile &file)
{
    const QString copy = backupOf(file);
    if (!file.exists || QFileInfo(copy).isSymLink() || QFileInfo::exists(copy))
        return {};
    ConfigFile target = file;
    target.path = copy.toStdString();
    target.stamp.clear();
    return replaceConfigFile(target, file.text, file.mode);
}

void dropBackup(const ConfigFile &file)
{
    QFile copy(backupOf(file));
    if (!QFileInfo(copy).isSymLink() && copy.open(QIODevice::ReadOnly) && copy.readAll().toStdString() == file.text)
        copy.remove();
}

} // namespace hub
