#include "app/ctl/hub_start.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTimer>

#include <algorithm>

#include <signal.h>

namespace hub::ctl {
namespace {

constexpr int kLookMs = 100;
constexpr int kMostLooks = 300; // a keychain that asks the person takes its time
constexpr int kLastLooks = 30;  // after its end

QString logOf(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("hub.log"));
}

//! \return its process; 0 when the program can't be started at all
qint64 spawn(const QString &folder)
{
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile log(logOf(folder));
    if (log.open(QIODevice::Append)) // the person's alone before the hub writes to it
        log.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    log.close();
    QProcess process;
    process.setProgram(QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("connect-hubd")));
    process.setArguments({QStringLiteral("--data-dir"), folder});
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(logOf(folder), QIODevice::Append);
    qint64 started = 0;
    return process.startDetached(&started) ? started : 0;
}

} // namespace

ControlReply reachHub(Hub &hub, const QString &dataDir)
{
    const QString folder = QDir(dataDir.isEmpty() ? defaultDataDirectory() : dataDir).absolutePath();
    ControlReply reply = hub.call(QStringLiteral("hub.status"));
    if (reply.errorStatus >= 0)
        return reply;
    const qint64 started = spawn(folder);
    if (started == 0) {
        reply.errorMessage =
            QStringLiteral("The hub is not running, and connect-hubd, beside this program, can't be started in %1.")
                .arg(folder);
        return reply;
    }
    int left = kMostLooks;
    while (reply.errorStatus < 0 && left-- > 0) {
        // two who start one at the same time meet at the first one's socket, which may still come
        if (::kill(static_cast<pid_t>(started), 0) != 0)
            left = std::min(left, kLastLooks);
        QEventLoop pause;
        QTimer::singleShot(kLookMs, &pause, &QEventLoop::quit);
        pause.exec();
        reply = hub.call(QStringLiteral("hub.status"));
    }
    if (reply.errorStatus < 0)
        reply.errorMessage = QStringLiteral("The hub could not be started; %1 says why.").arg(logOf(folder));
    return reply;
}

} // namespace hub::ctl
