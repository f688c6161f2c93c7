// Hears from the Secret Service that its collection was locked, unlocked or is gone, so that nobody has to ask at each call.
#pragma once

#include <QObject>
#include <QVariantMap>

#include <atomic>
#include <memory>

namespace hub {

//! Lives in the main thread. Where a platform sends no such signals, it stays silent.
class KeychainWatch final : public QObject {
    Q_OBJECT
public:
    //! \param locked is set and cleared from the main thread, and read by others
    explicit KeychainWatch(std::shared_ptr<std::atomic<bool>> locked);

private Q_SLOTS:
    void onProperties(const QString &interface, const QVariantMap &changed);

private:
    std::shared_ptr<std::atomic<bool>> m_locked;
};

} // namespace hub
