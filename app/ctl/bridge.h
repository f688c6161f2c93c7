// MCP over stdin and stdout, carried to the hub's Streamable HTTP and back.
#pragma once

#include "app/ctl/http_exchange.h"
#include "app/ctl/mcp_message.h"

#include <QPointer>
#include <QQueue>
#include <QTimer>

#include <functional>
#include <memory>

namespace hub::ctl {

//! Where the hub is and what opens it; asked again when it was started anew or does not know the key any more.
struct HubAccess {
    QUrl url; //!< of /mcp
    QByteArray authorization;
    QString problem; //!< why there is none; empty = fine
};

//! What a client sees is one server that never goes away: a session that the hub has forgotten is opened anew with the very
//! messages that opened it, a request that cannot have arrived goes out again.
class Bridge : public QObject {
    Q_OBJECT
public:
    //! \param reach finds the hub, starts it where needed; may run an event loop
    //! \param write takes one line for the client
    Bridge(std::function<HubAccess()> reach, std::function<void(const QByteArray &)> write, QObject *parent = nullptr);
    ~Bridge() override;

    //! One line of the client's.
    void take(const QByteArray &line);
    //! The client is gone: finished() follows when what it asked for is answered, or soon after.
    void close();

Q_SIGNALS:
    void finished();

private:
    struct Sent; //!< a message on its way
    void pump();
    void send(const std::shared_ptr<Sent> &sent);
    void onBytes(const std::shared_ptr<Sent> &sent, const QByteArray &bytes);
    void onEnd(const std::shared_ptr<Sent> &sent, HttpExchange::End how);
    void onAnswer(const std::shared_ptr<Sent> &sent);
    void repeat(const std::shared_ptr<Sent> &sent);
    void conclude(const std::shared_ptr<Sent> &sent, const QString &problem);
    void deliver(const std::shared_ptr<Sent> &sent, const QByteArray &json);
    bool recover();
    void reopen();
    void listen();
    void cancel(const QJsonValue &request);
    void finishWhenIdle();
    QList<std::pair<QByteArray, QByteArray>> headersFor(const McpMessage &message) const;

    std::function<HubAccess()> m_reach;
    std::function<void(const QByteArray &)> m_write;
    HubAccess m_hub;
    QQueue<std::shared_ptr<Sent>> m_queue; //!< not sent yet
    QList<std::shared_ptr<Sent>> m_open;
    QByteArray m_session, m_version; //!< of the session era
    QByteArray m_initialize, m_initialized; //!< the client's own, to open a session anew
    std::shared_ptr<Sent> m_stream; //!< news without a request
    QTimer m_streamTimer, m_closeTimer;
    QByteArray m_lastEvent;
    bool m_recovering = false, m_closing = false, m_ending = false;
};

} // namespace hub::ctl
