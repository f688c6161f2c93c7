// Finds the hub of a data directory, or starts one.
#pragma once

#include <QObject>
#include <QStringList>

class QTimer;

namespace hub {

class ControlClient;

//! The hub that it starts goes on when the window is gone; stop() ends it.
class HubLink : public QObject {
    Q_OBJECT
public:
    enum class State { Looking, Running, Stopped };

    //! \param client outlives this; \param program connect-hubd; \param arguments for it, with --data-dir
    HubLink(ControlClient *client, QString program, QStringList arguments, QString dataDirectory,
            QObject *parent = nullptr);

    State state() const { return m_state; }
    //! Why there is no hub: its own last line.
    QString problem() const { return m_problem; }
    QString logFile() const;
    void start();
    //! SIGTERM to the hub that this started; none that was there before.
    void stopOwn();

Q_SIGNALS:
    void changed();

private:
    void onDisconnected();
    void spawn();
    void look();
    void set(State state, const QString &problem = {});
    QString lastLogLine() const;

    ControlClient *m_client;
    QString m_program;
    QStringList m_arguments;
    QString m_directory;
    QTimer *m_timer;
    State m_state = State::Stopped;
    QString m_problem;
    qint64 m_pid = 0;
    int m_looks = 0;
};

} // namespace hub
