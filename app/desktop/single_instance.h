// One window for a data directory: the second start raises the first one's.
#pragma once

#include <QLocalServer>
#include <QString>

#include <memory>

class QLockFile;

namespace hub {

class SingleInstance : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString &dataDirectory, QObject *parent = nullptr);
    ~SingleInstance() override;
    //! False: another one runs, and has been asked to come to the front.
    bool claim();

Q_SIGNALS:
    void raiseWanted();

private:
    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
};

} // namespace hub
