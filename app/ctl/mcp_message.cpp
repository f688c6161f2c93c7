#include "app/ctl/mcp_message.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace hub::ctl {
namespace {

constexpr int kServerError = -32000;

//! A value that a header can hold: as it is, or in Base64 with a mark.
QByteArray headerValue(const QByteArray &text)
{
    const bool isPlain = std::all_of(text.begin(), text.end(), [](char sign) { return sign >= ' ' && sign <= '~'; });
    if (isPlain && text == text.trimmed() && !text.startsWith("=?"))
        return text;
    return "=?base64?" + text.toBase64() + "?=";
}

} // namespace

McpMessage readMessage(const QByteArray &line)
{
    McpMessage out;
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (document.isArray()) {
        out.kind = McpMessage::Kind::Batch;
        return out;
    }
    const QJsonObject object = document.object();
    if (object.isEmpty())
        return out;
    out.id = object.value(QLatin1String("id"));
    out.method = object.value(QLatin1String("method")).toString();
    const bool hasId = !out.id.isUndefined() && !out.id.isNull();
    if (out.method.isEmpty())
        out.kind = hasId ? McpMessage::Kind::Response : McpMessage::Kind::Broken;
    else
        out.kind = hasId ? McpMessage::Kind::Request : McpMessage::Kind::Notification;
    const QJsonObject params = object.value(QLatin1String("params")).toObject();
    const QJsonObject meta = params.value(QLatin1String("_meta")).toObject();
    out.version = meta.value(QLatin1String("io.modelcontextprotocol/protocolVersion")).toString().toUtf8();
    if (out.method == QLatin1String("tools/call") || out.method == QLatin1String("prompts/get"))
        out.name = params.value(QLatin1String("name")).toString().toUtf8();
    else if (out.method == QLatin1String("resources/read"))
        out.name = params.value(QLatin1String("uri")).toString().toUtf8();
    if (out.method == QLatin1String("notifications/cancelled"))
        out.cancels = params.value(QLatin1String("requestId"));
    return out;
}

QList<std::pair<QByteArray, QByteArray>> modernHeaders(const McpMessage &message)
{
    QList<std::pair<QByteArray, QByteArray>> out{{"MCP-Protocol-Version", headerValue(message.version)},
                                                 {"Mcp-Method", headerValue(message.method.toUtf8())}};
    if (!message.name.isEmpty())
        out.append({"Mcp-Name", headerValue(message.name)});
    return out;
}

QByteArray errorAnswer(const QJsonValue &id, const QString &text)
{
    const QJsonObject error{{QStringLiteral("code"), kServerError}, {QStringLiteral("message"), text}};
    const QJsonObject answer{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                             {QStringLiteral("id"), id},
                             {QStringLiteral("error"), error}};
    return QJsonDocument(answer).toJson(QJsonDocument::Compact);
}

QByteArray oneLine(QByteArray json)
{
    json.replace('\r', ' ');
    json.replace('\n', ' ');
    return json.trimmed();
}

QList<EventReader::Event> EventReader::feed(const QByteArray &bytes)
{
    m_waiting += bytes;
    QList<Event> out;
    for (qsizetype newline = m_waiting.indexOf('\n'); newline >= 0; newline = m_waiting.indexOf('\n')) {
        QByteArray line = m_waiting.left(newline);
        m_waiting.remove(0, newline + 1);
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.isEmpty()) {
            if (m_hasData || !m_event.id.isEmpty())
                out.append(m_event);
            m_event = {};
            m_hasData = false;
        } else {
            take(line);
        }
    }
    return out;
}

void EventReader::take(const QByteArray &line)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray field = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "id") {
        m_event.id = value;
    } else if (field == "data") {
        m_event.data += (m_hasData ? "\n" : "") + value;
        m_hasData = true;
    }
}

} // namespace hub::ctl
