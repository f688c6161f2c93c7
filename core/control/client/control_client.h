// The client half of the control socket (docs/control.md): what the application and connect-hubctl speak through.
#pragma once

#include "core/base/data_directory.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>

class QLocalSocket;

namespace hub {

//! An answer: a result, or an error as the hub said it (or Unreachable when there is no hub).
struct ControlReply {
    QJsonObject result;
    int errorStatus = 0; //!< 0 = done; -1 = the hub is not reachable; else the HTTP status of the error
    QString errorCode, errorMessage;
    QJsonObject errorData;

    bool ok() const { return errorStatus == 0; }
};

//! Lives on one thread with a Qt event loop. Connects by itself at the first call and again after a loss.
class ControlClient : public QObject {
    Q_OBJECT
public:
    //! \param socketPath DIR/control.sock
    explicit ControlClient(QString socketPath, QObject *parent = nullptr);
    ~ControlClient() override;

    bool isConnected() const;
    //! Tries to connect now; `connected()` or `disconnected()` tells how it went.
    void connectToHub();
    //! `done` runs once, unless `context` is gone by then.
    void call(const QString &method, const QJsonObject &params, QObject *context,
              std::function<void(const ControlReply &)> done);
    //! Subscribes to events, now and after each re-connect.
    void subscribe();
    //! The same, waiting in a local event loop: for command lines. \param limitMs 0 = none
    ControlReply callAndWait(const QString &method, const QJsonObject &params, int limitMs = 30'000);

Q_SIGNALS:
    void connected();
    void disconnected();
    //! A notification: params of the "event" message.
    void notified(const QJsonObject &params);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace hub
