// Answers the control socket from a table, for tests of widgets alone. Whole applications are tested against the real hub.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

#include <map>

namespace hub {

class FakeHub {
public:
    FakeHub()
    {
        m_server.listen(path());
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            m_socket = m_server.nextPendingConnection();
            QObject::connect(m_socket, &QLocalSocket::readyRead, m_socket, [this] { read(); });
        });
        answers[QStringLiteral("hub.status")] = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:7423")}, {QStringLiteral("version"), QStringLiteral("test")}};
        for (const char *list : {"accounts", "connectors", "keys", "links"})
            answers[QLatin1String(list) + QStringLiteral(".list")] = {{QLatin1String(list), QJsonArray()}};
    }
    QString path() const { return m_directory.filePath(QStringLiteral("control.sock")); }
    void send(const QJsonObject &event)
    {
        write({{QStringLiteral("jsonrpc"), QStringLiteral("2.0")}, {QStringLiteral("method"), QStringLiteral("event")}, {QStringLiteral("params"), event}});
    }

    std::map<QString, QJsonObject> answers;
    QList<QJsonObject> calls; //!< {method, params}

private:
    void read()
    {
        while (m_socket->canReadLine()) {
            const QJsonObject call = QJsonDocument::fromJson(m_socket->readLine()).object();
            calls << call;
            write({{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                   {QStringLiteral("id"), call[QStringLiteral("id")]},
                   {QStringLiteral("result"), answers[call[QStringLiteral("method")].toString()]}});
        }
    }
    void write(const QJsonObject &message) { m_socket->write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n'); }

    QTemporaryDir m_directory;
    QLocalServer m_server;
    QLocalSocket *m_socket = nullptr;
};

} // namespace hub
