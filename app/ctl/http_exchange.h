// One request to the hub on a connection of its own: whether it can have arrived is known, which a library that repeats
// requests by itself does not tell.
#pragma once

#include "app/ctl/http_answer.h"

#include <QTcpSocket>
#include <QUrl>

namespace hub::ctl {

class HttpExchange : public QObject {
    Q_OBJECT
public:
    enum class End {
        Done,
        NeverSent, //!< nobody was there to take it
        Broken, //!< the connection was lost: nobody knows what was done
    };
    Q_ENUM(End)

    explicit HttpExchange(QObject *parent = nullptr);
    ~HttpExchange() override;
    //! \param body nothing for a GET or DELETE
    void start(const QByteArray &method, const QUrl &url, const QList<std::pair<QByteArray, QByteArray>> &headers,
               const QByteArray &body = {});
    const HttpAnswer &answer() const { return m_answer; }

Q_SIGNALS:
    //! Bytes of the body, as they come; answer() has the head by then.
    void arrived(const QByteArray &bytes);
    //! Once, at the end.
    void ended(hub::ctl::HttpExchange::End how);

private:
    void read();
    void finish(End how);

    QTcpSocket m_socket;
    HttpAnswer m_answer;
    QByteArray m_request;
    bool m_sent = false, m_finished = false;
};

} // namespace hub::ctl
