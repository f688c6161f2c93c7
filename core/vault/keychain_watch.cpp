#include "core/vault/keychain_watch.h"

#include "core/vault/secret_service.h"

#ifdef Q_OS_LINUX
#include <QDBusConnection>
#include <QDBusServiceWatcher>
#endif

namespace hub {

#ifdef Q_OS_LINUX
KeychainWatch::KeychainWatch(std::shared_ptr<std::atomic<bool>> locked) : m_locked(std::move(locked))
{
    const QString secrets = QStringLiteral("org.freedesktop.secrets");
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(secrets, {}, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("PropertiesChanged"),
                this, SLOT(onProperties(QString, QVariantMap)));
    auto *owner = new QDBusServiceWatcher(secrets, bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    // one that is gone is not asked: that would start another beside the one that is about to come
    connect(owner, &QDBusServiceWatcher::serviceUnregistered, this, [this] { m_locked->store(true); });
    connect(owner, &QDBusServiceWatcher::serviceRegistered, this,
            [this] { m_locked->store(secretServiceState() != SecretServiceState::Usable); });
}
#else
KeychainWatch::KeychainWatch(std::shared_ptr<std::atomic<bool>> locked) : m_locked(std::move(locked))
{
}
#endif

void KeychainWatch::onProperties(const QString &interface, const QVariantMap &changed)
{
    const bool told = interface == QLatin1String("org.freedesktop.Secret.Collection")
        && changed.contains(QStringLiteral("Locked"));
    if (told) // of one collection; it is the default one that counts
        m_locked->store(secretServiceState() != SecretServiceState::Usable);
}

} // namespace hub
