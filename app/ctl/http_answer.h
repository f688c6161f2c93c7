// One HTTP/1.1 answer, read as its bytes come. Pure.
#pragma once

#include <QByteArray>
#include <QHash>

namespace hub::ctl {

//! For the hub's own answers on a connection of their own: no trailers, no upgrades.
class HttpAnswer {
public:
    //! \return the body's bytes among these
    QByteArray feed(const QByteArray &bytes);
    //! The connection was closed.
    void end();

    int status() const { return m_status; } //!< 0 before the head is whole
    //! \param name in lower case
    QByteArray header(const QByteArray &name) const { return m_headers.value(name); }
    bool isDone() const { return m_state == State::Done; }
    bool isBroken() const { return m_state == State::Broken; }

private:
    enum class State { Head, Body, ChunkSize, Chunk, ChunkEnd, Tail, Done, Broken };
    bool readHead();
    bool readChunkSize();
    bool readBody(QByteArray *body);
    bool takeLine(QByteArray *line);

    State m_state = State::Head;
    QByteArray m_waiting;
    int m_status = 0;
    QHash<QByteArray, QByteArray> m_headers;
    qint64 m_left = -1; //!< of the body or the chunk; -1 = until the connection ends
};

} // namespace hub::ctl
