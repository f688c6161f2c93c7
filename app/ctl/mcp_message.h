// Messages of the Model Context Protocol as the bridge sees them: read, never written anew. Pure.
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <utility>

namespace hub::ctl {

struct McpMessage {
    enum class Kind { Request, Notification, Response, Batch, Broken };
    Kind kind = Kind::Broken;
    QJsonValue id = QJsonValue::Undefined;
    QString method;
    QByteArray version; //!< of the protocol, as a message of the 2026 era says it; empty = of the session era
    QByteArray name;    //!< of the tool or prompt, or the resource's address
    QJsonValue cancels = QJsonValue::Undefined; //!< the request that notifications/cancelled means

    bool isModern() const { return !version.isEmpty(); }
    //! Whether it may go out a second time when nobody knows whether the first one arrived.
    bool mayRepeat() const { return method != QLatin1String("tools/call"); }
    bool isAnswerTo(const QJsonValue &request) const { return kind == Kind::Response && id == request; }
};
McpMessage readMessage(const QByteArray &line);

//! What a message of the 2026 era has to say in its headers.
QList<std::pair<QByteArray, QByteArray>> modernHeaders(const McpMessage &message);

//! An answer of the bridge's own.
QByteArray errorAnswer(const QJsonValue &id, const QString &text);
//! On one line: newlines in JSON are blanks.
QByteArray oneLine(QByteArray json);

//! text/event-stream, read as it comes.
class EventReader {
public:
    struct Event {
        QByteArray id, data;
    };
    QList<Event> feed(const QByteArray &bytes);

private:
    void take(const QByteArray &line);

    QByteArray m_waiting;
    Event m_event;
    bool m_hasData = false;
};

} // namespace hub::ctl
