#include "app/ctl/http_exchange.h"

#include <QNetworkProxy>

namespace hub::ctl {

HttpExchange::HttpExchange(QObject *parent) : QObject(parent)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_socket, &QTcpSocket::connected, this, [this] {
        m_sent = true;
        m_socket.write(m_request);
        m_request.clear();
    });
    connect(&m_socket, &QTcpSocket::readyRead, this, &HttpExchange::read);
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] {
        read();
        m_answer.end();
        finish(m_answer.isDone() ? End::Done : End::Broken);
    });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] {
        if (!m_sent)
            finish(End::NeverSent); // else disconnected() follows
    });
}

HttpExchange::~HttpExchange()
{
    m_socket.disconnect(this); // it says that it ends after the rest is gone
}

void HttpExchange::start(const QByteArray &method, const QUrl &url,
                         const QList<std::pair<QByteArray, QByteArray>> &headers, const QByteArray &body)
{
    m_request = method + ' ' + url.path(QUrl::FullyEncoded).toUtf8()
        + " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toUtf8() + "\r\nConnection: close\r\n";
    for (const auto &[name, value] : headers)
        m_request += name + ": " + value + "\r\n";
    if (method == "POST")
        m_request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    m_request += "\r\n" + body;
    m_socket.connectToHost(url.host(), static_cast<quint16>(url.port(80)));
}

void HttpExchange::read()
{
    if (m_finished)
        return;
    const QByteArray body = m_answer.feed(m_socket.readAll());
    if (!body.isEmpty())
        Q_EMIT arrived(body);
    if (m_answer.isDone() || m_answer.isBroken())
        finish(m_answer.isDone() ? End::Done : End::Broken);
}

void HttpExchange::finish(End how)
{
    if (std::exchange(m_finished, true))
        return;
    m_socket.abort();
    Q_EMIT ended(how);
}

} // namespace hub::ctl
