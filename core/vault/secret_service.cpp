#include "core/vault/secret_service.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <QStringList>
#endif

namespace hub {

#ifdef Q_OS_LINUX
namespace {

constexpr int kLimitMs = 2'000;
const QString kSecrets = QStringLiteral("org.freedesktop.secrets");

bool canBeReached(const QDBusConnection &bus, const QString &service)
{
    if (bus.interface()->isServiceRegistered(service))
        return true;
    const QDBusReply<QStringList> startable = bus.interface()->call(QStringLiteral("ListActivatableNames"));
    return startable.isValid() && startable.value().contains(service);
}

QDBusMessage call(const QString &path, const QString &interface, const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(kSecrets, path, interface, method);
    message.setArguments(arguments);
    return QDBusConnection::sessionBus().call(message, QDBus::Block, kLimitMs);
}

} // namespace

SecretServiceState secretServiceState()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return SecretServiceState::Absent;
    if (!canBeReached(bus, kSecrets)) {
        const bool wallet = canBeReached(bus, QStringLiteral("org.kde.kwalletd5"))
            || canBeReached(bus, QStringLiteral("org.kde.kwalletd6"));
        return wallet ? SecretServiceState::Usable : SecretServiceState::Absent;
    }
    const QDBusReply<QDBusObjectPath> collection = call(QStringLiteral("/org/freedesktop/secrets"),
                                                        QStringLiteral("org.freedesktop.Secret.Service"),
                                                        QStringLiteral("ReadAlias"), {QStringLiteral("default")});
    if (!collection.isValid())
        return SecretServiceState::Locked;
    if (collection.value().path() == QLatin1String("/"))
        return SecretServiceState::Usable; // no collection yet: the first write makes one
    const QDBusReply<QDBusVariant> locked = call(
        collection.value().path(), QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
        {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
    return locked.isValid() && !locked.value().variant().toBool() ? SecretServiceState::Usable
                                                                  : SecretServiceState::Locked;
}
#else
SecretServiceState secretServiceState()
{
    return SecretServiceState::Usable;
}
#endif

} // namespace hub
