#include "core/control/client/control_client.h"

#include <QEventLoop>
#include <QHash>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QPointer>
#include <QTimer>

namespace hub {
namespace {

struct Waiting {
    QPointer<QObject> context;
    std::function<void(const ControlReply &)> done;
};

ControlReply unreachable(const QString &message)
{
    ControlReply reply;
    reply.errorStatus = -1;
    reply.errorCode = QStringLiteral("hub_not_running");
    reply.errorMessage = message;
    return reply;
}

ControlReply replyFrom(const QJsonObject &message)
{
    ControlReply reply;
    const QJsonObject error = message.value(QLatin1String("error")).toObject();
    if (error.isEmpty()) {
        reply.result = message.value(QLatin1String("result")).toObject();
        return reply;
    }
    reply.errorStatus = error.value(QLatin1String("code")).toInt(500);
    reply.errorMessage = error.value(QLatin1String("message")).toString();
    reply.errorData = error.value(QLatin1String("data")).toObject();
    reply.errorCode = reply.errorData.value(QLatin1String("error_code")).toString();
    return reply;
}

} // namespace

struct ControlClient::State {
    QString path;
    QLocalSocket *socket = nullptr;
    QHash<int, Waiting> waiting;
    int nextId = 1;
    bool subscribed = false;

    void finish(int id, const ControlReply &reply)
    {
        const Waiting entry = waiting.take(id);
        if (entry.done && entry.context != nullptr)
            entry.done(reply);
    }
    void failAll()
    {
        const QList<int> ids = waiting.keys();
        for (const int id : ids)
            finish(id, unreachable(tr("The hub is not running.")));
    }
    void send(const QJsonObject &message)
    {
        socket->write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
    }
};

ControlClient::ControlClient(QString socketPath, QObject *parent) : QObject(parent), m_state(std::make_unique<State>())
{
    m_state->path = std::move(socketPath);
    m_state->socket = new QLocalSocket(this);
    connect(m_state->socket, &QLocalSocket::connected, this, [this] {
        if (m_state->subscribed)
            subscribe();
        Q_EMIT connected();
    });
    // also when a connection never came to be, for which there is no disconnected()
    connect(m_state->socket, &QLocalSocket::stateChanged, this, [this](QLocalSocket::LocalSocketState state) {
        if (state != QLocalSocket::UnconnectedState)
            return;
        m_state->failAll();
        Q_EMIT disconnected();
    });
    connect(m_state->socket, &QLocalSocket::readyRead, this, [this] {
        while (m_state->socket->canReadLine()) {
            const QJsonObject message = QJsonDocument::fromJson(m_state->socket->readLine()).object();
            if (message.value(QLatin1String("method")).toString() == QLatin1String("event"))
                Q_EMIT notified(message.value(QLatin1String("params")).toObject());
            else
                m_state->finish(message.value(QLatin1String("id")).toInt(), replyFrom(message));
        }
    });
}

ControlClient::~ControlClient()
{
    m_state->socket->disconnect(this);
}

bool ControlClient::isConnected() const
{
    return m_state->socket->state() == QLocalSocket::ConnectedState;
}

void ControlClient::connectToHub()
{
    if (m_state->socket->state() == QLocalSocket::UnconnectedState)
        m_state->socket->connectToServer(m_state->path);
}

void ControlClient::call(const QString &method, const QJsonObject &params, QObject *context,
                         std::function<void(const ControlReply &)> done)
{
    const int id = m_state->nextId++;
    m_state->waiting.insert(id, {context, std::move(done)});
    connectToHub();
    const QJsonObject message{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                              {QStringLiteral("id"), id},
                              {QStringLiteral("method"), method},
                              {QStringLiteral("params"), params}};
    // a local socket connects at once or not at all
    if (!isConnected() && !m_state->socket->waitForConnected(2'000))
        m_state->finish(id, unreachable(tr("The hub is not running.")));
    else
        m_state->send(message);
}

void ControlClient::subscribe()
{
    m_state->subscribed = true;
    if (isConnected())
        call(QStringLiteral("events.subscribe"), {}, this, [](const ControlReply &) {});
}

ControlReply ControlClient::callAndWait(const QString &method, const QJsonObject &params, int limitMs)
{
    QEventLoop loop;
    ControlReply answer = unreachable(tr("The hub did not answer in time."));
    bool answered = false;
    QTimer limit;
    limit.setSingleShot(true);
    connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    if (limitMs > 0)
        limit.start(limitMs);
    call(method, params, &loop, [&](const ControlReply &reply) {
        answer = reply;
        answered = true;
        loop.quit();
    });
    if (!answered)
        loop.exec();
    return answer;
}

} // namespace hub
