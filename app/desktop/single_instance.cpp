#include "app/desktop/single_instance.h"

#include <QDir>
#include <QLocalSocket>
#include <QLockFile>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kAskMs = 1000;

} // namespace

SingleInstance::SingleInstance(const QString &dataDirectory, QObject *parent) : QObject(parent)
{
    QDir().mkpath(dataDirectory);
    QFile::setPermissions(dataDirectory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QDir directory(dataDirectory);
    m_path = directory.absoluteFilePath(u"window.sock"_s);
    m_lock = std::make_unique<QLockFile>(directory.absoluteFilePath(u"window.lock"_s));
    m_lock->setStaleLockTime(0);
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::claim()
{
    if (!m_lock->tryLock()) {
        QLocalSocket socket;
        socket.connectToServer(m_path);
        socket.waitForConnected(kAskMs);
        return false;
    }
    QLocalServer::removeServer(m_path);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(m_path);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection())
            socket->deleteLater();
        Q_EMIT raiseWanted();
    });
    return true;
}

} // namespace hub
