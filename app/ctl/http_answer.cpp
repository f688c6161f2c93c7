#include "app/ctl/http_answer.h"

#include <algorithm>

namespace hub::ctl {
namespace {

constexpr qsizetype kLongestHead = 64 * 1024;

} // namespace

bool HttpAnswer::takeLine(QByteArray *line)
{
    const qsizetype newline = m_waiting.indexOf('\n');
    if (newline < 0) {
        if (m_waiting.size() > kLongestHead)
            m_state = State::Broken;
        return false;
    }
    *line = m_waiting.left(newline).trimmed();
    m_waiting.remove(0, newline + 1);
    return true;
}

bool HttpAnswer::readHead()
{
    QByteArray line;
    if (!takeLine(&line))
        return false;
    if (m_status == 0) {
        m_status = line.startsWith("HTTP/1.") ? line.mid(9, 3).toInt() : 0;
        if (m_status < 100)
            m_state = State::Broken;
        return m_state != State::Broken;
    }
    if (!line.isEmpty()) {
        const qsizetype colon = line.indexOf(':');
        m_headers.insert(line.left(colon).trimmed().toLower(),
                         colon < 0 ? QByteArray() : line.mid(colon + 1).trimmed());
        return true;
    }
    if (m_status < 200) { // an interim one: the answer follows
        m_status = 0;
        m_headers.clear();
        return true;
    }
    if (m_headers.value("transfer-encoding").toLower() == "chunked") {
        m_state = State::ChunkSize;
        return true;
    }
    const bool hasLength = m_headers.contains("content-length");
    m_left = hasLength ? m_headers.value("content-length").toLongLong() : -1;
    const bool isEmpty = m_left == 0 || m_status == 204 || m_status == 304;
    m_state = isEmpty ? State::Done : State::Body;
    return true;
}

bool HttpAnswer::readChunkSize()
{
    QByteArray line;
    if (!takeLine(&line))
        return false;
    bool isNumber = false;
    m_left = line.split(';').constFirst().trimmed().toLongLong(&isNumber, 16);
    m_state = !isNumber || m_left < 0 ? State::Broken : m_left == 0 ? State::Tail : State::Chunk;
    return m_state != State::Broken;
}

//! Whether the body or the chunk is whole.
bool HttpAnswer::readBody(QByteArray *body)
{
    const qsizetype size = m_left < 0 ? m_waiting.size() : std::min<qsizetype>(m_waiting.size(), m_left);
    *body += m_waiting.left(size);
    m_waiting.remove(0, size);
    m_left -= m_left < 0 ? 0 : size;
    if (m_left != 0)
        return false;
    m_state = m_state == State::Body ? State::Done : State::ChunkEnd;
    return true;
}

QByteArray HttpAnswer::feed(const QByteArray &bytes)
{
    m_waiting += bytes;
    QByteArray body, line;
    for (bool goesOn = true; goesOn;) {
        switch (m_state) {
        case State::Head: goesOn = readHead(); break;
        case State::ChunkSize: goesOn = readChunkSize(); break;
        case State::ChunkEnd:
            goesOn = takeLine(&line);
            if (goesOn)
                m_state = State::ChunkSize;
            break;
        case State::Tail:
            goesOn = takeLine(&line);
            if (goesOn && line.isEmpty())
                m_state = State::Done;
            break;
        case State::Body:
        case State::Chunk: goesOn = readBody(&body); break;
        case State::Done:
        case State::Broken: goesOn = false; break;
        }
    }
    return body;
}

void HttpAnswer::end()
{
    if (m_state != State::Done)
        m_state = m_state == State::Body && m_left < 0 ? State::Done : State::Broken;
}

} // namespace hub::ctl
